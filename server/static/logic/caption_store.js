/** What was said in the room, made of its events. Holds everything; shows nothing. */

/**
 * @typedef {object} Version Text in one language.
 * @property {string} language
 * @property {string} stable does not change any more
 * @property {string} unstable may change
 * @property {boolean} isFinal
 * @property {number} revision
 *
 * @typedef {object} Utterance A segment of one person's speech, or a note that something is missing.
 * @property {string} key
 * @property {"speech"|"gap"} kind
 * @property {string} speaker person id
 * @property {string} name
 * @property {string} at ISO time at which it was first heard of
 * @property {number} order
 * @property {Version|null} original
 * @property {Map<string, Version>} translations by target language
 * @property {number} lostS of a gap: how much was not heard, in seconds
 *
 * @typedef {object} Change What an event did.
 * @property {"added"|"changed"|"removed"} kind
 * @property {Utterance} utterance
 * @property {number} index place among the utterances
 * @property {{language: string, text: string, isOriginal: boolean}|null} final text that is final now
 */

export class CaptionStore {
  /** @type {Utterance[]} in the order in which they began */
  utterances = [];
  /** @type {Map<string, Utterance>} */
  #byKey = new Map();
  #gaps = 0;

  /**
   * @param {any} event a room event; each is to be given once
   * @returns {Change|null} null where nothing changed
   */
  apply(event) {
    const [subject, state] = String(event.type).split(".");
    if (subject === "gap") return this.#gap(event);
    if (subject !== "transcript" && subject !== "translation") return null;
    const isFinal = state === "final";
    const key = `${event.speaker}/${event.session}/${event.segment}`;
    const before = this.#byKey.get(key);
    const utterance = before ?? blank(key, "speech", event);
    if (!put(utterance, subject === "translation", version(event, isFinal))) return null;
    if (isEmpty(utterance)) return before ? this.#remove(utterance) : null;
    const index = before ? this.utterances.lastIndexOf(utterance) : this.#insert(utterance);
    const final = isFinal ? finalOf(event, subject === "transcript") : null;
    return { kind: before ? "changed" : "added", utterance, index, final };
  }

  /** Takes over an utterance of another store. @param {Utterance} utterance */
  adopt(utterance) {
    this.#insert(utterance);
  }

  /** @param {string} key @returns {Utterance|undefined} */
  get(key) {
    return this.#byKey.get(key);
  }

  /**
   * Utterances with all these words in any language, or by a person of that name.
   * @param {string} words @returns {Utterance[]}
   */
  search(words) {
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    return this.utterances.filter((each) => {
      const text = folded([each.name, ...versionsOf(each).map(textOf)].join(" "));
      return wanted.every((word) => text.includes(word));
    });
  }

  #gap(event) {
    const utterance = blank(`gap/${++this.#gaps}`, "gap", event);
    utterance.lostS = Math.max(0, (event.end_s ?? 0) - (event.start_s ?? 0));
    return { kind: "added", utterance, index: this.#insert(utterance), final: null };
  }

  #insert(utterance) {
    let index = this.utterances.length;
    while (index > 0 && this.utterances[index - 1].order > utterance.order) index -= 1;
    this.utterances.splice(index, 0, utterance);
    this.#byKey.set(utterance.key, utterance);
    return index;
  }

  #remove(utterance) {
    const index = this.utterances.lastIndexOf(utterance);
    this.utterances.splice(index, 1);
    this.#byKey.delete(utterance.key);
    return { kind: /** @type {const} */ ("removed"), utterance, index, final: null };
  }
}

/** @param {Version} version @returns {string} */
export function textOf(version) {
  return (version.stable + version.unstable).trim();
}

/** @param {Utterance} utterance @returns {Version[]} the original first */
export function versionsOf(utterance) {
  const translations = [...utterance.translations.values()];
  return utterance.original ? [utterance.original, ...translations] : translations;
}

function blank(key, kind, event) {
  return {
    key,
    kind,
    speaker: event.speaker ?? "",
    name: event.name ?? "",
    at: event.at ?? "",
    order: event.seq,
    original: null,
    translations: new Map(),
    lostS: 0,
  };
}

function version(event, isFinal) {
  return {
    language: event.target ?? event.language ?? "und",
    stable: event.stable ?? "",
    unstable: isFinal ? "" : (event.unstable ?? ""),
    isFinal,
    revision: event.revision ?? 0,
  };
}

/** Puts the version where it belongs; false where a newer or final one stands there. */
function put(utterance, isTranslation, next) {
  const { translations } = utterance;
  const now = isTranslation ? translations.get(next.language) : utterance.original;
  if (now && (now.isFinal || (!next.isFinal && next.revision < now.revision))) return false;
  if (isTranslation) translations.set(next.language, next);
  else utterance.original = next;
  return true;
}

function isEmpty(utterance) {
  return versionsOf(utterance).every((each) => each.isFinal && !textOf(each));
}

function finalOf(event, isOriginal) {
  const text = (event.stable ?? "").trim();
  return text ? { language: event.target ?? event.language ?? "und", text, isOriginal } : null;
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
