/** One WebRTC connection to the room: our microphone out, the room's mix in, events beside. */

import { messageOf } from "../logic/message.js";

/** ICE and DTLS take two seconds at most where they succeed; then sound goes over the socket. */
const CONNECT_MS = 10_000;

/**
 * Events: "signal" (a message for the room), "sound" (a MediaStream), "data" (an object from the
 * channel), "state" ("connected" | "failed").
 */
export class Peer extends EventTarget {
  #connection;
  #sender;
  #timer;
  #closed = false;

  /** @param {RTCIceServer[]} iceServers */
  constructor(iceServers) {
    super();
    this.#connection = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    // Without a microphone the track stays empty; one that is turned on later needs no new offer.
    this.#sender = this.#connection.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.#channel();
    this.#listen();
  }

  /** @param {MediaStreamTrack|null} track */
  async send(track) {
    await this.#sender.replaceTrack(track);
  }

  async offer() {
    this.#timer = setTimeout(() => this.#failed(), CONNECT_MS);
    try {
      await this.#connection.setLocalDescription(await this.#connection.createOffer());
      this.#tell("signal", { type: "offer", sdp: this.#connection.localDescription.sdp });
    } catch {
      this.#failed();
    }
  }

  /** @param {{sdp: string}} answer */
  async answer({ sdp }) {
    try {
      await this.#connection.setRemoteDescription({ type: "answer", sdp });
    } catch {
      this.#failed();
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  #channel() {
    const channel = this.#connection.createDataChannel("events");
    channel.addEventListener("message", ({ data }) => {
      const message = messageOf(data);
      if (message) this.#tell("data", message);
    });
  }

  #listen() {
    const connection = this.#connection;
    connection.addEventListener("track", ({ track, streams }) => {
      this.#tell("sound", streams[0] ?? new MediaStream([track]));
    });
    connection.addEventListener("icecandidate", ({ candidate }) => {
      this.#tell("signal", {
        type: "candidate",
        candidate: candidate?.candidate || null,
        sdpMid: candidate?.sdpMid ?? null,
      });
    });
    connection.addEventListener("connectionstatechange", () => {
      const state = connection.connectionState;
      if (state === "connected") {
        clearTimeout(this.#timer);
        this.#tell("state", "connected");
      } else if (state === "failed") {
        this.#failed();
      }
    });
  }

  #failed() {
    if (this.#closed) return;
    this.close();
    this.#tell("state", "failed");
  }

  #tell(type, detail) {
    if (!this.#closed || detail === "failed") {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }
  }
}
