/** The list of keys. */

import { ROOM_KEYS } from "../logic/room_keys.js";
import { t } from "../text/words.js";
import { el } from "./dom.js";

export class HelpPanel {
  title = "helpTitle";
  #kept;
  #off = el("p", { class: "hint" }, t("helpOff"));

  /** @param {import("../logic/kept.js").Kept} kept */
  constructor(kept) {
    this.#kept = kept;
    const rows = [
      ...ROOM_KEYS.map(({ key, words }) => [key.toUpperCase(), t(words)]),
      [t("keyEnd"), t("keyNewest")],
      [t("keyEscape"), t("keyClose")],
      [t("keyArrows"), t("keyScroll")],
    ];
    this.element = el(
      "div",
      {},
      this.#off,
      el(
        "dl",
        { class: "keys" },
        ...rows.map(([key, text]) =>
          el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)),
        ),
      ),
    );
  }

  opened() {
    this.#off.hidden = this.#kept.value.keys;
  }
}
