/** What was told of the camera's picture: for the eyes, and for a screen reader. */

import { writtenIn } from "../logic/languages.js";
import { t } from "../text/words.js";
import { el, setText } from "./dom.js";

/** What a screen reader was given is not to be found twice on the page for long. */
const REGION_MS = 12_000;

export class ToldView {
  #newest;
  #history;
  #log;
  #hazard;

  /**
   * @param {HTMLElement} newest @param {HTMLElement} history
   * @param {HTMLElement} log role=log @param {HTMLElement} hazard role=alert
   */
  constructor(newest, history, log, hazard) {
    this.#newest = newest;
    this.#history = history;
    this.#log = log;
    this.#hazard = hazard;
  }

  /** @param {import("../logic/narration_log.js").NarrationLog} log */
  draw(log) {
    const told = log.entries.at(-1);
    setText(this.#newest, told?.text ?? t("cameraNothingTold"));
    mark(this.#newest, told?.language);
    this.#history.replaceChildren(...log.entries.toReversed().map(entry));
  }

  /**
   * One announcement: hazards cut off what is being read, all else waits for its end.
   * @param {{text: string, language: string, priority: string}} message
   */
  say({ text, language, priority }) {
    const region = priority === "hazard" ? this.#hazard : this.#log;
    const line = el("p", {}, text);
    mark(line, language);
    region.append(line);
    setTimeout(() => line.remove(), REGION_MS);
  }
}

function entry({ text, language, cut }) {
  const line = el("span", {}, text);
  mark(line, language);
  return el("li", {}, line, cut ? ` (${t("cameraCut")})` : null);
}

function mark(element, language) {
  if (language) Object.assign(element, writtenIn(language));
}
