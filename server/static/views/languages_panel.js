/** What one speaks, reads and hears, and the microphone: to change during the call. */

import { MicrophoneField } from "./microphone_field.js";
import { PersonFields } from "./person_fields.js";
import { el } from "./dom.js";
import { Microphone } from "../media/microphone.js";

export class LanguagesPanel {
  title = "languagesTitle";
  #call;

  /**
   * @param {import("../call.js").Call} call
   * @param {import("../logic/kept.js").Kept} kept the person, as remembered
   * @param {() => AudioContext} audio @param {() => void} changed
   */
  constructor(call, kept, audio, changed) {
    this.#call = call;
    this.fields = new PersonFields("live", (changes) => {
      call.prefer(kept.update(changes));
      changed();
    });
    this.microphone = new MicrophoneField("live", call.microphone, audio, (device) => {
      kept.update({ microphone: device });
      call.microphoneOpened();
    });
    this.microphone.wanted = kept.value.microphone;
    this.element = el("div", { class: "stack" }, this.fields.element, this.microphone.element);
    call.addEventListener("welcome", () => this.opened());
  }

  opened() {
    if (!this.element.isConnected) return;
    this.fields.show(this.#call.offered, this.#call.person);
    if (this.#call.hasMicrophone) this.microphone.show();
    else if (!Microphone.isPossible) this.microphone.fail("insecure");
  }

  closed() {
    this.microphone.stop();
  }
}
