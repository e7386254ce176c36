/** Single keys of the camera's page: those of `dragoman narrate`, and a few more. */

import { commandAmong, isChord, isTyping } from "./keys.js";

/** @type {readonly import("./keys.js").Key[]} */
export const CAMERA_KEYS = Object.freeze([
  { key: "a", command: "ahead", words: "cameraAhead" },
  { key: "t", command: "read", words: "cameraRead" },
  { key: "m", command: "more", words: "cameraMore" },
  { key: "r", command: "repeat", words: "cameraRepeat" },
  { key: "s", command: "stop", words: "cameraSilence" },
  { key: "1", command: "1", words: "cameraLevel1" },
  { key: "2", command: "2", words: "cameraLevel2" },
  { key: "3", command: "3", words: "cameraLevel3" },
  { key: "h", command: "hide", words: "cameraHide" },
  { key: "l", command: "torch", words: "cameraTorch" },
  { key: "o", command: "other", words: "cameraOther" },
]);

/**
 * A key that is held gives one order.
 * @param {import("./keys.js").Press & {repeat: boolean}} press
 * @param {boolean} singleKeys whether they are switched on
 * @returns {string|null}
 */
export function cameraCommandOf(press, singleKeys) {
  if (!singleKeys || isChord(press) || press.repeat || isTyping(press)) return null;
  return commandAmong(CAMERA_KEYS, press);
}
