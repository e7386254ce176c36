/** Shows the notices; new ones are told to screen readers, too. */

import { Notices } from "../logic/notices.js";
import { t } from "../text/words.js";
import { el } from "./dom.js";

export class NoticeBar {
  #notices = new Notices();
  #bar;
  #tell;

  /** @param {HTMLElement} bar @param {(text: string) => void} tell */
  constructor(bar, tell) {
    this.#bar = bar;
    this.#tell = tell;
  }

  /** @param {Partial<import("../logic/notices.js").Notice> & {id: string, text: string}} notice */
  show(notice) {
    if (this.#notices.show(notice)) this.#tell(notice.text);
    this.#draw();
  }

  /** @param {string} id @param {string} [text] told instead of it, such as that it is over */
  hide(id, text) {
    if (!this.#notices.hide(id)) return;
    if (text) this.#tell(text);
    this.#draw();
  }

  #draw() {
    // What stands already is kept, so that no button loses the focus.
    const wanted = this.#notices.all;
    const standing = new Map([...this.#bar.children].map((each) => [each.dataset.id, each]));
    for (const notice of wanted) {
      const before = standing.get(notice.id);
      standing.delete(notice.id);
      if (before?.querySelector("p").textContent === notice.text) continue;
      const next = this.#element(notice);
      if (before) before.replaceWith(next);
      else this.#bar.append(next);
    }
    standing.forEach((each) => each.remove());
  }

  #element(notice) {
    const close = () => this.hide(notice.id);
    return el(
      "div",
      { class: `notice ${notice.level ?? "info"}`, "data-id": notice.id },
      el("p", {}, notice.text),
      ...(notice.actions ?? []).map(({ label, do: act }) =>
        el("button", { type: "button", onclick: act }, label),
      ),
      notice.closable && el("button", { type: "button", onclick: close }, t("close")),
    );
  }
}
