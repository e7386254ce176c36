/** Names of languages and devices, in the language of the page. */

import { languageName, sortedByName } from "../logic/languages.js";
import { pageLocale, t } from "./words.js";

/** @param {string} language @returns {string} */
export function nameOf(language) {
  return languageName(language, pageLocale());
}

/** @param {Iterable<string>} languages @returns {[string, string][]} code and name, by name */
export function namedLanguages(languages) {
  return sortedByName(languages, pageLocale()).map((code) => [code, nameOf(code)]);
}

/**
 * @param {{id: string, label: string}[]} devices
 * @param {string} words key of the text with a `{number}`, for one without a name of its own
 * @returns {[string, string][]} id and name
 */
export function namedDevices(devices, words) {
  return devices.map(({ id, label }, i) => [id, label || t(words, { number: i + 1 })]);
}
