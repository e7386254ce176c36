/** The captions as they stand on the page. In no live region: the announcer tells the finals. */

import { textOf } from "../logic/caption_store.js";
import { writtenIn } from "../logic/languages.js";
import { cellsOf } from "../logic/reading.js";
import { ScrollModel } from "../logic/scroll_model.js";
import { nameOf } from "../text/names.js";
import { pageLocale, t } from "../text/words.js";
import { el, setText } from "./dom.js";

const MOST_ROWS = 400;
const HUES = 6;
/** A translation that did not come this long after the final is not waited for any more. */
const PATIENCE_MS = 8000;

export class CaptionView extends EventTarget {
  #list;
  #empty;
  #newest;
  #store;
  #model = new ScrollModel();
  #reader = { reads: [], showOriginal: true, showTimes: false };
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Set<string>} what changed while the view was paused */
  #waiting = new Set();
  /** @type {Map<string, number>} speaker → hue */
  #hues = new Map();

  /**
   * @param {{list: HTMLElement, empty: HTMLElement, newest: HTMLElement}} elements
   * @param {import("../logic/caption_store.js").CaptionStore} store
   */
  constructor({ list, empty, newest }, store) {
    super();
    this.#list = list;
    this.#empty = empty;
    this.#newest = newest;
    this.#store = store;
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    newest.addEventListener("click", () => {
      this.catchUp();
      list.focus({ preventScroll: true });
    });
    new ResizeObserver(() => this.#follow()).observe(list);
  }

  get paused() {
    return this.#model.paused;
  }

  /** @param {{reads: string[], showOriginal: boolean, showTimes: boolean}} reader */
  read(reader) {
    this.#reader = reader;
    for (const [key, row] of this.#rows) {
      delete row.dataset.shape;
      this.#fill(row, this.#store.get(key));
    }
    this.#follow();
  }

  /** @param {import("../logic/caption_store.js").Change} change */
  apply({ kind, utterance }) {
    if (kind === "added") this.#model.added();
    if (kind === "removed") this.#model.removed();
    if (this.#model.paused) this.#waiting.add(utterance.key);
    else this.#put(utterance.key);
    this.#follow();
    this.#tell();
  }

  pause() {
    this.#model.pause();
    this.#tell();
  }

  resume() {
    this.#model.resume();
    this.#flush();
  }

  /** To the newest captions, and on with them. */
  catchUp() {
    this.#model.catchUp();
    this.#flush();
  }

  #flush() {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    waiting.forEach((key) => this.#put(key));
    this.#follow();
    this.#tell();
  }

  #put(key) {
    const utterance = this.#store.get(key);
    let row = this.#rows.get(key);
    if (!utterance) {
      row?.remove();
      this.#rows.delete(key);
    } else {
      if (!row) this.#insert(utterance, (row = this.#row(utterance)));
      this.#fill(row, utterance);
      this.#expect(row, utterance);
    }
    this.#empty.hidden = this.#rows.size > 0;
  }

  #insert(utterance, row) {
    this.#rows.set(utterance.key, row);
    const { utterances } = this.#store;
    for (let i = utterances.length - 1; i >= 0 && utterances[i] !== utterance; i -= 1) {
      const later = this.#rows.get(utterances[i].key);
      if (later) this.#list.insertBefore(row, later);
    }
    if (!row.isConnected) this.#list.append(row);
    if (this.#rows.size > MOST_ROWS && !this.#model.frozen) this.#trim();
  }

  #trim() {
    const [[key, row]] = this.#rows;
    row.remove();
    this.#rows.delete(key);
  }

  #row({ kind, speaker, name, at }) {
    if (!this.#hues.has(speaker)) this.#hues.set(speaker, this.#hues.size % HUES);
    const head = el(
      "p",
      { class: "head" },
      name && el("span", { class: "who" }, name),
      el("span", { class: "tag" }),
      el("time", { dateTime: at }),
    );
    return el(
      "div",
      { class: `said ${kind}`, "data-hue": this.#hues.get(speaker) },
      head,
      el("div", { class: "cells" }),
    );
  }

  #fill(row, utterance) {
    const [head, body] = row.children;
    const { showTimes } = this.#reader;
    setText(head.lastChild, showTimes ? clock(utterance.at) : "");
    if (utterance.kind === "gap") {
      setText(body, t("lost", { seconds: Math.max(1, Math.round(utterance.lostS)) }));
      return;
    }
    const cells = cellsOf(utterance, this.#reader);
    const shape = cells.map((each) => `${each.language}/${each.isExtra}`).join();
    if (row.dataset.shape !== shape) this.#shape(row, cells, shape);
    cells.forEach((cell, i) => write(body.children[i], cell.version));
  }

  /** Room is kept for a translation that is on its way, but not for one that never comes. */
  #expect(row, { original }) {
    if (row.dataset.settled || !original?.isFinal) {
      row.dataset.live ??= String(!original?.isFinal);
      return;
    }
    row.dataset.settled = "waiting";
    const settle = () => {
      row.dataset.settled = "yes";
    };
    // What was final before it came here is old: its translations came with it, or never will.
    if (row.dataset.live === "true") setTimeout(settle, PATIENCE_MS);
    else queueMicrotask(settle);
  }

  #shape(row, cells, shape) {
    const [head, body] = row.children;
    const isSingle = cells.length === 1;
    const name = (cell) => nameOf(cell.language);
    row.dataset.shape = shape;
    setText(head.querySelector(".tag"), isSingle ? name(cells[0]) : "");
    body.classList.toggle("single", isSingle);
    body.replaceChildren(
      ...cells.map((cell) =>
        el(
          "div",
          { class: cell.isExtra ? "cell extra" : "cell" },
          !isSingle && el("span", { class: "tag" }, name(cell)),
          el(
            "p",
            writtenIn(cell.language),
            el("span", { class: "stable" }),
            el("span", { class: "unstable" }),
          ),
        ),
      ),
    );
  }

  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.#list;
    this.#model.scrolled({ top: scrollTop, height: clientHeight, content: scrollHeight });
    this.#tell();
  }

  #follow() {
    if (this.#model.frozen) return;
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#model.moved(this.#list.scrollTop);
  }

  #tell() {
    const { following, unseen } = this.#model;
    const text = unseen ? t("newBelow", { count: unseen }) : t("newest");
    this.#newest.hidden = following && unseen === 0;
    if (this.#newest.dataset.text !== text) {
      this.#newest.dataset.text = text;
      this.#newest.textContent = `${text} ↓`;
    }
    this.dispatchEvent(new Event("state"));
  }
}

function write(cell, version) {
  const [stable, unstable] = cell.lastChild.children;
  cell.classList.toggle("absent", !version);
  setText(stable, version?.stable ?? "");
  setText(unstable, version ? version.unstable : t("translationComing"));
}

function clock(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleTimeString(pageLocale(), { hour: "2-digit", minute: "2-digit" });
}

/** One line of plain text. @returns {string} */
export function plainLine(utterance, reader) {
  const texts = cellsOf(utterance, reader).filter((cell) => cell.version);
  const said = texts.map((cell) => textOf(cell.version)).join(" / ");
  return `${[clock(utterance.at), utterance.name].filter(Boolean).join(" ")}: ${said}`;
}
