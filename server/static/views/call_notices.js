/** What goes wrong in a call, and what one can do about it, as notices. */

import { nameOf } from "../text/names.js";
import { t } from "../text/words.js";
import { blockedNotice } from "./blocked_notice.js";

export class CallNotices {
  #call;
  #notices;
  #person;
  #acts;

  /**
   * @param {import("../call.js").Call} call
   * @param {import("./notice_bar.js").NoticeBar} notices
   * @param {import("../logic/kept.js").Kept} person
   * @param {{chooseLanguage: () => void, turnOn: () => void}} acts
   */
  constructor(call, notices, person, acts) {
    this.#call = call;
    this.#notices = notices;
    this.#person = person;
    this.#acts = acts;
    const on = (type, act) => call.addEventListener(type, ({ detail }) => act(detail));
    on("event", (event) => this.#happened(event));
    on("unheard", () => this.#note("unheard", "warning", t("notHeardYet")));
    on("microphone", () => call.isHeard || notices.hide("unheard"));
    on("quality", ({ state }) => this.#qualityChanged(state));
    on("refused", (error) => this.#refused(error));
    on("missing", (languages) => this.#missing(languages));
    on("sound", (way) => this.#soundWay(way));
    on("blocked", () => notices.show(blockedNotice(() => call.hear())));
    on("playing", () => notices.hide("blocked"));
    on("silenced", () => this.#note("silenced", "warning", t("hostMuted"), { closable: true }));
    on("lost", () => this.#microphoneLost());
  }

  #note(id, level, text, more = {}) {
    this.#notices.show({ id, level, text, ...more });
  }

  #qualityChanged(state) {
    if (state === "poor") this.#note("quality", "warning", t("poorConnection"));
    else if (state === "lost") this.#note("quality", "problem", t("lostConnection"));
    else this.#notices.hide("quality", t("goodConnection"));
  }

  #refused({ code, message }) {
    const lines = {
      no_microphone_right: t("mayNotSpeak"),
      not_allowed: t("notAllowed"),
      unknown_language: t("unknownLanguage"),
      unsupported_pair: t("unsupportedPair", { message }),
      rate: t("tooFast"),
    };
    const text = lines[code] ?? t("warning", { message });
    this.#note(`refused-${code}`, "warning", text, { closable: true });
  }

  #happened(event) {
    if (event.type === "warning") this.#warned(event);
    const isOurs = event.type === "session.started" && event.speaker === this.#call.self;
    if (isOurs) this.#notices.hide("unheard", t("heardNow"));
  }

  #warned({ speaker, message, code }) {
    if (code === "not_stored") {
      this.#note("storage", "warning", t("notStored"), { closable: true });
    } else if (code === "stored_again") {
      this.#notices.hide("storage", t("storedAgain"));
    } else if (code === "language_mismatch") {
      if (speaker === this.#call.self) this.#mismatch();
    } else {
      this.#note("warning", "warning", t("warning", { message }), { closable: true });
    }
  }

  #mismatch() {
    const language = nameOf(this.#person.value.speaks);
    const text = t("languageMismatch", { language });
    this.#noteWithChoice("mismatch", text, t("chooseLanguage"));
  }

  #missing(languages) {
    const names = languages.map(nameOf).join(", ");
    this.#noteWithChoice("missing", t("languagesMissing", { names }), t("chooseOthers"));
  }

  /** A notice with a button to the languages. */
  #noteWithChoice(id, text, label) {
    const choose = () => {
      this.#notices.hide(id);
      this.#acts.chooseLanguage();
    };
    this.#note(id, "warning", text, { closable: true, actions: [{ label, do: choose }] });
  }

  #soundWay(way) {
    const { hears, original } = this.#person.value;
    const wants = hears !== null || original !== "none";
    if (way === "direct" || !wants) this.#notices.hide("sound");
    else if (way === "socket") this.#note("sound", "info", t("soundOverSocket"), { closable: true });
    else this.#note("sound", "info", t("noSound"), { closable: true });
  }

  #microphoneLost() {
    const choose = { label: t("chooseMicrophone"), do: () => this.#acts.turnOn() };
    this.#note("microphone", "problem", t("microphoneLost"), { actions: [choose], closable: true });
  }
}
