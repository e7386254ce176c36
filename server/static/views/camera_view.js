/** The camera's page while it runs: the picture, the buttons, how things stand. */

import { Hold } from "../logic/hold.js";
import { t } from "../text/words.js";
import { showConnection } from "./connection_line.js";
import { byId, setText } from "./dom.js";

/** @typedef {"ahead"|"read"|"more"|"repeat"|"stop"} Order */

/**
 * @typedef {object} Acts
 * @property {(order: Order) => void} order
 * @property {(text: string) => void} question
 * @property {(on: boolean) => void} ask
 * @property {() => void} hide @property {() => void} torch @property {() => void} other
 * @property {() => void} end
 */

export class CameraView {
  #acts;
  #hold = new Hold();
  #ask = byId("ask");

  /** @param {Acts} acts */
  constructor(acts) {
    this.#acts = acts;
    for (const button of document.querySelectorAll("[data-order]")) {
      button.addEventListener("click", () => acts.order(button.dataset.order));
    }
    for (const name of ["hide", "torch", "other", "end"]) {
      byId(name).addEventListener("click", () => acts[name]());
    }
    byId("question-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const field = byId("question");
      if (field.value.trim()) acts.question(field.value.trim());
      field.value = "";
    });
    this.#listenToHold();
    this.showAsking(false);
  }

  /** @param {boolean} live the running camera is shown, or the form */
  show(live) {
    byId("start-view").hidden = live;
    byId("live-view").hidden = !live;
  }

  /** @param {string} state @param {string} words */
  showState(state, words) {
    showConnection(byId("state"), state, words);
  }

  /** @param {MediaStream|null} stream */
  showPicture(stream) {
    const video = byId("preview");
    video.srcObject = stream;
    // A picture that does not play is no loss to who is told of it.
    if (stream) video.play().catch(() => {});
  }

  /** @param {boolean} hidden */
  showHidden(hidden) {
    press("hide", hidden);
    byId("preview").hidden = hidden;
    byId("hidden-sign").hidden = !hidden;
  }

  /** @param {boolean} has the camera has one @param {boolean} on */
  showTorch(has, on) {
    byId("torch").hidden = !has;
    press("torch", on);
  }

  /** @param {boolean} has there is another camera */
  showOther(has) {
    byId("other").hidden = !has;
  }

  /** @param {boolean} on */
  showAsking(on) {
    press("ask", on);
    setText(this.#ask, t(on ? "cameraListening" : "cameraHoldToAsk"));
  }

  /** Nothing is asked any more, whatever is held. */
  stopAsking() {
    this.#hold.cancel();
    this.showAsking(false);
  }

  #listenToHold() {
    const act = (what) => {
      if (what === null) return;
      this.showAsking(what === "start");
      this.#acts.ask(what === "start");
    };
    const now = () => performance.now();
    const isKey = ({ key }) => key === " " || key === "Enter";
    this.#ask.addEventListener("pointerdown", (event) => {
      // The finger may slip off the button while one speaks.
      this.#ask.setPointerCapture?.(event.pointerId);
      act(this.#hold.down(now()));
    });
    this.#ask.addEventListener("pointerup", () => act(this.#hold.up(now())));
    this.#ask.addEventListener("pointercancel", () => act(this.#hold.cancel()));
    this.#ask.addEventListener("contextmenu", (event) => event.preventDefault());
    this.#ask.addEventListener("click", () => act(this.#hold.click()));
    this.#ask.addEventListener("keydown", (event) => {
      if (isKey(event) && !event.repeat) act(this.#hold.down(now()));
    });
    this.#ask.addEventListener("keyup", (event) => {
      if (isKey(event)) act(this.#hold.up(now()));
    });
    this.#ask.addEventListener("blur", () => act(this.#hold.cancel()));
  }
}

function press(id, on) {
  byId(id).setAttribute("aria-pressed", String(on));
}
