/** The call's controls at the foot of the page. */

import { Level } from "../media/level.js";
import { t } from "../text/words.js";
import { byId, setIcon, setText } from "./dom.js";
import { LevelBar } from "./level_bar.js";

const TICK_MS = 100;
/** So loud is a voice, not the room. */
const VOICE = 0.4;

export class Controls {
  #call;
  #audio;
  #mute = byId("mute");
  #meter = new LevelBar(byId("own-level"));
  #ask = byId("ask");
  #endTurn = byId("end-turn");
  #pause = byId("pause");
  #level = null;
  #stream = null;

  /**
   * @param {import("../call.js").Call} call
   * @param {() => AudioContext} audio
   * @param {{turnOn: () => void, pause: () => void, leave: () => void, voice: (ms: number) => void}} acts
   */
  constructor(call, audio, acts) {
    this.#call = call;
    this.#audio = audio;
    this.turnOn = acts.turnOn;
    this.voice = acts.voice;
    this.#mute.addEventListener("click", () => this.toggleMute());
    this.#pause.addEventListener("click", acts.pause);
    byId("leave").addEventListener("click", acts.leave);
    this.#ask.addEventListener("click", () => call.askToSpeak());
    this.#endTurn.addEventListener("click", () => this.endTurn());
    call.addEventListener("microphone", () => this.draw());
    call.addEventListener("room", () => this.draw());
    setInterval(() => this.#measure(), TICK_MS);
    this.showPaused(false);
  }

  toggleMute() {
    if (this.#mute.disabled) return;
    if (this.#call.hasMicrophone) this.#call.mute(!this.#call.microphone.muted);
    else this.turnOn();
  }

  /** What was said is complete: no silence need tell. */
  endTurn() {
    if (this.#call.isHeard) this.#call.endTurn();
  }

  draw() {
    const { hasMicrophone, isHeard, me, isHost, room, role } = this.#call;
    const silenced = Boolean(me?.silenced);
    const asksFirst = !isHost && (role === "listener" || room.who_may_speak !== "everyone");
    const words = silenced
      ? "hostMuted"
      : !hasMicrophone
        ? "useMicrophone"
        : isHeard
          ? "mute"
          : "unmute";
    setText(this.#mute.querySelector("span"), t(words));
    setIcon(this.#mute, isHeard ? "mic" : "mic-off");
    this.#mute.classList.toggle("on", isHeard);
    this.#mute.disabled = silenced;
    this.#ask.hidden = !((asksFirst && !isHeard) || silenced) || Boolean(me?.asks);
    this.#endTurn.hidden = !isHeard;
    this.#meter.element.hidden = !isHeard;
  }

  /** @param {boolean} paused */
  showPaused(paused) {
    setText(this.#pause.querySelector("span"), t(paused ? "resume" : "pause"));
    setIcon(this.#pause, paused ? "play" : "pause");
    this.#pause.classList.toggle("on", paused);
  }

  #measure() {
    const { stream } = this.#call.microphone;
    if (stream !== this.#stream) {
      this.#level?.close();
      this.#level = stream && new Level(stream, this.#audio());
      this.#stream = stream;
    }
    if (!this.#level || !this.#call.isHeard) return;
    const level = this.#level.read();
    this.#meter.show(level);
    if (level > VOICE) this.voice(TICK_MS);
  }
}
