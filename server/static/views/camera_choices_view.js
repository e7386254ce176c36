/** The choices of the camera's page: before it starts, and while it runs. */

import { namedDevices, namedLanguages } from "../text/names.js";
import { t } from "../text/words.js";
import { el } from "./dom.js";
import { choice, field, options } from "./fields.js";

const BACK = "facing:environment";
const FRONT = "facing:user";
/** What the narrator has sentences of its own in; the server may know more. */
const OWN_LANGUAGES = ["en", "es", "de", "fr"];

export class CameraChoicesView {
  #kept;
  #changed;
  #voices = new Map();
  #language;
  #directions;
  #level;
  #camera;

  /**
   * @param {import("../logic/kept.js").Kept} kept
   * @param {(changes: Partial<import("../logic/camera_choices.js").CameraChoices>) => void} changed
   */
  constructor(kept, changed) {
    this.#kept = kept;
    this.#changed = changed;
    this.#language = this.#select("told-in", (language) => ({ language }));
    this.#directions = this.#select("directions", (directions) => ({ directions }));
    this.#level = this.#select("level", (level) => ({ verbosity: Number(level) }));
    this.#camera = this.#select("which", chosenCamera);
    this.element = el(
      "div",
      { class: "stack choices" },
      this.#voiceField(),
      field(this.#level, "cameraLevel"),
      field(this.#directions, "cameraDirections"),
      field(this.#language, "cameraLanguage"),
      field(this.#camera, "cameraWhich"),
    );
    this.showLanguages(OWN_LANGUAGES);
    this.showCameras([]);
    this.draw();
  }

  /** Shows what holds. */
  draw() {
    const { voice, language, directions, verbosity } = this.#kept.value;
    for (const [value, box] of this.#voices) box.checked = value === voice;
    this.#language.value = language;
    const clock = [["clock", t("cameraClock")], ["sides", t("cameraSides")]];
    options(this.#directions, clock, directions);
    const levels = [1, 2, 3].map((level) => [String(level), t(`cameraLevel${level}`)]);
    options(this.#level, levels, String(verbosity));
  }

  /** @param {string[]} languages in which can be told */
  showLanguages(languages) {
    const { language } = this.#kept.value;
    const named = namedLanguages(languages);
    options(this.#language, [["auto", t("cameraLanguagePage")], ...named], language);
    if (this.#language.selectedIndex < 0) this.#language.value = "auto";
  }

  /** @param {{id: string, label: string}[]} cameras known once the person has allowed one */
  showCameras(cameras) {
    const { device, facing } = this.#kept.value;
    const sides = [[BACK, t("cameraBack")], [FRONT, t("cameraFront")]];
    const named = namedDevices(cameras, "cameraNumber");
    options(this.#camera, [...sides, ...named], device || `facing:${facing}`);
    if (this.#camera.selectedIndex < 0) this.#camera.value = `facing:${facing}`;
  }

  #voiceField() {
    const box = (value, words) => {
      const input = el("input", { type: "radio", name: "voice", value });
      input.addEventListener("change", () => this.#changed({ voice: value }));
      this.#voices.set(value, input);
      return choice(input, words);
    };
    return el(
      "fieldset",
      {},
      el("legend", {}, t("cameraVoice")),
      box("reader", "cameraVoiceReader"),
      box("own", "cameraVoiceOwn"),
      el("p", { class: "hint" }, t("cameraVoiceHelp")),
    );
  }

  #select(id, change) {
    const select = el("select", { id: `choice-${id}` });
    select.addEventListener("change", () => this.#changed(change(select.value)));
    return select;
  }
}

function chosenCamera(value) {
  if (value === BACK) return { facing: "environment", device: "" };
  if (value === FRONT) return { facing: "user", device: "" };
  return { device: value };
}
