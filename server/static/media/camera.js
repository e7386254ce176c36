/** The person's camera: asked for, chosen, lit, hidden. */

import { devicesArePossible, problemOf } from "./device_problems.js";

/** What is looked at is smaller; more would only cost the battery. */
const WIDTH = 960;
const HEIGHT = 720;
const FPS = 10;

export class CameraError extends Error {
  /** @param {import("./device_problems.js").DeviceProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** @typedef {{facing: "environment"|"user", device: string}} Choice */

/** Events: "lost" when the device goes away by itself. */
export class Camera extends EventTarget {
  /** @type {MediaStream|null} */
  stream = null;

  get track() {
    return this.stream?.getVideoTracks()[0] ?? null;
  }

  /** The camera looks at the one who holds it: what is on its left is on their right. */
  get isMirrored() {
    return this.track?.getSettings?.().facingMode === "user";
  }

  /** Which camera it is. */
  get device() {
    return this.track?.getSettings?.().deviceId ?? "";
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  /**
   * @param {Choice} choice
   * @returns {Promise<MediaStreamTrack>}
   * @throws {CameraError}
   */
  async open({ facing, device }) {
    if (!devicesArePossible()) throw new CameraError("insecure");
    const which = device ? { deviceId: { exact: device } } : { facingMode: { ideal: facing } };
    const size = { width: { ideal: WIDTH }, height: { ideal: HEIGHT }, frameRate: { ideal: FPS } };
    // Telephones open one camera at a time.
    this.close();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { ...which, ...size } });
    } catch (error) {
      throw new CameraError(problemOf(error));
    }
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => {
      if (this.track === track) this.dispatchEvent(new Event("lost"));
    });
    return track;
  }

  /** @param {boolean} on @returns {Promise<boolean>} whether it could be done */
  async light(on) {
    try {
      await this.track.applyConstraints({ advanced: [{ torch: on }] });
      return true;
    } catch {
      return false;
    }
  }

  /** @param {boolean} hidden the device gives black pictures, whoever gets them */
  hide(hidden) {
    if (this.track) this.track.enabled = !hidden;
  }

  close() {
    const { stream } = this;
    this.stream = null;
    stream?.getTracks().forEach((track) => track.stop());
  }

  /** @returns {Promise<{id: string, label: string}[]>} after permission */
  static async devices() {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter((each) => each.kind === "videoinput" && each.deviceId)
      .map((each) => ({ id: each.deviceId, label: each.label }));
  }
}
