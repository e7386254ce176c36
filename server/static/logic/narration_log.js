/** What was told of a camera: what is shown, and to whom it is told. */

/** @typedef {{number: number, text: string, language: string, priority: string, reason: string,
 *   cut: boolean}} Told */

const KEPT = 50;

export class NarrationLog {
  /** @type {Told[]} the newest last */
  entries = [];
  /** The standing notice was told. */
  isNoticed = false;
  #before = 0;

  /**
   * @param {any} event a `scene` event
   * @returns {Told|null} what is new on the page; null: nothing, or only that something was cut
   */
  take(event) {
    if (event?.type !== "scene" || typeof event.text !== "string") return null;
    const number = this.#before + Number(event.number);
    if (event.state === "started") return this.#add({ ...event, number });
    const told = this.entries.find((each) => each.number === number);
    if (event.state === "cut" && told) told.cut = true;
    if (event.state === "finished" && event.reason === "notice") this.isNoticed = true;
    return null;
  }

  /** A narration begins anew, and counts from 1 again. */
  begin() {
    this.#before = this.entries.at(-1)?.number ?? 0;
  }

  /** What a camera saw is forgotten here, too. */
  clear() {
    this.begin();
    this.entries = [];
  }

  #add({ number, text, language, priority, reason }) {
    const told = { number, text, language, priority, reason, cut: false };
    this.entries.push(told);
    this.entries.splice(0, Math.max(0, this.entries.length - KEPT));
    return told;
  }
}
