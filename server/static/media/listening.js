/** Plays the room's mix. Events: "blocked" and "playing". */

export class Listening extends EventTarget {
  #element;

  /** @param {HTMLAudioElement} element */
  constructor(element) {
    super();
    this.#element = element;
  }

  /** @param {MediaStream} stream */
  async play(stream) {
    this.#element.srcObject = stream;
    await this.start();
  }

  /** Browsers refuse sound on pages that nobody has touched; a button calls this again. */
  async start() {
    try {
      await this.#element.play();
      this.dispatchEvent(new Event("playing"));
    } catch (error) {
      if (error?.name === "NotAllowedError") this.dispatchEvent(new Event("blocked"));
    }
  }

  stop() {
    this.#element.srcObject = null;
  }
}
