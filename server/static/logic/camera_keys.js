/** Single keys of the camera's page: those of `dragoman narrate`, and a few more. */

/** @type {readonly {key: string, command: string, words: string}[]} */
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

const TYPED_IN = new Set(["INPUT", "SELECT", "TEXTAREA"]);

/**
 * @param {{key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean, repeat: boolean,
 *   target: {tagName?: string}}} event
 * @param {boolean} singleKeys whether they are switched on
 * @returns {string|null}
 */
export function cameraCommandOf(event, singleKeys) {
  if (!singleKeys || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return null;
  if (TYPED_IN.has(event.target?.tagName ?? "")) return null;
  return CAMERA_KEYS.find(({ key }) => key === event.key.toLowerCase())?.command ?? null;
}
