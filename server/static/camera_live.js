/** A running camera on the page: the device, the call, and what is shown and told of them. */

import { CameraCall } from "./camera_call.js";
import { CameraQuestion } from "./camera_question.js";
import { cameraCommandOf } from "./logic/camera_keys.js";
import { NarrationLog } from "./logic/narration_log.js";
import { stayAwake } from "./media/awake.js";
import { Camera } from "./media/camera.js";
import { DeviceError } from "./media/device_problems.js";
import { Listening } from "./media/listening.js";
import { problemText } from "./text/problems.js";
import { pageLocale, t } from "./text/words.js";
import { Announcer } from "./views/announcer.js";
import { blockedNotice } from "./views/blocked_notice.js";
import { CameraChoicesView } from "./views/camera_choices_view.js";
import { CameraView } from "./views/camera_view.js";
import { byId } from "./views/dom.js";
import { NoticeBar } from "./views/notice_bar.js";
import { ToldView } from "./views/told_view.js";

/** Events: "over" ({code, words}) when it is not running any more. */
export class CameraLive extends EventTarget {
  #choices;
  #keys;
  #camera = new Camera();
  #log = new NarrationLog();
  #call;
  #question;
  #view;
  #told = new ToldView(byId("newest"), byId("history"), byId("narration"), byId("hazard"));
  #announcer = new Announcer(byId("narration"), byId("status"));
  #notices = new NoticeBar(byId("notices"), (text) => this.#announcer.status(text));
  #listening = new Listening(byId("voice"));
  #choicesView;
  #isLit = false;
  #wasLive = false;

