/** Whether captions come, nobody speaks, or captions fail while somebody speaks. */

const SILENCE_MS = 5000;
const STALL_MS = 5000;
/** So much voice from the own microphone within the stall means that somebody speaks. */
const OWN_VOICE_MS = 2000;

/** @typedef {"live"|"silence"|"interrupted"} PulseState */

export class Pulse {
  /** @type {Map<string, number>} person → when they were last heard of, while they speak */
  #speaking = new Map();
  #quietSince;
  #ownVoiceMs = 0;
  #ownSince = null;

  /** @param {number} nowMs */
  constructor(nowMs) {
    this.#quietSince = nowMs;
  }

  /** @param {any} event @param {number} nowMs */
  event(event, nowMs) {
    const type = String(event.type);
    if (type === "speech.started" || type === "transcript.partial") {
      this.#speaking.set(event.speaker, nowMs);
    } else if (type === "speech.stopped") {
      if (this.#speaking.has(event.speaker)) this.#speaking.set(event.speaker, nowMs);
    } else if (type === "transcript.final" || type === "session.ended" || type === "gap") {
      this.#speaking.delete(event.speaker);
    } else {
      return;
    }
    this.#quietSince = nowMs;
    this.#ownSince = null;
    this.#ownVoiceMs = 0;
  }

  /** The own microphone, which the server should hear, had voice for so long. */
  ownVoice(forMs, nowMs) {
    this.#ownSince ??= nowMs;
    this.#ownVoiceMs += forMs;
  }

  /** People who are gone speak no more. @param {Set<string>} present */
  present(present) {
    for (const person of this.#speaking.keys()) {
      if (!present.has(person)) this.#speaking.delete(person);
    }
  }

  /** What was under way is not known after a break in the connection. */
  reconnected(nowMs) {
    this.#speaking.clear();
    this.#quietSince = nowMs;
    this.#ownSince = null;
    this.#ownVoiceMs = 0;
  }

  /** @param {number} nowMs @returns {PulseState} */
  state(nowMs) {
    for (const heardMs of this.#speaking.values()) {
      if (nowMs - heardMs > STALL_MS) return "interrupted";
    }
    if (this.#ownSince !== null && this.#ownVoiceMs >= OWN_VOICE_MS) {
      if (nowMs - this.#ownSince > STALL_MS) return "interrupted";
      return "live";
    }
    if (this.#speaking.size === 0 && nowMs - this.#quietSince >= SILENCE_MS) return "silence";
    return "live";
  }
}
