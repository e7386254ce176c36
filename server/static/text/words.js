/** The page's words in the reader's language. */

import en from "./en.js";

/** @type {Record<string, () => Promise<{default: object}>>} */
const OTHERS = {
  de: () => import("./de.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
};
export const PAGE_LANGUAGES = Object.freeze(["en", ...Object.keys(OTHERS)]);

let words = en;
let locale = "en";

/** Loads a language; English stands in for what cannot be loaded. @param {string} wanted */
export async function useLanguage(wanted) {
  const languages = wanted === "auto" ? (navigator.languages ?? ["en"]) : [wanted];
  const bases = languages.map((each) => each.toLowerCase().split("-")[0]);
  const found = bases.find((each) => PAGE_LANGUAGES.includes(each)) ?? "en";
  try {
    words = found === "en" ? en : (await OTHERS[found]()).default;
    locale = found;
  } catch {
    words = en;
    locale = "en";
  }
  document.documentElement.lang = locale;
}

/** @returns {string} language of the page's words */
export function pageLocale() {
  return locale;
}

/**
 * @param {string} key @param {Record<string, string|number>} [values]
 * @returns {string} with `{name}` replaced; `count` chooses between one and several
 */
export function t(key, values = {}) {
  const found = words[key] ?? en[key] ?? key;
  const line = typeof found === "string" ? found : plural(found, Number(values.count));
  return line.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

function plural(forms, count) {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
}

/** Fills in the words that the page's markup asks for by `data-t…`. @param {ParentNode} root */
export function fillIn(root) {
  for (const each of root.querySelectorAll("[data-t]")) each.textContent = t(each.dataset.t);
  for (const [name, attribute] of [
    ["tLabel", "aria-label"],
    ["tPlaceholder", "placeholder"],
  ]) {
    const selector = `[data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}]`;
    for (const each of root.querySelectorAll(selector)) {
      each.setAttribute(attribute, t(each.dataset[name]));
    }
  }
}
