/** Our part in a room: the connection, the microphone, what we hear, and who else is there. */

import { invitation } from "./logic/join_link.js";
import { SoundLine } from "./media/sound_line.js";
import { RoomSocket } from "./net/room_socket.js";
import { socketUrl } from "./net/socket_url.js";

/** @typedef {import("./logic/settings.js").Person} Person */

const NOTHING_OFFERED = Object.freeze({ speak: [], read: [], hear: [] });

/**
 * Events: "state" and "event" (of the socket), "welcome", "room", "quality", "refused" (an error
 * message), "missing" (languages that we wished for and that are not to be had here), "unheard" (the
 * server hears too many others), "sound" ("direct" | "socket" | "none"), "blocked", "playing", "microphone" (its state
 * changed), "silenced", "lost" (the microphone went away).
 */
export class Call extends EventTarget {
  /** @type {{locked: boolean, languages: string[], who_may_speak: string, people: any[]}} */
  room = { locked: false, languages: [], who_may_speak: "everyone", people: [] };
  role = "listener";
  self = "";
  /** A host has turned our microphone off. */
  silenced = false;
  /** Languages that can be had here. */
  offered = NOTHING_OFFERED;
  #person;
  #token;
  #socket;
  #sound;
  #wishes = true;
  /** What the server was told last; null: nothing yet. */
  #serverMuted = null;

  /**
   * @param {object} options
   * @param {string} options.room @param {string} options.token @param {Person} options.person
   * @param {import("./media/microphone.js").Microphone} options.microphone
   * @param {() => AudioContext} options.audio @param {HTMLAudioElement} options.element
   * @param {{person: string, key: string}|null} options.self of an earlier page
   */
  constructor({ room, token, person, microphone, audio, element, self }) {
    super();
    this.roomId = room;
    this.#token = token;
    this.#person = person;
    this.microphone = microphone;
    const url = socketUrl(`/v1/rooms/${room}/socket`);
    this.#socket = new RoomSocket(url, () => this.#hello(), self);
    this.#sound = new SoundLine({ socket: this.#socket, microphone, audio, element });
    this.#wire();
  }

  get people() {
    return this.room.people ?? [];
  }

  get isHost() {
    return this.role === "host";
  }

  /** Ourselves, as the others see us. */
  get me() {
    return this.people.find((each) => each.id === this.self);
  }

  get person() {
    return this.#person;
  }

  /** The link of this page, with our own invitation in it. */
  get link() {
    return invitation(location.origin, this.roomId, this.#token);
  }

  get hasMicrophone() {
    return this.microphone.track !== null;
  }

  get isHeard() {
    return this.hasMicrophone && !this.microphone.muted;
  }

  join() {
    this.#socket.connect();
  }

  leave() {
    this.#socket.leave();
    this.#sound.stop();
    this.microphone.close();
  }

  /** @param {Partial<Person>} changes */
  prefer(changes) {
    this.#person = { ...this.#person, ...changes };
    const { speaks, reads, hears, original } = this.#possible();
    this.#socket.send({ type: "prefer", speaks, reads, hears, original });
    this.#checkWay();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.microphone.muted = muted;
    this.#sayMuted();
    this.#tell("microphone");
  }

  /** The microphone is on, or another one is. */
  async microphoneOpened() {
    await this.#sound.microphoneOpened();
    this.#checkWay();
    this.#sayMuted();
    this.#tell("microphone");
  }

  /** @param {string} action @param {object} [more] */
  host(action, more = {}) {
    this.#socket.send({ type: "host", action, ...more });
  }

  askToSpeak() {
    this.#socket.send({ type: "ask_to_speak" });
  }

  endTurn() {
    this.#socket.send({ type: "end_turn" });
  }

  /** Starts playing where the browser waited for a touch. */
  hear() {
    this.#sound.hear();
  }

  #hello() {
    const wishes = this.#wishes ? this.#possible() : { speaks: "auto", reads: [], hears: null };
    this.#sound.way = this.#sound.wanted(this.#person);
    return {
      token: this.#token,
      name: this.#person.name,
      speaks: wishes.speaks,
      reads: wishes.reads,
      hears: wishes.hears,
      original: this.#person.original,
      audio: this.#sound.way,
    };
  }

