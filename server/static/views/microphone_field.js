/** Choosing and trying the microphone. */

import { Level } from "../media/level.js";
import { Microphone } from "../media/microphone.js";
import { namedDevices } from "../text/names.js";
import { problemText } from "../text/problems.js";
import { t } from "../text/words.js";
import { el, setText } from "./dom.js";
import { options } from "./fields.js";
import { LevelBar } from "./level_bar.js";

/** Somebody who tries a microphone has said something by then. */
const SILENT_MS = 6000;
const VOICE = 0.35;
const TICK_MS = 80;

export class MicrophoneField {
  #microphone;
  #audio;
  #changed;
  #level = null;
  #timer = 0;
  #since = 0;
  #heard = false;

  /**
   * @param {string} id prefix @param {Microphone} microphone
   * @param {() => AudioContext} audio made at the first touch
   * @param {(deviceId: string) => void} changed the microphone is on now, and this one
   * @param {string} [hint] stands above the button
   */
  constructor(id, microphone, audio, changed, hint = "") {
    this.#microphone = microphone;
    this.#audio = audio;
    this.#changed = changed;
    this.button = el("button", { type: "button", class: "wide" }, t("useMicrophone"));
    this.button.addEventListener("click", () => this.open());
    this.problem = el("p", { class: "problem-line", role: "alert" });
    this.select = el("select", { id: `${id}-device` });
    this.select.addEventListener("change", () => this.open(this.select.value));
    this.meter = new LevelBar();
    this.state = el("p", { class: "hint", role: "status" });
    this.device = el(
      "div",
      { class: "field", hidden: true },
      el("label", { for: this.select.id }, t("chooseMicrophone")),
      this.select,
      this.meter.element,
      this.state,
    );
    this.hint = el("p", { class: "hint", hidden: !hint }, hint);
    this.element = el(
      "fieldset",
      {},
      el("legend", {}, t("microphone")),
      this.hint,
      this.problem,
      this.button,
      this.device,
    );
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      if (this.element.isConnected && this.#microphone.stream) this.#list();
    });
  }

  /** @param {string} [deviceId] @returns {Promise<boolean>} it is on */
  async open(deviceId = this.wanted ?? "") {
    this.wanted = deviceId;
    try {
      await this.#microphone.open(deviceId);
    } catch (error) {
      this.fail(error.problem ?? "failed");
      return false;
    }
    await this.show();
    this.#changed(deviceId);
    return true;
  }

  /** The microphone is on: its devices and its level. */
  async show() {
    setText(this.problem, "");
    this.button.hidden = true;
    this.hint.hidden = true;
    this.device.hidden = false;
    await this.#list();
    this.#measure();
  }

  /** @param {import("../media/device_problems.js").DeviceProblem} problem */
  fail(problem) {
    setText(this.problem, problemText("microphone", problem));
    setText(this.button, t("tryAgain"));
    this.button.hidden = problem === "insecure";
    this.hint.hidden = true;
    if (problem === "gone") {
      this.wanted = "";
      this.device.hidden = false;
      this.#list();
    }
  }

  stop() {
    clearInterval(this.#timer);
    this.#level?.close();
    this.#level = null;
  }

  async #list() {
    const named = namedDevices(await Microphone.devices(), "microphoneNumber");
    const used = this.#microphone.track?.getSettings().deviceId ?? "";
    options(this.select, [["", t("microphoneDefault")], ...named], this.wanted || used || "");
  }

  #measure() {
    this.stop();
    this.#level = new Level(this.#microphone.stream, this.#audio());
    this.#since = performance.now();
    this.#heard = false;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #tick() {
    if (!this.#microphone.stream) return this.stop();
    const level = this.#level.read();
    this.meter.show(level);
    this.#heard ||= level > VOICE;
    const isSilent = !this.#heard && performance.now() - this.#since > SILENT_MS;
    const key = this.#heard ? "microphoneWorks" : isSilent ? "microphoneSilent" : "speakToTest";
    setText(this.state, t(key));
  }
}
