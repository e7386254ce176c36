/** A question asked aloud: the microphone is open only while the button is held. */

import { DeviceError } from "./media/device_problems.js";
import { Microphone } from "./media/microphone.js";

/** What was said before the button was let go is still on its way out. */
const TAIL_MS = 300;

export class CameraQuestion {
  #call;
  #failed;
  #microphone = new Microphone();
  #isAsking = false;

  /**
   * @param {import("./camera_call.js").CameraCall} call
   * @param {(problem: import("./media/device_problems.js").DeviceProblem) => void} failed
   */
  constructor(call, failed) {
    this.#call = call;
    this.#failed = failed;
  }

  async begin() {
    this.#isAsking = true;
    let track;
    try {
      track = await this.#microphone.open();
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#isAsking = false;
      this.#failed(error.problem);
      return;
    }
    if (!this.#isAsking) {
      this.#close();
      return;
    }
    await this.#call.speak(track);
    // For the fingers: the browser may have asked first, and a microphone takes a moment.
    navigator.vibrate?.(60);
    this.#call.send({ type: "ask", asking: true });
  }

  finish() {
    if (!this.#isAsking) return;
    this.#isAsking = false;
    this.#call.send({ type: "ask", asking: false });
    setTimeout(() => this.#close(), TAIL_MS);
  }

  /** Nobody asks any more. */
  stop() {
    this.#isAsking = false;
    this.#close();
  }

  #close() {
    if (this.#isAsking) return;
    this.#call.speak(null);
    this.#microphone.close();
  }
}
