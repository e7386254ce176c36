/** Which of a room's events came before: they are counted, and may come twice after a break. */

/** Events come over two ways (socket and data channel), so a few may overtake others. */
const OVERLAP = 32;
const REMEMBERED = 8192;

export class SeqFilter {
  constructor() {
    this.#forget();
  }

  /** The highest number seen; 0 before any. */
  newest = 0;
  /** @type {Set<number>} */
  #seen;

  #forget() {
    this.newest = 0;
    this.#seen = new Set();
  }

  /**
   * True once for each number.
   * @param {number} seq @returns {boolean}
   */
  isNew(seq) {
    if (!Number.isInteger(seq) || this.#seen.has(seq)) return false;
    this.#seen.add(seq);
    this.newest = Math.max(this.newest, seq);
    if (this.#seen.size > REMEMBERED) this.#thin();
    return true;
  }

  /** @returns {number} from where to ask again after a break; what overlaps is filtered out */
  resumeFrom() {
    return Math.max(0, this.newest - OVERLAP);
  }

  /** The room counts anew: a restarted server, or another room. */
  reset() {
    this.#forget();
  }

  #thin() {
    const oldest = this.newest - REMEMBERED / 2;
    for (const seq of this.#seen) if (seq < oldest) this.#seen.delete(seq);
  }
}
