/** The plain lines on top of the page that say what is wrong and what to do. */

/**
 * @typedef {object} Notice
 * @property {string} id one notice each
 * @property {"info"|"warning"|"problem"} level
 * @property {string} text
 * @property {{label: string, do: () => void}[]} actions
 * @property {boolean} closable
 */

const ORDER = { problem: 0, warning: 1, info: 2 };

export class Notices {
  /** @type {Map<string, Notice>} */
  #notices = new Map();

  /** @param {Partial<Notice> & {id: string, text: string}} notice @returns {boolean} it is new */
  show(notice) {
    const before = this.#notices.get(notice.id);
    this.#notices.set(notice.id, { level: "info", actions: [], closable: false, ...notice });
    return before?.text !== notice.text;
  }

  /** @param {string} id @returns {boolean} it was there */
  hide(id) {
    return this.#notices.delete(id);
  }

  /** @returns {Notice[]} the worst first */
  get all() {
    return [...this.#notices.values()].sort((a, b) => ORDER[a.level] - ORDER[b.level]);
  }
}
