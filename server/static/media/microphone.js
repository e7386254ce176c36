/** The person's microphone: asked for, chosen, muted. */

import { Device } from "./device.js";

export class Microphone extends Device {
  static kind = "audioinput";
  #muted = false;

  get muted() {
    return this.#muted;
  }

  set muted(muted) {
    this.#muted = muted;
    if (this.track) this.track.enabled = !muted;
  }

  /**
   * One that is open stays so where another cannot be had.
   * @param {string} deviceId empty: the browser's choice
   * @returns {Promise<MediaStreamTrack>}
   * @throws {import("./device_problems.js").DeviceError}
   */
  async open(deviceId = "") {
    const audio = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    };
    const track = this.use(await this.ask({ audio }));
    this.muted = this.#muted;
    return track;
  }
}
