/** What a person speaks, reads and hears: in the join form, and later in the languages panel. */

import { namedLanguages } from "../text/names.js";
import { t } from "../text/words.js";
import { el } from "./dom.js";
import { field, options } from "./fields.js";
import { LanguageList } from "./language_list.js";

/** @typedef {import("../logic/settings.js").Person} Person */
/** @typedef {{speak: string[], read: string[], hear: string[]}} Offered */

export class PersonFields {
  #speaks;
  #hears;
  #original;
  /** How loud the originals are to be, also while there is nothing to be under. */
  #wanted;
  #reads;
  #changed;

  /** @param {string} id prefix @param {(changes: Partial<Person>) => void} changed */
  constructor(id, changed) {
    this.#changed = changed;
    this.#speaks = this.#select(`${id}-speaks`, (value) => ({ speaks: value }));
    this.#hears = this.#select(`${id}-hears`, (value) => ({ hears: value || null }));
    this.#hears.addEventListener("change", () => this.#showOriginal());
    this.#original = this.#select(`${id}-original`, (original) => {
      this.#wanted = original;
      return { original };
    });
    this.#reads = new LanguageList(
      `${id}-reads`,
      { legend: "iRead", help: "iReadHelp", none: "nothingChosen", add: "addLanguageLabel" },
      (reads) => changed({ reads }),
    );
    this.element = el(
      "div",
      { class: "stack" },
      field(this.#speaks, "iSpeak"),
      this.#reads.element,
      field(this.#hears, "iHear"),
      field(this.#original, "original"),
    );
  }

  focusSpeaks() {
    this.#speaks.focus();
  }

  /** @param {Offered} offered @param {Person} person */
  show(offered, person) {
    const languages = (codes, chosen) => namedLanguages([...codes, ...(chosen ? [chosen] : [])]);
    const spoken = person.speaks === "auto" ? null : person.speaks;
    options(
      this.#speaks,
      [["auto", t("detectLanguage")], ...languages(offered.speak, spoken)],
      person.speaks,
    );
    options(
      this.#hears,
      [["", t("hearOriginal")], ...languages(offered.hear, person.hears)],
      person.hears ?? "",
    );
    this.#wanted = person.original;
    this.#showOriginal();
    this.#reads.show(offered.read, person.reads);
  }

  /** Where no translation is heard, "under" it is as loud as ever, and there are two choices. */
  #showOriginal() {
    const [full, under, none] = [
      ["full", t("originalFull")],
      ["under", t("originalUnder")],
      ["none", t("originalNone")],
    ];
    const isTranslated = Boolean(this.#hears.value);
    const chosen = this.#wanted === "under" && !isTranslated ? "full" : this.#wanted;
    options(this.#original, isTranslated ? [full, under, none] : [full, none], chosen);
  }

  #select(id, change) {
    const select = el("select", { id, onchange: () => this.#changed(change(select.value)) });
    return select;
  }
}
