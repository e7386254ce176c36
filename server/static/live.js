/** The room while one is in it: binds the call to what is seen, heard and pressed. */

import { applySettings } from "./appearance.js";
import { Announcements } from "./logic/announcements.js";
import { CaptionStore } from "./logic/caption_store.js";
import { Pulse } from "./logic/pulse.js";
import { roomCommandOf } from "./logic/room_keys.js";
import { stepSize } from "./logic/settings.js";
import { t } from "./text/words.js";
import { Announcer } from "./views/announcer.js";
import { CallNotices } from "./views/call_notices.js";
import { CaptionView } from "./views/caption_view.js";
import { showConnection } from "./views/connection_line.js";
import { Controls } from "./views/controls.js";
import { byId, setText } from "./views/dom.js";
import { HelpPanel } from "./views/help_panel.js";
import { LanguagesPanel } from "./views/languages_panel.js";
import { NoticeBar } from "./views/notice_bar.js";
import { OverView } from "./views/over_view.js";
import { Panel } from "./views/panel.js";
import { PeoplePanel } from "./views/people_panel.js";
import { SettingsPanel } from "./views/settings_panel.js";
import { TranscriptPanel } from "./views/transcript_panel.js";

const TICK_MS = 250;

/** Events: "over" when one is no longer in the room. */
export class Live extends EventTarget {
  #call;
  #settings;
  #person;
  #view = byId("live-view");
  #store = new CaptionStore();
  #announcements = new Announcements();
  #announcer = new Announcer(byId("announcements"), byId("status"));
  #notices = new NoticeBar(byId("notices"), (text) => this.#announcer.status(text));
  #pulse = new Pulse(performance.now());
  #captions;
  #controls;
  #panel;
  #transcript;
  #over;
  /** @type {Map<string, string>|null} who was here, by id; null before anybody is known */
  #present = null;
  #isOpen = false;

