/** The form before the room. */

import { t } from "../text/words.js";
import { byId, setText } from "./dom.js";
import { MicrophoneField } from "./microphone_field.js";
import { PersonFields } from "./person_fields.js";

/** Before the server has said what it has; it says so at the welcome, and what it lacks is left out. */
const USUAL = Object.freeze(
  "ar bg ca cs da de el en es et fa fi fr he hi hu id it ja ko lt lv nl no pl pt ro ru sk sl sv tr uk vi zh".split(" "),
);

export class JoinView {
  #view = byId("join-view");
  #name = byId("name");
  #kept;
  #fields;
  #join;

  /**
   * @param {object} options
   * @param {string} options.room @param {boolean} options.isInvited there is a token in the link
   * @param {import("../logic/kept.js").Kept} options.kept the person, as remembered
   * @param {import("../media/microphone.js").Microphone} options.microphone
   * @param {() => AudioContext} options.audio
   * @param {(password: string) => Promise<void>} options.join
   */
  constructor({ room, isInvited, kept, microphone, audio, join }) {
    this.#kept = kept;
    this.#join = join;
    setText(byId("join-title"), t("joinRoom", { room }));
    byId("password-field").hidden = isInvited;
    this.#name.value = kept.value.name;
    this.#fields = new PersonFields("join", (changes) => kept.update(changes));
    byId("join-languages").append(this.#fields.element);
    const chosen = (device) => {
      kept.update({ microphone: device });
      this.#label();
    };
    const hint = t("microphoneHelp");
    this.microphone = new MicrophoneField("join", microphone, audio, chosen, hint);
    this.microphone.wanted = kept.value.microphone;
    byId("join-microphone").append(this.microphone.element);
    byId("join-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#hasMicrophone = () => microphone.track !== null;
  }

  #hasMicrophone;

  /** @param {boolean} [isPossible] the page may have a microphone at all */
  show(isPossible = true) {
    const offered = { speak: USUAL, read: USUAL, hear: USUAL };
    this.#fields.show(offered, this.#kept.value);
    if (!isPossible) this.microphone.fail("insecure");
    this.#label();
    this.#view.hidden = false;
  }

  hide() {
    this.microphone.stop();
    this.#view.hidden = true;
  }

  /** @param {string} text why it did not work; empty: nothing is wrong */
  problem(text) {
    setText(byId("join-problem"), text);
    this.#busy(false);
  }

  /** @param {string} text what is waited for */
  wait(text) {
    setText(byId("join-problem"), text);
  }

  askForPassword(text) {
    byId("password-field").hidden = false;
    this.problem(text);
    byId("password").focus();
  }

  async #submit() {
    if (byId("join-button").disabled) return;
    const name = this.#name.value.trim();
    this.#name.setAttribute("aria-invalid", String(!name));
    setText(byId("name-problem"), name ? "" : t("nameMissing"));
    if (!name) {
      this.#name.focus();
      return;
    }
    this.#kept.update({ name });
    this.problem("");
    this.#busy(true);
    await this.#join(byId("password").value);
  }

  #busy(isBusy) {
    byId("join-button").disabled = isBusy;
    if (isBusy) setText(byId("join-button"), t("joining"));
    else this.#label();
  }

  #label() {
    setText(byId("join-button"), t(this.#hasMicrophone() ? "joinNow" : "joinWithout"));
  }
}
