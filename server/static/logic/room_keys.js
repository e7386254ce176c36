/** Single keys of the room, for what is often done. */

import { commandAmong, isChord, isTyping } from "./keys.js";

/** @typedef {"mute"|"endTurn"|"pause"|"newest"|"larger"|"smaller"|"languages"|"people"|"transcript"|"settings"|"help"|"close"} Command */

/** @type {readonly (import("./keys.js").Key & {command: Command})[]} */
export const ROOM_KEYS = Object.freeze([
  { key: "m", command: "mute", words: "keyMute" },
  { key: "e", command: "endTurn", words: "keyEndTurn" },
  { key: "p", command: "pause", words: "keyPause" },
  { key: "n", command: "newest", words: "keyNewest" },
  { key: "+", command: "larger", words: "keyLarger" },
  { key: "-", command: "smaller", words: "keySmaller" },
  { key: "l", command: "languages", words: "keyLanguages" },
  { key: "o", command: "people", words: "keyPeople" },
  { key: "t", command: "transcript", words: "keyTranscript" },
  { key: "s", command: "settings", words: "keySettings" },
  { key: "?", command: "help", words: "keyHelp" },
]);

/**
 * @param {import("./keys.js").Press} press
 * @param {boolean} singleKeys whether they are switched on
 * @returns {Command|null}
 */
export function roomCommandOf(press, singleKeys) {
  if (isChord(press)) return null;
  if (press.key === "Escape") return "close";
  if (isTyping(press)) return null;
  if (press.key === "End" && press.target?.id === "captions") return "newest";
  if (!singleKeys) return null;
  if (press.key === "=") return "larger";
  return /** @type {Command|null} */ (commandAmong(ROOM_KEYS, press));
}
