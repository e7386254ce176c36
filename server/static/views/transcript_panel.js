/** Everything that was said: to search, and to take away in the server's formats. */

import { versionsOf, textOf } from "../logic/caption_store.js";
import { writtenIn } from "../logic/languages.js";
import { cellsOf } from "../logic/reading.js";
import { nameOf } from "../text/names.js";
import { pageLocale, t } from "../text/words.js";
import { el, save, setText } from "./dom.js";
import { field, options } from "./fields.js";

const SEARCH_MS = 200;
const REFRESH_MS = 1000;
const MOST = 500;
const FORMATS = ["txt", "srt", "vtt", "ttml", "json"];

export class TranscriptPanel {
  title = "transcriptTitle";
  #store;
  #reader;
  #api;
  #room;
  #search = el("input", { id: "transcript-search", type: "search", autocomplete: "off" });
  #count = el("p", { class: "hint", role: "status" });
  #entries = el("ol", { class: "entries" });
  #format = el("select", { id: "transcript-format" });
  #language = el("select", { id: "transcript-language" });
  #result = el("p", { class: "hint", role: "status" });
  #timers = { search: 0, refresh: 0 };
  #drawn = "";
  /** @type {{words: string, hits: any[]}} what the server found, from before we came */
  #earlier = { words: "", hits: [] };

  /**
   * @param {import("../logic/caption_store.js").CaptionStore} store
   * @param {() => {reads: string[], showOriginal: boolean}} reader
   * @param {import("../net/api.js").Api} api @param {string} room
   */
  constructor(store, reader, api, room) {
    this.#store = store;
    this.#reader = reader;
    this.#api = api;
    this.#room = room;
    this.#search.setAttribute("aria-describedby", "transcript-help");
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#timers.search);
      this.#timers.search = setTimeout(() => this.#searchAll(), SEARCH_MS);
    });
    options(this.#format, FORMATS.map((each) => [each, t(`format${capital(each)}`)]), "txt");
    const download = el("button", { type: "button", class: "primary" }, t("download"));
    download.addEventListener("click", () => this.#download());
    const searchHelp = el("p", { class: "hint", id: "transcript-help" }, t("searchHelp"));
    this.element = el(
      "div",
      { class: "stack" },
      field(this.#search, "search", searchHelp),
      el(
        "details",
        {},
        el("summary", {}, t("download")),
        el(
          "div",
          { class: "stack" },
          field(this.#language, "language"),
          field(this.#format, "format"),
          download,
          this.#result,
        ),
      ),
      this.#count,
      this.#entries,
    );
  }

  opened() {
    this.#drawn = "";
    this.#draw();
    this.#languages();
    this.#timers.refresh = setInterval(() => this.#draw(), REFRESH_MS);
  }

  closed() {
    clearInterval(this.#timers.refresh);
  }

  /** What was said while we were here is on the page; the server knows what was said before. */
  async #searchAll() {
    this.#draw();
    const words = this.#search.value.trim();
    if (!words) return;
    try {
      const first = this.#store.utterances[0]?.order ?? Infinity;
      const hits = await this.#api.search(this.#room, words);
      this.#earlier = { words, hits: hits.filter(({ seq }) => seq < first).reverse() };
    } catch {
      this.#earlier = { words, hits: [] };
    }
    this.#draw();
  }

  #draw() {
    const words = this.#search.value.trim();
    const found = this.#found(words);
    const earlier = words && words === this.#earlier.words ? this.#earlier.hits : [];
    const reader = this.#reader();
    const count = found.length + earlier.length;
    const { reads, showOriginal } = reader;
    const drawn = [words, count, found.at(-1)?.key, reads.join(), showOriginal].join("|");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const key = words ? "found" : "everythingSaid";
    const none = words ? "nothingFound" : "nothingSaid";
    setText(this.#count, count ? t(key, { count }) : t(none));
    this.#entries.replaceChildren(
      ...earlier.map(({ at, name, language, text }) => item(at, name, [[language, text]], words)),
      ...found.slice(-MOST).map((each) => entry(each, reader, words)),
    );
  }

  /** Only what is final: the captions show what is still open. */
  #found(words) {
    const all = words ? this.#store.search(words) : this.#store.utterances;
    return all.filter((each) => versionsOf(each).some((version) => version.isFinal));
  }

  #languages() {
    const spoken = this.#store.utterances.flatMap((each) =>
      [...each.translations.values()].map((version) => version.language),
    );
    const languages = [...new Set([...this.#reader().reads, ...spoken])];
    const chosen = this.#language.value;
    options(
      this.#language,
      [["", t("asSaid")], ...languages.map((each) => [each, nameOf(each)])],
      chosen,
    );
  }

  async #download() {
    const format = this.#format.value;
    const language = this.#language.value;
    try {
      const blob = await this.#api.transcript(this.#room, format, language);
      save(blob, [this.#room, language, format].filter(Boolean).join("."));
      setText(this.#result, t("downloadDone"));
    } catch (error) {
      setText(this.#result, t("downloadFailed", { message: error.message }));
    }
  }
}

function entry(utterance, reader, words) {
  const cells = cellsOf(utterance, { ...reader, showOriginal: reader.showOriginal || !!words });
  const texts = cells
    .filter((cell) => cell.version)
    .map(({ language, version }) => [language, textOf(version)]);
  return item(utterance.at, utterance.name, texts, words);
}

/** @param {[string, string][]} texts language and text */
function item(at, name, texts, words) {
  const time = new Date(at);
  const clock = Number.isNaN(time.getTime()) ? "" : time.toLocaleTimeString(pageLocale());
  return el(
    "li",
    {},
    el("p", { class: "about" }, [clock, name].filter(Boolean).join(" · ")),
    ...texts.map(([language, text]) =>
      el("p", writtenIn(language), ...marked(text, words)),
    ),
  );
}

/** Text with what was searched for marked. */
function marked(text, words) {
  const wanted = words.split(/\s+/).filter(Boolean).map((each) => each.replace(/\W/g, "\\$&"));
  if (!wanted.length) return [text];
  const parts = text.split(new RegExp(`(${wanted.join("|")})`, "giu"));
  return parts.map((part, i) => (i % 2 ? el("mark", {}, part) : part));
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
