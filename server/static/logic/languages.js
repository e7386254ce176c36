/** Names and writing directions of languages. */

const RIGHT_TO_LEFT = new Set([
  "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
]);
const RIGHT_TO_LEFT_SCRIPTS = new Set(["arab", "hebr", "nkoo", "syrc", "thaa", "adlm"]);

const CODE = /^[a-z]{2,3}$/;

/** No language was told. */
export const UNKNOWN = "und";

/** @param {any} given @returns {boolean} it is the code of a language, without region or script */
export function isCode(given) {
  return typeof given === "string" && CODE.test(given);
}

/** @param {string} language BCP 47 tag @returns {"ltr"|"rtl"|"auto"} */
export function directionOf(language) {
  const [base, ...rest] = language.toLowerCase().split("-");
  const script = rest.find((part) => part.length === 4);
  if (script) return RIGHT_TO_LEFT_SCRIPTS.has(script) ? "rtl" : "ltr";
  if (!base || base === UNKNOWN || base === "auto") return "auto";
  return RIGHT_TO_LEFT.has(base) ? "rtl" : "ltr";
}

/** Properties of an element with text in this language. @param {string} language */
export function writtenIn(language) {
  return { lang: language, dir: directionOf(language) };
}

/**
 * The language's name in the language of the page, or the code where nobody knows it.
 * @param {string} language @param {string} locale @returns {string}
 */
export function languageName(language, locale) {
  try {
    const name = new Intl.DisplayNames([locale], { type: "language" }).of(language);
    return name ? name.charAt(0).toLocaleUpperCase(locale) + name.slice(1) : language;
  } catch {
    return language;
  }
}

/** @param {Iterable<string>} languages @param {string} locale @returns {string[]} by name */
export function sortedByName(languages, locale) {
  const names = new Map([...new Set(languages)].map((each) => [each, languageName(each, locale)]));
  return [...names.keys()].sort((a, b) => names.get(a).localeCompare(names.get(b), locale));
}

/** @param {string} a @param {string} b @returns {boolean} "pt" and "pt-BR" are one language */
export function sameLanguage(a, b) {
  return a.toLowerCase().split("-")[0] === b.toLowerCase().split("-")[0];
}
