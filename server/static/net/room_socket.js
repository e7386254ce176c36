/** The connection to a room: says hello, comes back after a break, gives each event once. */

import { delayMs } from "../logic/backoff.js";
import { endingOf, isTemporary } from "../logic/ending.js";
import { messageOf } from "../logic/message.js";
import { SeqFilter } from "../logic/seq_filter.js";

const PING_MS = 3000;
/** Nothing at all for so long: the connection is dead, though nobody closed it. */
const DEAD_MS = 8000;
const BUSY_MS = 5000;

/**
 * Events: "welcome", "message" (each other message), "event" (each room event, once), "state"
 * with `{state: "connecting"|"open"|"reconnecting"|"busy"|"over", ending?, retryMs?}`.
 */
export class RoomSocket extends EventTarget {
  #url;
  #hello;
  #socket = null;
  #filter = new SeqFilter();
  #attempt = 0;
  #ending = { error: "", farewell: "", retryMs: 0 };
  #left = false;
  #timers = { retry: 0, ping: 0 };
  #heardMs = 0;
  /** @type {{person: string, key: string}|null} who we are in the room */
  #self;

  /**
   * @param {URL} url ws: or wss:
   * @param {() => object} hello fields of the hello message as they are now, without `resume`
   * @param {{person: string, key: string}|null} self from an earlier page, to be the same person
   */
  constructor(url, hello, self = null) {
    super();
    this.#url = url;
    this.#hello = hello;
    this.#self = self;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.#timers.retry);
    this.#left = false;
    this.#tell("state", { state: this.#attempt ? "reconnecting" : "connecting" });
    this.#ending = { error: "", farewell: "", retryMs: 0 };
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened(socket));
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) this.#received(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    });
  }

  /** Connects anew, as after a break; what it says hello with may have changed. */
  reconnect() {
    if (this.#left) return;
    this.#drop();
    this.#attempt = Math.max(1, this.#attempt);
    this.connect();
  }

  /** @param {object} message @returns {boolean} false while there is no connection */
  send(message) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** @param {ArrayBuffer} pcm s16le 16 kHz mono; dropped while the line is behind or broken */
  sendSound(pcm) {
    if (this.isOpen && this.#socket.bufferedAmount < 64_000) this.#socket.send(pcm);
  }

  leave() {
    this.#left = true;
    this.send({ type: "leave" });
    this.#drop();
  }

  /** Room events from the data channel come in here, too. @param {any} message */
  take(message) {
    if (message.type === "event") {
      if (this.#filter.isNew(message.event?.seq)) this.#tell("event", message.event);
    } else {
      this.#tell("message", message);
    }
  }

  #opened(socket) {
    const resume = this.#self && { ...this.#self, seq: this.#filter.resumeFrom() };
    socket.send(JSON.stringify({ type: "hello", ...this.#hello(), resume }));
    this.#heardMs = performance.now();
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => this.#beat(), PING_MS);
  }

  #beat() {
    if (performance.now() - this.#heardMs > DEAD_MS) {
      this.#drop();
      this.#closed(1006);
    } else {
      this.send({ type: "ping", t: Math.round(performance.now()) });
    }
  }

  #received(data) {
    this.#heardMs = performance.now();
    const message = messageOf(data);
    if (!message) return;
    if (message.type === "welcome") this.#welcomed(message);
    else if (message.type === "error" && message.fatal) this.#ending.error = message.code;
    else if (message.type === "ended") this.#ending.farewell = message.code || "ended";
    else if (message.type === "busy") this.#ending.retryMs = (message.retry_s ?? 5) * 1000;
    if (message.type !== "pong") this.take(message);
  }

  #welcomed(welcome) {
    // A room that has counted less far than we have heard began anew: the server was restarted.
    if (welcome.seq < this.#filter.newest) this.#filter.reset();
    this.#self = { person: welcome.person, key: welcome.key };
    this.#attempt = 0;
    this.#tell("welcome", welcome);
    this.#tell("state", { state: "open" });
  }

  #closed(code) {
    clearInterval(this.#timers.ping);
    this.#socket = null;
    if (this.#left) return;
    const { error, farewell, retryMs } = this.#ending;
    const ending = endingOf(code, error, farewell);
    if (ending === "token" && this.#self) {
      // Our place in the room was given up while we were away: we come in anew.
      this.#self = null;
      this.connect();
      return;
    }
    if (!isTemporary(ending)) {
      this.#left = true;
      this.#tell("state", { state: "over", ending });
      return;
    }
    const isBusy = ending === "busy";
    const waitMs = isBusy ? retryMs || BUSY_MS : delayMs(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#tell("state", { state: isBusy ? "busy" : "reconnecting", retryMs: waitMs });
    this.#timers.retry = setTimeout(() => this.connect(), waitMs);
  }

  #drop() {
    clearTimeout(this.#timers.retry);
    clearInterval(this.#timers.ping);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
