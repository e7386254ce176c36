/** Several languages in order: a select adds one, a button for each takes it away. */

import { sortedByName } from "../logic/languages.js";
import { nameOf } from "../text/names.js";
import { pageLocale, t } from "../text/words.js";
import { el, icon } from "./dom.js";

export class LanguageList {
  #id;
  #words;
  #changed;
  #chips = el("ul", { class: "chips" });
  #select;
  #offered = [];
  chosen = [];

  /**
   * @param {string} id unique on the page
   * @param {{legend: string, help: string, none: string, add: string}} words keys of the texts
   * @param {(chosen: string[]) => void} changed
   */
  constructor(id, words, changed) {
    this.#id = id;
    this.#words = words;
    this.#changed = changed;
    this.#select = el("select", { id, onchange: () => this.#add(this.#select.value) });
    this.#select.setAttribute("aria-label", t(words.add));
    this.element = el(
      "fieldset",
      { "aria-describedby": `${id}-help` },
      el("legend", {}, t(words.legend)),
      el("p", { class: "hint", id: `${id}-help` }, t(words.help)),
      this.#chips,
      this.#select,
    );
  }

  /** @param {string[]} offered @param {string[]} chosen */
  show(offered, chosen) {
    this.#offered = sortedByName([...offered, ...chosen], pageLocale());
    this.chosen = [...chosen];
    this.#draw();
  }

  #add(language) {
    if (!language) return;
    this.chosen.push(language);
    this.#draw();
    this.#changed([...this.chosen]);
  }

  #remove(language) {
    const index = this.chosen.indexOf(language);
    this.chosen.splice(index, 1);
    this.#draw();
    // The focus was on the button that is gone.
    (this.#chips.querySelectorAll("button")[index] ?? this.#select).focus();
    this.#changed([...this.chosen]);
  }

  #draw() {
    const chips = this.chosen.map((language) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            "aria-label": t("removeLanguage", { language: nameOf(language) }),
            onclick: () => this.#remove(language),
          },
          nameOf(language),
          icon("close"),
        ),
      ),
    );
    const none = el("li", { class: "none" }, t(this.#words.none));
    this.#chips.replaceChildren(...(chips.length ? chips : [none]));
    const left = this.#offered.filter((language) => !this.chosen.includes(language));
    this.#select.replaceChildren(
      el("option", { value: "" }, t("addLanguage")),
      ...left.map((language) => el("option", { value: language }, nameOf(language))),
    );
    this.#select.disabled = left.length === 0;
  }
}
