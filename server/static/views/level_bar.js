/** A bar that shows how loud the microphone is. */

import { t } from "../text/words.js";
import { el } from "./dom.js";

export class LevelBar {
  #bar = el("span");
  #shown = -1;

  /** @param {HTMLElement} [element] where it is; without one it makes its own */
  constructor(element = el("div")) {
    this.element = element;
    element.className = "level";
    element.setAttribute("role", "meter");
    element.setAttribute("aria-label", t("microphoneLevel"));
    element.setAttribute("aria-valuemin", "0");
    element.setAttribute("aria-valuemax", "100");
    element.replaceChildren(this.#bar);
    this.show(0);
  }

  /** @param {number} level from 0 to 1 */
  show(level) {
    const percent = Math.round(level * 100);
    if (percent === this.#shown) return;
    this.#shown = percent;
    this.element.setAttribute("aria-valuenow", String(percent));
    this.#bar.style.transform = `scaleX(${level})`;
  }
}
