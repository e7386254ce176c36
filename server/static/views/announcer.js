/** Tells screen readers what happens, politely, in regions that stand on the page from the start. */

import { writtenIn } from "../logic/languages.js";
import { el } from "./dom.js";

const MOST = 60;
const KEPT = 30;
const STATUS_MS = 10_000;

export class Announcer {
  #log;
  #status;
  #timer = 0;

  /** @param {HTMLElement} log role=log @param {HTMLElement} status role=status */
  constructor(log, status) {
    this.#log = log;
    this.#status = status;
  }

  /** A finished sentence: one addition. @param {{name: string, text: string, language: string}} said */
  said({ name, text, language }) {
    const line = el("p", writtenIn(language));
    line.textContent = name ? `${name}: ${text}` : text;
    this.#log.append(line);
    // Removals are not announced, and are done seldom and many at a time.
    if (this.#log.childElementCount > MOST) {
      [...this.#log.children].slice(0, -KEPT).forEach((each) => each.remove());
    }
  }

  /** How things stand: replaces what was told before. @param {string} text */
  status(text) {
    clearTimeout(this.#timer);
    this.#status.textContent = text;
    // An old state is not to be found here later as if it were true.
    this.#timer = setTimeout(() => this.#status.replaceChildren(), STATUS_MS);
  }
}
