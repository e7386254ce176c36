/** The person's camera: asked for, chosen, lit, hidden. */

import { Device } from "./device.js";

/** What is looked at is smaller; more would only cost the battery. */
const WIDTH = 960;
const HEIGHT = 720;
const FPS = 10;

/** @typedef {{facing: "environment"|"user", device: string}} Choice */

export class Camera extends Device {
  static kind = "videoinput";

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
   * @throws {import("./device_problems.js").DeviceError}
   */
  async open({ facing, device }) {
    const which = device ? { deviceId: { exact: device } } : { facingMode: { ideal: facing } };
    const size = { width: { ideal: WIDTH }, height: { ideal: HEIGHT }, frameRate: { ideal: FPS } };
    // Telephones open one camera at a time.
    this.close();
    return this.use(await this.ask({ video: { ...which, ...size } }));
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
}
