/** The person's microphone: asked for, chosen, measured, muted. */

import { devicesArePossible, problemOf } from "./device_problems.js";

/** @typedef {import("./device_problems.js").DeviceProblem} MicrophoneProblem */

export class MicrophoneError extends Error {
  /** @param {MicrophoneProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** Events: "lost" when the device goes away by itself. */
export class Microphone extends EventTarget {
  /** @type {MediaStream|null} */
  stream = null;
  #muted = false;

  static get isPossible() {
    return devicesArePossible();
  }

  get track() {
    return this.stream?.getAudioTracks()[0] ?? null;
  }

  get muted() {
    return this.#muted;
  }

  set muted(muted) {
    this.#muted = muted;
    if (this.track) this.track.enabled = !muted;
  }

  /**
   * @param {string} deviceId empty: the browser's choice
   * @returns {Promise<MediaStreamTrack>}
   * @throws {MicrophoneError}
   */
  async open(deviceId = "") {
    if (!Microphone.isPossible) throw new MicrophoneError("insecure");
    const audio = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    };
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      throw new MicrophoneError(problemOf(error));
    }
    this.close();
    this.stream = stream;
    this.muted = this.#muted;
    const track = stream.getAudioTracks()[0];
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

  /** @returns {Promise<{id: string, label: string}[]>} labels are empty before permission */
  static async devices() {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter((each) => each.kind === "audioinput" && each.deviceId)
      .map((each) => ({ id: each.deviceId, label: each.label }));
  }
}
