/** What the person's camera and microphone have in common: asked for, listed, lost, closed. */

import { DeviceError, problemOf } from "./device_problems.js";

/** Events: "lost" when the device goes away by itself. */
export class Device extends EventTarget {
  /** What the browser's list of devices calls it. @type {MediaDeviceKind} */
  static kind;
  /** @type {MediaStream|null} */
  stream = null;

  /** A page that is not secure gets no device from the browser, whatever the person allows. */
  static get isPossible() {
    return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia);
  }

  /** @returns {Promise<{id: string, label: string}[]>} labels are empty before permission */
  static async devices() {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter((each) => each.kind === this.kind && each.deviceId)
      .map((each) => ({ id: each.deviceId, label: each.label }));
  }

  get track() {
    return this.stream?.getTracks()[0] ?? null;
  }

  /**
   * @param {MediaStreamConstraints} constraints for one track
   * @returns {Promise<MediaStream>} not in use yet
   * @throws {DeviceError}
   */
  async ask(constraints) {
    if (!Device.isPossible) throw new DeviceError("insecure");
    try {
      return await navigator.mediaDevices.getUserMedia(constraints);
    } catch (error) {
      throw new DeviceError(problemOf(error));
    }
  }

  /** Uses this stream from now on. @param {MediaStream} stream @returns {MediaStreamTrack} */
  use(stream) {
    this.close();
    this.stream = stream;
    const { track } = this;
    track.addEventListener("ended", () => {
      if (this.track === track) this.dispatchEvent(new Event("lost"));
    });
    return track;
  }

  close() {
    const { stream } = this;
    this.stream = null;
    stream?.getTracks().forEach((track) => track.stop());
  }
}
