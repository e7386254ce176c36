/** What is left when the call is over, or never began: why, what to do, and what was said. */

import { t } from "../text/words.js";
import { plainLine } from "./caption_view.js";
import { byId, save, setText } from "./dom.js";

const WORDS = {
  full: "overFull",
  locked: "overLocked",
  ended: "overEnded",
  removed: "overRemoved",
  elsewhere: "overElsewhere",
  token: "overToken",
  gone: "overGone",
  refused: "overRefused",
  language: "overRefused",
  broken: "overBroken",
  left: "overLeft",
};
/** After these, coming again may work. */
const AGAIN = new Set(["full", "locked", "token", "broken", "left", "refused", "language", "elsewhere"]);

/** Why one is not in the room, and what to do. @param {string} ending @returns {string} */
export function endingText(ending) {
  const words = WORDS[ending] ?? "overBroken";
  return `${t(words)}. ${t(`${words}Help`)}`;
}

export class OverView {
  #view = byId("over-view");
  #store;
  #reader;
  #room;

  /**
   * @param {import("../logic/caption_store.js").CaptionStore} store
   * @param {() => {reads: string[], showOriginal: boolean}} reader
   * @param {string} room
   */
  constructor(store, reader, room) {
    this.#store = store;
    this.#reader = reader;
    this.#room = room;
    byId("over-save").addEventListener("click", () => this.#save());
    byId("over-again").addEventListener("click", () => location.reload());
  }

  /** @param {string} ending */
  show(ending) {
    const words = WORDS[ending] ?? "overBroken";
    setText(byId("over-title"), t(words));
    setText(byId("over-help"), t(`${words}Help`));
    byId("over-again").hidden = !AGAIN.has(ending);
    byId("over-save").hidden = this.#store.utterances.length === 0;
    this.#view.hidden = false;
    byId("over-title").focus();
  }

  /** @param {HTMLElement} transcript stays readable */
  keep(transcript) {
    byId("over-transcript").replaceChildren(transcript);
    byId("over-transcript").hidden = false;
  }

  #save() {
    const lines = this.#store.utterances
      .filter((each) => each.kind === "speech")
      .map((each) => plainLine(each, this.#reader()));
    const blob = new Blob([`${lines.join("\n")}\n`], { type: "text/plain;charset=utf-8" });
    save(blob, `${this.#room}.txt`);
  }
}
