/** What a screen reader is told: each final sentence once, in the first language that is read. */

import { sameLanguage } from "./languages.js";

/** A translation that has not come by then is not waited for: the original is told instead. */
const PATIENCE_MS = 6000;

/** @typedef {import("./caption_store.js").Change} Change */
/** @typedef {{name: string, text: string, language: string}} Announcement */

export class Announcements {
  /** @type {Map<string, {announcement: Announcement, dueMs: number}>} originals that wait */
  #waiting = new Map();
  /** @type {Set<string>} */
  #told = new Set();

  /**
   * @param {Change} change @param {string[]} reads @param {number} nowMs
   * @returns {Announcement|null} what is to be told now
   */
  heard(change, reads, nowMs) {
    const { final, utterance } = change;
    if (!final || this.#told.has(utterance.key)) return null;
    const { language, text, isOriginal } = final;
    const announcement = { name: utterance.name, text, language };
    if (reads.length === 0 ? isOriginal : sameLanguage(language, reads[0])) {
      return this.#tell(utterance.key, announcement);
    }
    if (isOriginal) {
      this.#waiting.set(utterance.key, { announcement, dueMs: nowMs + PATIENCE_MS });
    }
    return null;
  }

  /** @param {number} nowMs @returns {Announcement[]} originals whose translation did not come */
  due(nowMs) {
    const due = [...this.#waiting].filter(([, each]) => each.dueMs <= nowMs);
    return due.map(([key, each]) => this.#tell(key, each.announcement));
  }

  #tell(key, announcement) {
    this.#waiting.delete(key);
    this.#told.add(key);
    return announcement;
  }
}
