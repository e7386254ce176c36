/** One WebRTC connection of a camera: pictures out, our voice in, and words beside. */

import { messageOf } from "../logic/message.js";

/** All candidates go with the offer; who has not found them by then can do without. */
const GATHER_MS = 1500;
const CONNECT_MS = 12_000;
/** The server speaks every three seconds, if only to ask whether we are there. */
const SILENT_MS = 11_000;
const LOOK_MS = 1000;

/** Events: "message" (an object), "sound" (a MediaStream), "open", and "lost", once. */
export class CameraLink extends EventTarget {
  #api;
  #connection;
  #channel;
  #video;
  #audio;
  #session = "";
  #heardMs = 0;
  #watch;
  #connecting;
  #isOver = false;

  /** @param {import("./api.js").Api} api @param {RTCIceServer[]} iceServers */
  constructor(api, iceServers) {
    super();
    this.#api = api;
    this.#connection = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.#video = this.#connection.addTransceiver("video", { direction: "sendonly" }).sender;
    // Without a microphone the track stays empty; a question needs no new offer.
    this.#audio = this.#connection.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.#channel = this.#connection.createDataChannel("narration");
    this.#listen();
  }

  /**
   * @param {MediaStreamTrack|null} track @param {object} wishes
   * @throws {import("./api.js").ApiError} also when no connection can be made at all
   */
  async open(track, wishes) {
    await this.show(track);
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    await this.#gathered();
    const { sdp } = this.#connection.localDescription;
    const made = await this.#api.openCamera({ sdp, ...wishes });
    this.#session = made.session;
    if (this.#isOver) {
      this.#leave();
      return;
    }
    this.#connecting = setTimeout(() => this.#lost(), CONNECT_MS);
    await this.#connection.setRemoteDescription({ type: "answer", sdp: made.sdp });
  }

  /** @param {MediaStreamTrack|null} track null: no picture is sent */
  show(track) {
    return this.#video.replaceTrack(track);
  }

  /** @param {MediaStreamTrack|null} track the microphone's, while a question is asked */
  speak(track) {
    return this.#audio.replaceTrack(track);
  }

  /** @param {object} message @returns {boolean} whether it could be sent */
  send(message) {
    if (this.#channel.readyState !== "open") return false;
    this.#channel.send(JSON.stringify(message));
    return true;
  }

  close() {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#watch);
    clearTimeout(this.#connecting);
    this.#connection.close();
    this.#leave();
  }

  #listen() {
    this.#channel.addEventListener("open", () => {
      clearTimeout(this.#connecting);
      this.#heardMs = performance.now();
      this.#watch = setInterval(() => this.#look(), LOOK_MS);
      this.#tell("open");
    });
    this.#channel.addEventListener("close", () => this.#lost());
    this.#channel.addEventListener("message", ({ data }) => this.#take(data));
    this.#connection.addEventListener("track", ({ track, streams }) => {
      this.#tell("sound", streams[0] ?? new MediaStream([track]));
    });
    this.#connection.addEventListener("connectionstatechange", () => {
      if (["failed", "closed"].includes(this.#connection.connectionState)) this.#lost();
    });
  }

  #take(data) {
    this.#heardMs = performance.now();
    const message = messageOf(data);
    if (message?.type === "ping") this.send({ type: "pong" });
    else if (message) this.#tell("message", message);
  }

  #look() {
    if (performance.now() - this.#heardMs > SILENT_MS) this.#lost();
  }

  #lost() {
    if (this.#isOver) return;
    this.close();
    this.#tell("lost");
  }

  #leave() {
    // Whoever is gone without a word is noticed by the server, too, but later.
    if (this.#session) this.#api.closeCamera(this.#session).catch(() => {});
    this.#session = "";
  }

  async #gathered() {
    if (this.#connection.iceGatheringState === "complete") return;
    await new Promise((done) => {
      this.#connection.addEventListener("icegatheringstatechange", () => {
        if (this.#connection.iceGatheringState === "complete") done();
      });
      setTimeout(done, GATHER_MS);
    });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
