/** Settings of this reader. Each change holds at once. */

import { LINES, SIZES, SPACINGS } from "../logic/settings.js";
import { languageName } from "../logic/languages.js";
import { PAGE_LANGUAGES, t } from "../text/words.js";
import { el } from "./dom.js";
import { choice, field, options } from "./fields.js";

export class SettingsPanel {
  title = "settingsTitle";
  #kept;
  #changed;
  #controls = new Map();

  /** @param {import("../logic/kept.js").Kept} kept @param {() => void} changed */
  constructor(kept, changed) {
    this.#kept = kept;
    this.#changed = changed;
    const words = (prefix, ...values) =>
      values.map((each) => [each, t(prefix + each[0].toUpperCase() + each.slice(1))]);
    this.element = el(
      "div",
      { class: "stack" },
      el("div", { class: "example" }, el("p", {}, t("example"))),
      this.#section(
        "textTitle",
        this.#choice("size", "size", SIZES.map((each) => [each, `${each} %`])),
        this.#choice("font", "font", words("font", "system", "plain", "serif", "mono")),
        this.#choice("spacing", "spacing", SPACINGS.map((each) => [each, t(`spacing${each}`)])),
        this.#choice("theme", "theme", words("theme", "auto", "light", "dark", "contrast")),
      ),
      this.#section(
        "captionsTitle",
        this.#choice("position", "position", words("position", "bottom", "middle", "top")),
        this.#choice("lines", "lines", LINES.map((each) => [each, lineCount(each)])),
        this.#choice("languages", "arrangement", [
          ["below", t("below")],
          ["beside", t("beside")],
        ]),
        this.#check("showOriginal", "showOriginal"),
        this.#check("showTimes", "showTimes"),
        this.#check("still", "still"),
      ),
      this.#section(
        "announceTitle",
        this.#choice("announce", "announce", words("announce", "off", "finals", "all")),
      ),
      this.#section("keysTitle", this.#check("keys", "keysOn")),
      this.#section(
        "pageLanguage",
        this.#choice("page", "pageLanguage", [
          ["auto", t("pageLanguageAuto")],
          ...PAGE_LANGUAGES.map((each) => [each, languageName(each, each)]),
        ]),
      ),
      el("p", { class: "hint" }, t("settingsKept")),
    );
  }

  opened() {
    const settings = this.#kept.value;
    for (const [key, control] of this.#controls) {
      if (control.type === "checkbox") control.checked = settings[key];
      else control.value = String(settings[key]);
    }
  }

  #section(title, ...children) {
    return el("section", { class: "stack" }, el("h3", {}, t(title)), ...children);
  }

  #choice(key, label, pairs) {
    const select = el("select", { id: `setting-${key}` });
    options(select, pairs.map(([value, text]) => [String(value), text]), "");
    select.addEventListener("change", () => {
      const value = pairs.find(([each]) => String(each) === select.value)[0];
      this.#set(key, value);
    });
    this.#controls.set(key, select);
    return field(select, label);
  }

  #check(key, label) {
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => this.#set(key, box.checked));
    this.#controls.set(key, box);
    return choice(box, label);
  }

  #set(key, value) {
    this.#kept.update({ [key]: value });
    this.#changed();
  }
}

function lineCount(count) {
  return count ? t("linesCount", { count }) : t("linesAll");
}