  /**
   * @param {{api: import("./net/api.js").Api, choices: import("./logic/kept.js").Kept,
   *   keys: () => boolean}} given
   */
  constructor({ api, choices, keys }) {
    super();
    this.#choices = choices;
    this.#keys = keys;
    this.#call = new CameraCall(api, () => choices.value, pageLocale);
    this.#question = new CameraQuestion(this.#call, (problem) => {
      this.#view.stopAsking();
      this.#announcer.status(problemText("microphone", problem));
    });
    this.#view = new CameraView({
      order: (order) => this.#send({ type: "order", order }),
      question: (text) => this.#send({ type: "question", text }),
      ask: (on) => (on ? this.#question.begin() : this.#question.finish()),
      hide: () => this.#hide(),
      torch: () => this.#light(!this.#isLit),
      other: () => this.#other(),
      end: () => this.#over("", t("cameraEnded")),
    });
    this.#choicesView = new CameraChoicesView(choices, (changes) => this.#choose(changes));
    byId("start-choices").append(this.#choicesView.element);
    this.#listen(api);
  }

  /** Asks for the camera, and begins; what goes wrong is told by "over". */
  async start() {
    let track;
    try {
      track = await this.#camera.open(this.#choices.value);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#over(error.problem, problemText("camera", error.problem));
      return;
    }
    this.#wasLive = false;
    this.#log.clear();
    this.#told.draw(this.#log);
    byId("live-choices").append(this.#choicesView.element);
    this.#view.show(true);
    this.#view.showHidden(false);
    this.#showCamera();
    stayAwake(true);
    document.querySelector("[data-order]").focus();
    await this.#call.start(track, this.#camera.isMirrored);
  }

  #listen(api) {
    this.#call.addEventListener("state", ({ detail }) => this.#onState(detail));
    this.#call.addEventListener("message", ({ detail }) => this.#onMessage(detail));
    this.#call.addEventListener("sound", ({ detail }) => this.#listening.play(detail));
    this.#listening.addEventListener("blocked", () => {
      if (this.#choices.value.voice !== "own") return;
      this.#notices.show(blockedNotice(() => this.#listening.start()));
    });
    this.#listening.addEventListener("playing", () => this.#notices.hide("blocked"));
    this.#camera.addEventListener("lost", () => this.#over("lost", t("cameraLost")));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    window.addEventListener("pagehide", () => this.#call.stop());
    api.cameraInfo().then(
      ({ languages }) => this.#choicesView.showLanguages(languages),
      () => {}, // it is asked again at the start, and what is wrong is told then
    );
  }

  #onState({ state, retryS, code, message }) {
    const words = {
      connecting: t("cameraConnecting"),
      live: t("cameraLive"),
      reconnecting: t("cameraReconnecting"),
      busy: t("cameraBusy", { seconds: retryS }),
      over: "",
    }[state];
    if (state === "over") {
      const known = { token: "cameraToken", idle: "cameraIdle" };
      this.#over(code, known[code] ? t(known[code]) : t("serverRefused", { message }));
      return;
    }
    const isShown = state === "live" || state === "connecting";
    const short = isShown ? words : t("offline");
    this.#view.showState(state, this.#call.isHidden && state === "live" ? t("cameraHidden") : short);
    if (state === "live") {
      this.#notices.hide("connection", t("reconnected"));
      if (!this.#wasLive) this.#announcer.status(words);
      this.#wasLive = true;
    } else if (state !== "connecting") {
      this.#view.stopAsking();
      this.#question.stop();
      this.#notices.show({ id: "connection", text: words, level: "warning" });
    }
  }

  #onMessage(message) {
    if (message.type === "ready") this.#log.begin();
    else if (message.type === "event") this.#onEvent(message.event);
    else if (message.type === "say") this.#told.say(message);
    else if (message.type === "voice") this.#onVoice(message);
    else if (message.type === "asked") this.#onAsked(message);
    else if (message.type === "problem") this.#onProblem(message);
  }

  #onEvent(event) {
    this.#log.take(event);
    this.#call.isNoticed = this.#log.isNoticed;
    this.#notices.hide("picture");
    this.#told.draw(this.#log);
  }

  #onVoice({ on, message }) {
    byId("voice").muted = !on;
    const isWanted = this.#choices.value.voice === "own";
    if (isWanted && !on) this.#announcer.status(t("cameraVoiceNone", { message }));
    else if (on) this.#announcer.status(t("cameraVoiceIsOwn"));
    else this.#announcer.status(t("cameraVoiceIsReader"));
  }

  #onAsked({ text, problem }) {
    if (text) this.#announcer.status(t("cameraUnderstood", { text }));
    else if (problem === "nothing_heard") this.#announcer.status(t("cameraNotUnderstood"));
    else this.#announcer.status(t("cameraQuestionFailed", { message: problem }));
  }

  #onProblem({ code, message }) {
    if (code === "no_picture") {
      this.#notices.show({ id: "picture", text: t("cameraNoPicture"), level: "warning" });
    } else if (code === "not_yet") this.#announcer.status(t("cameraNotYet"));
    else this.#announcer.status(t("warning", { message }));
  }

  #send(message) {
    if (!this.#call.send(message)) this.#announcer.status(t("cameraReconnecting"));
  }

  #choose(changes) {
    const before = { ...this.#choices.value };
    const now = this.#choices.update(changes);
    this.#choicesView.draw();
    if (this.#call.state === "over") return;
    if (now.voice !== before.voice) this.#send({ type: "voice", on: now.voice === "own" });
    if (now.verbosity !== before.verbosity) {
      this.#send({ type: "verbosity", level: now.verbosity });
    }
    const language = now.language === "auto" ? pageLocale() : now.language;
    if (now.language !== before.language || now.directions !== before.directions) {
      this.#send({ type: "prefer", language, directions: now.directions });
    }
    if (now.device !== before.device || now.facing !== before.facing) this.#reopen();
  }

  async #other() {
    const cameras = await Camera.devices();
    const at = cameras.findIndex(({ id }) => id === this.#camera.device);
    const next = cameras[(at + 1) % cameras.length];
    if (next) this.#choose({ device: next.id });
  }

  async #reopen() {
    try {
      const track = await this.#camera.open(this.#choices.value);
      this.#camera.hide(this.#call.isHidden);
      await this.#call.use(track, this.#camera.isMirrored);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#over(error.problem, problemText("camera", error.problem));
      return;
    }
    await this.#showCamera();
    const label = this.#camera.track?.label || t("cameraCamera");
    this.#announcer.status(t("cameraNow", { camera: label }));
  }

  async #showCamera() {
    this.#isLit = false;
    this.#view.showPicture(this.#camera.stream);
    this.#view.showTorch(this.#camera.hasTorch, false);
    const cameras = await Camera.devices();
    this.#view.showOther(cameras.length > 1);
    this.#choicesView.showCameras(cameras);
  }

  async #hide() {
    const hidden = !this.#call.isHidden;
    this.#camera.hide(hidden);
    await this.#call.hide(hidden);
    this.#view.showHidden(hidden);
    if (this.#call.state === "live") {
      this.#view.showState("live", t(hidden ? "cameraHidden" : "cameraLive"));
    }
    this.#announcer.status(t(hidden ? "cameraHidden" : "cameraShown"));
  }

  async #light(on) {
    if (!this.#camera.hasTorch) return;
    const done = await this.#camera.light(on);
    if (done) this.#isLit = on;
    this.#view.showTorch(true, this.#isLit);
    this.#announcer.status(
      t(!done ? "cameraTorchFailed" : on ? "cameraTorchOn" : "cameraTorchOff"),
    );
  }

  #onKey(event) {
    if (this.#call.state === "over") return;
    const command = cameraCommandOf(event, this.#keys());
    if (command === null) return;
    if (command === "hide") this.#hide();
    else if (command === "torch") this.#light(!this.#isLit);
    else if (command === "other") this.#other();
    else if (/^[123]$/.test(command)) this.#choose({ verbosity: Number(command) });
    else this.#send({ type: "order", order: command });
  }

  #over(code, words) {
    this.#call.stop();
    this.#camera.close();
    this.#question.stop();
    this.#listening.stop();
    this.#view.stopAsking();
    this.#view.showPicture(null);
    this.#notices.hide("connection");
    this.#notices.hide("picture");
    this.#log.clear();
    this.#told.draw(this.#log);
    stayAwake(false);
    byId("start-choices").append(this.#choicesView.element);
    this.#view.show(false);
    this.dispatchEvent(new CustomEvent("over", { detail: { code, words } }));
  }
}
