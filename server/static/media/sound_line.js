/** How sound goes between us and the server: directly, or our microphone's over the socket. */

import { Listening } from "./listening.js";
import { Peer } from "./peer.js";
import { Uplink } from "./uplink.js";

/** @typedef {"webrtc"|"socket"|"none"} Way */

/**
 * Events: "way" ("direct" | "socket" | "none", what has come of it), "failed" (not directly after
 * all), "blocked" and "playing" (the browser waits for a touch, or does not any more).
 */
export class SoundLine extends EventTarget {
  /** @type {Way} what the server was told */
  way = "none";
  #socket;
  #microphone;
  #audio;
  #listening;
  #peer = null;
  #uplink = null;
  #directFailed = false;

  /**
   * @param {object} options
   * @param {import("../net/room_socket.js").RoomSocket} options.socket
   * @param {import("./microphone.js").Microphone} options.microphone
   * @param {() => AudioContext} options.audio @param {HTMLAudioElement} options.element
   */
  constructor({ socket, microphone, audio, element }) {
    super();
    this.#socket = socket;
    this.#microphone = microphone;
    this.#audio = audio;
    this.#listening = new Listening(element);
    this.#listening.addEventListener("blocked", () => this.#tell("blocked"));
    this.#listening.addEventListener("playing", () => this.#tell("playing"));
  }

  /** @param {import("../logic/settings.js").Person} person @returns {Way} the best for them */
  wanted({ hears, original }) {
    const hasMicrophone = this.#microphone.track !== null;
    const wantsSound = hears !== null || original !== "none";
    if (!hasMicrophone && !wantsSound) return "none";
    if (!this.#directFailed && "RTCPeerConnection" in window) return "webrtc";
    return hasMicrophone ? "socket" : "none";
  }

  /** Go the way that the server was told. @param {RTCIceServer[]} iceServers */
  start(iceServers) {
    this.stop();
    if (this.way === "webrtc") {
      this.#connect(iceServers);
      return;
    }
    this.#startUplink();
    this.#tell("way", this.way);
  }

  stop() {
    this.#peer?.close();
    this.#peer = null;
    this.#uplink?.stop();
    this.#uplink = null;
    this.#listening.stop();
  }

  /** The microphone is on, or another one is. */
  async microphoneOpened() {
    if (this.#peer) await this.#peer.send(this.#microphone.track);
    this.#startUplink();
  }

  /** @param {{sdp: string}} message the server's answer to our offer */
  answer(message) {
    this.#peer?.answer(message);
  }

  /** Starts playing where the browser waited for a touch. */
  hear() {
    this.#listening.start();
  }

  async #connect(iceServers) {
    const peer = new Peer(iceServers);
    this.#peer = peer;
    peer.addEventListener("signal", ({ detail }) => this.#socket.send(detail));
    peer.addEventListener("data", ({ detail }) => this.#socket.take(detail));
    peer.addEventListener("sound", ({ detail }) => this.#listening.play(detail));
    peer.addEventListener("state", ({ detail }) => this.#peerChanged(peer, detail));
    await peer.send(this.#microphone.track);
    await peer.offer();
  }

  #peerChanged(peer, state) {
    if (peer !== this.#peer) return;
    if (state === "connected") {
      this.#tell("way", "direct");
    } else {
      this.#directFailed = true;
      this.#tell("failed");
    }
  }

  async #startUplink() {
    const { stream } = this.#microphone;
    if (this.way !== "socket" || !stream) return;
    this.#uplink?.stop();
    this.#uplink = await Uplink.start(stream, this.#audio(), (pcm) => {
      if (this.#microphone.track && !this.#microphone.muted) this.#socket.sendSound(pcm);
    });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
