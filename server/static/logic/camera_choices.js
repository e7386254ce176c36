/** How one person wants to be told what their camera sees; kept in their browser. */

import { chosen } from "./kept.js";
import { isCode } from "./languages.js";

/**
 * @typedef {object} CameraChoices
 * @property {"reader"|"own"} voice a screen reader says it, or our own voice: one of them
 * @property {string} language code, or "auto": that of the page
 * @property {"clock"|"sides"} directions
 * @property {1|2|3} verbosity
 * @property {"environment"|"user"} facing the back camera or the front one
 * @property {string} device id of a camera; empty: by the way it faces
 */

/** @type {CameraChoices} */
export const DEFAULT_CHOICES = Object.freeze({
  voice: "reader",
  language: "auto",
  directions: "clock",
  verbosity: 2,
  facing: "environment",
  device: "",
});

const ALLOWED = {
  voice: ["reader", "own"],
  directions: ["clock", "sides"],
  verbosity: [1, 2, 3],
  facing: ["environment", "user"],
};

/** @param {any} given whatever was stored @returns {CameraChoices} */
export function validChoices(given) {
  const choices = chosen(given, DEFAULT_CHOICES, ALLOWED);
  if (isCode(given?.language)) choices.language = given.language;
  if (typeof given?.device === "string") choices.device = given.device;
  return choices;
}

/**
 * What the server is asked for.
 * @param {CameraChoices} choices @param {string} pageLanguage
 * @param {{mirrored: boolean, hidden: boolean, noticed: boolean}} state
 */
export function wishesOf({ voice, language, directions, verbosity }, pageLanguage, state) {
  return {
    language: language === "auto" ? pageLanguage : language,
    directions,
    verbosity,
    aloud: voice === "own",
    ...state,
  };
}
