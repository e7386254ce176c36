/** The panel at the side: one thing at a time, beside the captions, never instead of them. */

import { t } from "../text/words.js";
import { el, icon } from "./dom.js";

/** @typedef {{title: string, element: HTMLElement, opened?: () => void, closed?: () => void}} Content */

export class Panel {
  #place;
  #room;
  #buttons;
  /** @type {Record<string, Content>} */
  #contents;
  /** Name of what is open; empty: nothing. */
  open = "";

  /**
   * @param {HTMLElement} place @param {HTMLElement} room
   * @param {HTMLElement[]} buttons with data-panel
   * @param {Record<string, Content>} contents
   */
  constructor(place, room, buttons, contents) {
    this.#place = place;
    this.#room = room;
    this.#buttons = buttons;
    this.#contents = contents;
    for (const button of buttons) {
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", place.id);
      button.addEventListener("click", () => this.toggle(button.dataset.panel));
    }
  }

  /** @param {string} name */
  toggle(name) {
    if (this.open === name) this.close();
    else this.show(name);
  }

  /** @param {string} name */
  show(name) {
    this.#hide();
    const content = this.#contents[name];
    const title = el("h2", { id: "panel-title", tabIndex: -1 }, t(content.title));
    const close = el("button", { type: "button", onclick: () => this.close() });
    close.setAttribute("aria-label", t("close"));
    close.append(icon("close"));
    this.open = name;
    this.#place.setAttribute("role", "region");
    this.#place.setAttribute("aria-labelledby", "panel-title");
    this.#place.replaceChildren(
      el("header", {}, title, close),
      el("div", { class: "body" }, content.element),
    );
    this.#place.hidden = false;
    this.#place.scrollTop = 0;
    this.#room.classList.add("with-panel");
    this.#mark();
    content.opened?.();
    title.focus();
  }

  close() {
    if (!this.open) return;
    const opener = this.#buttons.find((each) => each.dataset.panel === this.open);
    const hadFocus = this.#place.contains(document.activeElement);
    this.#hide();
    if (hadFocus) opener?.focus();
  }

  #hide() {
    if (!this.open) return;
    this.#contents[this.open].closed?.();
    this.open = "";
    this.#place.hidden = true;
    this.#place.replaceChildren();
    this.#room.classList.remove("with-panel");
    this.#mark();
  }

  #mark() {
    for (const button of this.#buttons) {
      button.setAttribute("aria-expanded", String(button.dataset.panel === this.open));
    }
  }
}