  /**
   * @param {object} options
   * @param {import("./call.js").Call} options.call
   * @param {import("./net/api.js").Api} options.api
   * @param {import("./logic/kept.js").Kept} options.settings
   * @param {import("./logic/kept.js").Kept} options.person
   * @param {() => AudioContext} options.audio
   */
  constructor({ call, api, settings, person, audio }) {
    super();
    this.#call = call;
    this.#settings = settings;
    this.#person = person;
    this.#captions = new CaptionView(
      { list: byId("captions"), empty: byId("captions-empty"), newest: byId("newest") },
      this.#store,
    );
    this.#controls = new Controls(call, audio, {
      turnOn: () => this.#turnOn(),
      pause: () => this.#pause(),
      leave: () => this.#leave(),
      voice: (ms) => this.#pulse.ownVoice(ms, performance.now()),
    });
    const reader = () => this.#reader();
    this.#transcript = new TranscriptPanel(this.#store, reader, api, call.roomId);
    this.languages = new LanguagesPanel(call, person, audio, () => this.#show());
    this.#over = new OverView(this.#store, reader, call.roomId);
    this.#panel = new Panel(byId("panel"), this.#view, [...byId("panels").children], {
      languages: this.languages,
      people: new PeoplePanel(call, api),
      transcript: this.#transcript,
      settings: new SettingsPanel(settings, () => this.#show()),
      help: new HelpPanel(settings),
    });
    this.#wire();
    setText(byId("room-title"), call.roomId);
    this.#show();
    setInterval(() => this.#tick(), TICK_MS);
  }

  open() {
    this.#isOpen = true;
    this.#view.hidden = false;
    this.#roomChanged();
    this.#controls.draw();
    byId("captions").focus({ preventScroll: true });
  }

  #reader() {
    return { ...this.#settings.value, reads: this.#person.value.reads };
  }

  #show() {
    applySettings(this.#settings.value);
    this.#captions.read(this.#reader());
  }

  #wire() {
    const call = this.#call;
    const on = (type, act) => call.addEventListener(type, ({ detail }) => act(detail));
    on("event", (event) => this.#happened(event));
    on("state", (state) => this.#stateChanged(state));
    on("room", () => this.#roomChanged());
    new CallNotices(call, this.#notices, this.#person, {
      chooseLanguage: () => this.#chooseLanguage(),
      turnOn: () => this.#turnOn(),
    });
    this.#captions.addEventListener("state", () => {
      this.#controls.showPaused(this.#captions.paused);
    });
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #note(id, level, text, more = {}) {
    this.#notices.show({ id, level, text, ...more });
  }

  #happened(event) {
    const nowMs = performance.now();
    this.#pulse.event(event, nowMs);
    const change = this.#store.apply(event);
    if (!change) return;
    this.#captions.apply(change);
    const said = this.#announcements.heard(change, this.#person.value.reads, nowMs);
    if (said) this.#announce(said);
  }

  #announce(said) {
    if (this.#settings.value.announce !== "off") this.#announcer.said(said);
  }

  #tick() {
    const nowMs = performance.now();
    this.#announcements.due(nowMs).forEach((said) => this.#announce(said));
    if (!this.#isOpen) return;
    const state = this.#pulse.state(nowMs);
    const line = byId("pulse");
    line.className = `pulse ${state}`;
    setText(line, state === "live" ? "" : t(state));
  }

  #stateChanged({ state, ending, retryMs }) {
    const words = { open: "connected", connecting: "connecting" }[state] ?? "offline";
    showConnection(byId("connection"), state, t(words));
    if (state === "open") {
      this.#pulse.reconnected(performance.now());
      this.#notices.hide("connection", t("reconnected"));
    } else if (state === "reconnecting") {
      this.#notices.hide("quality");
      this.#note("connection", "problem", t("reconnecting"));
    } else if (state === "busy") {
      const seconds = Math.ceil(retryMs / 1000);
      this.#note("connection", "problem", t("serverBusy", { seconds }));
    } else if (state === "over") {
      this.#finish(ending);
    }
  }

  #roomChanged() {
    const { people, self } = this.#call;
    setText(byId("people-count"), people.length ? `(${people.length})` : "");
    const present = new Map(people.map((each) => [each.id, each.name]));
    this.#pulse.present(new Set(present.keys()));
    if (this.#present && this.#settings.value.announce === "all") {
      for (const [id, name] of present) {
        if (!this.#present.has(id) && id !== self) this.#announcer.status(t("personJoined", { name }));
      }
      for (const [id, name] of this.#present) {
        if (!present.has(id)) this.#announcer.status(t("personLeft", { name }));
      }
    }
    if (people.length) this.#present = present;
    if (this.#call.me?.asks) this.#note("asked", "info", t("asked"));
    else this.#notices.hide("asked");
    if (!this.#call.me?.silenced) this.#notices.hide("silenced", t("maySpeakNow"));
  }

  #chooseLanguage() {
    this.#panel.show("languages");
    this.languages.fields.focusSpeaks();
  }

  async #turnOn() {
    this.#notices.hide("microphone");
    if (await this.languages.microphone.open()) return;
    this.#panel.show("languages");
  }

  #pause() {
    if (this.#captions.paused) {
      this.#captions.resume();
      this.#notices.hide("paused");
    } else {
      this.#captions.pause();
      this.#note("paused", "info", t("captionsPaused"));
    }
  }

  #leave() {
    this.#call.leave();
    this.#finish("left");
  }

  #finish(ending) {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.dispatchEvent(new Event("over"));
    this.#panel.close();
    this.#view.hidden = true;
    this.#over.show(ending);
    if (this.#store.utterances.length) {
      this.#over.keep(this.#transcript.element);
      this.#transcript.opened();
    }
  }

  #resize(step) {
    this.#settings.update({ size: stepSize(this.#settings.value.size, step) });
    this.#show();
  }

  #pressed(event) {
    if (!this.#isOpen) return;
    const command = roomCommandOf(event, this.#settings.value.keys);
    if (!command) return;
    if (command === "mute") this.#controls.toggleMute();
    else if (command === "endTurn") this.#controls.endTurn();
    else if (command === "pause") this.#pause();
    else if (command === "newest") this.#captions.catchUp();
    else if (command === "larger") this.#resize(1);
    else if (command === "smaller") this.#resize(-1);
    else if (command === "close") this.#panel.close();
    else this.#panel.toggle(command);
    if (command !== "close") event.preventDefault();
  }
}
