/** The line that says how the connection is, in words and by a dot. */

import { setText } from "./dom.js";

/** @param {HTMLElement} line @param {string} state @param {string} words */
export function showConnection(line, state, words) {
  line.dataset.state = state;
  setText(line.lastElementChild, words);
}
