/** Keeps a camera connected with the server, whatever happens to the connection. */

import { delayMs } from "./logic/backoff.js";
import { wishesOf } from "./logic/camera_choices.js";
import { CameraLink } from "./net/camera_link.js";

const SHORTEST_BUSY_S = 2;
/** Refusals that another attempt would not change. */
const FINAL = new Set([400, 401, 403, 404, 413, 422]);
/** After these the server takes us again. */
const AGAIN = new Set(["ending", "ended"]);

/**
 * Events: "state" ({state: "connecting"|"live"|"reconnecting"|"busy"|"over", retryS, code,
 * message}), "message" (from the server), "sound" (a MediaStream).
 */
export class CameraCall extends EventTarget {
  /** @type {"connecting"|"live"|"reconnecting"|"busy"|"over"} */
  state = "over";
  isHidden = false;
  isNoticed = false;
  #api;
  #choices;
  #pageLanguage;
  #track = null;
  #isMirrored = false;
  #link = null;
  #attempt = 0;
  #timer;

  /**
   * @param {import("./net/api.js").Api} api
   * @param {() => import("./logic/camera_choices.js").CameraChoices} choices
   * @param {() => string} pageLanguage
   */
  constructor(api, choices, pageLanguage) {
    super();
    this.#api = api;
    this.#choices = choices;
    this.#pageLanguage = pageLanguage;
  }

  /** @param {MediaStreamTrack} track @param {boolean} isMirrored it looks at its user */
  start(track, isMirrored) {
    this.#track = track;
    this.#isMirrored = isMirrored;
    this.isHidden = false;
    this.#attempt = 0;
    this.#become("connecting");
    return this.#connect();
  }

  stop() {
    clearTimeout(this.#timer);
    this.state = "over";
    this.#track = null;
    this.#drop();
  }

  /** Another camera, or the same one again. */
  async use(track, isMirrored) {
    this.#track = track;
    this.#isMirrored = isMirrored;
    // Another camera is another scene: the server forgets the one before, and asks for a whole
    // picture of this one.
    if (!this.isHidden) this.send({ type: "hide", hidden: true });
    if (!this.isHidden) await this.#link?.show(track);
    this.send({ type: "prefer", mirrored: isMirrored });
    if (!this.isHidden) this.send({ type: "hide", hidden: false });
  }

  /** No picture leaves this device while it is hidden. @param {boolean} hidden */
  async hide(hidden) {
    this.isHidden = hidden;
    await this.#link?.show(hidden ? null : this.#track);
    this.send({ type: "hide", hidden });
  }

  /** @param {MediaStreamTrack|null} track of the microphone */
  async speak(track) {
    await this.#link?.speak(track);
  }

  /** @param {object} message @returns {boolean} */
  send(message) {
    return this.#link?.send(message) ?? false;
  }

  async #connect() {
    let link = null;
    try {
      const { ice_servers: servers } = await this.#api.cameraInfo();
      if (this.state === "over") return;
      this.#drop();
      link = this.#link = this.#newLink(servers);
      await link.open(this.isHidden ? null : this.#track, this.#wishes());
    } catch (error) {
      if (this.state === "over" || (link && link !== this.#link)) return;
      this.#refused(error);
    }
  }

  #wishes() {
    return wishesOf(this.#choices(), this.#pageLanguage(), {
      mirrored: this.#isMirrored,
      hidden: this.isHidden,
      noticed: this.isNoticed,
    });
  }

  #newLink(servers) {
    const link = new CameraLink(this.#api, servers);
    const mine = (act) => (event) => link === this.#link && act(event.detail);
    link.addEventListener("message", mine((message) => this.#take(message)));
    link.addEventListener("sound", mine((stream) => this.#tell("sound", stream)));
    link.addEventListener("lost", mine(() => this.#again()));
    link.addEventListener(
      "open",
      mine(() => {
        this.#attempt = 0;
        this.#become("live");
      }),
    );
    return link;
  }

  #take(message) {
    if (message.type !== "over") {
      this.#tell("message", message);
      return;
    }
    this.#drop();
    if (AGAIN.has(message.code)) this.#again();
    else this.#become("over", { code: message.code, message: message.message });
  }

  #refused(error) {
    this.#drop();
    if (FINAL.has(error.status)) {
      const code = error.status === 401 ? "token" : error.code;
      this.#become("over", { code, message: error.message });
    } else if (error.status === 503 || error.status === 429) {
      const retryS = Math.max(SHORTEST_BUSY_S, error.retryS);
      this.#become("busy", { retryS });
      this.#later(retryS * 1000);
    } else this.#again();
  }

  #again() {
    this.#drop();
    this.#become("reconnecting");
    this.#later(delayMs(this.#attempt++, Math.random()));
  }

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), ms);
  }

  #drop() {
    const link = this.#link;
    this.#link = null;
    link?.close();
  }

  #become(state, more = {}) {
    this.state = state;
    this.#tell("state", { state, ...more });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
