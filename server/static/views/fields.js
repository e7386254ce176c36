/** What forms are made of: a labelled field, a choice with a box, the options of a select. */

import { t } from "../text/words.js";
import { el } from "./dom.js";

/**
 * @param {HTMLElement} control @param {string} label key of the text
 * @param {...HTMLElement} more below it
 */
export function field(control, label, ...more) {
  return el("div", { class: "field" }, el("label", { for: control.id }, t(label)), control, ...more);
}

/** @param {HTMLInputElement} box @param {string} label key of the text */
export function choice(box, label) {
  return el("label", { class: "choice" }, box, el("span", {}, t(label)));
}

/** @param {HTMLSelectElement} select @param {[string, string][]} pairs value and text */
export function options(select, pairs, chosen) {
  const unique = pairs.filter(([value], i) => pairs.findIndex(([each]) => each === value) === i);
  select.replaceChildren(...unique.map(([value, text]) => el("option", { value }, text)));
  select.value = chosen;
}
