/** Which texts of an utterance one reader is shown, and in which order. */

import { sameLanguage } from "./languages.js";
import { textOf } from "./caption_store.js";

/** @typedef {import("./caption_store.js").Utterance} Utterance */
/** @typedef {import("./caption_store.js").Version} Version */
/**
 * @typedef {object} Cell
 * @property {string} language
 * @property {Version|null} version null where the translation is not here yet
 * @property {boolean} isOriginal
 * @property {boolean} isExtra the original, in a language that is not read
 */

/**
 * One cell a language that is read, in the reader's order; the original goes first where it is
 * wanted, and where there is nothing else to read yet.
 * @param {Utterance} utterance
 * @param {{reads: string[], showOriginal: boolean}} reader
 * @returns {Cell[]}
 */
export function cellsOf(utterance, { reads, showOriginal }) {
  const { original } = utterance;
  const cells = reads.map((language) => cellOf(utterance, language));
  const wanted = showOriginal || !cells.some((cell) => cell.version);
  if (original && wanted && !cells.some((cell) => cell.isOriginal)) {
    const { language } = original;
    cells.unshift({ language, version: original, isOriginal: true, isExtra: reads.length > 0 });
  }
  return cells.filter((cell) => cell.version === null || textOf(cell.version));
}

function cellOf(utterance, language) {
  const { original, translations } = utterance;
  if (original && sameLanguage(original.language, language)) {
    return { language: original.language, version: original, isOriginal: true, isExtra: false };
  }
  const version =
    translations.get(language) ??
    [...translations.values()].find((each) => sameLanguage(each.language, language)) ??
    null;
  return { language: version?.language ?? language, version, isOriginal: false, isExtra: false };
}
