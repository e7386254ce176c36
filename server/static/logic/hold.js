/**
 * A button that is held while one speaks; pressed shortly, it stays down until the next press.
 * So it works with a finger, with a key, and with a screen reader, which only clicks.
 */

/** A shorter press is no holding. */
export const HELD_MS = 400;

/** @typedef {"start"|"stop"|null} Act */

export class Hold {
  isOn = false;
  #downMs = 0;
  #isClosing = false;
  #isPressed = false;
  #clickIsKnown = false;

  /** @param {number} nowMs @returns {Act} */
  down(nowMs) {
    if (this.#isPressed) return null;
    this.#isPressed = true;
    this.#downMs = nowMs;
    this.#isClosing = this.isOn;
    if (this.isOn) return null;
    this.isOn = true;
    return "start";
  }

  /** @param {number} nowMs @returns {Act} */
  up(nowMs) {
    if (!this.#isPressed) return null;
    this.#isPressed = false;
    // Browsers click after each press; that one means nothing more.
    this.#clickIsKnown = true;
    if (this.#isClosing || nowMs - this.#downMs >= HELD_MS) return this.cancel();
    return null;
  }

  /** A click that no press came before is a screen reader's. @returns {Act} */
  click() {
    if (this.#clickIsKnown) {
      this.#clickIsKnown = false;
      return null;
    }
    if (this.isOn) return this.cancel();
    this.isOn = true;
    return "start";
  }

  /** @returns {Act} */
  cancel() {
    this.#isPressed = this.#isClosing = false;
    if (!this.isOn) return null;
    this.isOn = false;
    return "stop";
  }
}