  /** What we wish, as far as it is offered; before anything is known, all of it. */
  #possible() {
    const { speaks, reads, hears, original } = this.#person;
    const { speak, read, hear } = this.offered;
    if (this.offered === NOTHING_OFFERED) return { speaks, reads, hears, original };
    return {
      speaks: speak.includes(speaks) ? speaks : "auto",
      reads: reads.filter((each) => read.includes(each)),
      hears: hears && hear.includes(hears) ? hears : null,
      original,
    };
  }

  /** Languages that we wish for and that are not offered. */
  get #missing() {
    const { speaks, reads, hears } = this.#person;
    const { speak, read, hear } = this.offered;
    const missing = reads.filter((each) => !read.includes(each));
    if (hears !== null && !hear.includes(hears)) missing.push(hears);
    if (speaks !== "auto" && !speak.includes(speaks)) missing.push(speaks);
    return [...new Set(missing)];
  }

  /** The server must know by which way sound goes; it is told in a new hello. */
  #checkWay() {
    if (this.#socket.isOpen && this.self && this.#sound.wanted(this.#person) !== this.#sound.way) {
      this.#socket.reconnect();
    }
  }

  #wire() {
    const socket = this.#socket;
    socket.addEventListener("welcome", ({ detail }) => this.#welcomed(detail));
    socket.addEventListener("message", ({ detail }) => this.#received(detail));
    socket.addEventListener("event", ({ detail }) => this.#tell("event", detail));
    socket.addEventListener("state", ({ detail }) => this.#stateChanged(detail));
    const sound = this.#sound;
    sound.addEventListener("way", ({ detail }) => this.#tell("sound", detail));
    sound.addEventListener("failed", () => this.#checkWay());
    sound.addEventListener("blocked", () => this.#tell("blocked"));
    sound.addEventListener("playing", () => this.#tell("playing"));
    this.microphone.addEventListener("lost", () => {
      this.microphone.close();
      this.#sayMuted();
      this.#tell("lost");
      this.#tell("microphone");
    });
  }

  #stateChanged(state) {
    if (state.state === "over" && state.ending === "language" && this.#wishes) {
      // What we wished for is not to be had here: first we come in, then we see what there is.
      this.#wishes = false;
      this.#socket.connect();
      return;
    }
    if (state.state === "over") this.#sound.stop();
    this.#tell("state", state);
  }

  #welcomed(welcome) {
    const { person, role, languages } = welcome;
    const isFirst = !this.self;
    this.self = person;
    this.role = role;
    this.offered = { ...NOTHING_OFFERED, ...languages };
    this.room = { ...this.room, ...welcome.room };
    this.#serverMuted = null;
    this.#tell("welcome", welcome);
    this.#tell("room");
    if (isFirst && this.#missing.length) this.#tell("missing", this.#missing);
    this.#sound.start(welcome.ice_servers ?? []);
    this.#sayMuted();
    if (!this.#wishes) {
      this.#wishes = true;
      this.prefer({});
    }
  }

  #received(message) {
    if (message.type === "answer") this.#sound.answer(message);
    else if (message.type === "room") this.#roomChanged(message);
    else if (message.type === "quality") this.#tell("quality", message);
    else if (message.type === "busy" && this.#socket.isOpen) this.#tell("unheard");
    else if (message.type === "error" && !message.fatal) this.#refused(message);
  }

  #roomChanged({ type, ...room }) {
    this.room = { ...this.room, ...room };
    const { me } = this;
    if (me) {
      this.role = me.role ?? this.role;
      // Only a change is told: a message from before our own wish may still be on its way.
      const wasSilenced = this.silenced;
      this.silenced = Boolean(me.silenced);
      if (this.silenced && !wasSilenced) this.#silenced();
    }
    this.#tell("room");
  }

  /** When the host lets us speak again, we turn the microphone on ourselves. */
  #silenced() {
    this.mute(true);
    this.#tell("silenced");
  }

  #refused(message) {
    if (message.code === "no_microphone_right") {
      this.microphone.muted = true;
      this.#serverMuted = true;
      this.#tell("microphone");
    }
    this.#tell("refused", message);
  }

  #sayMuted() {
    const muted = !this.isHeard;
    if (muted === this.#serverMuted) return;
    if (this.#socket.send({ type: "mute", muted })) this.#serverMuted = muted;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
