/** Single keys for what is often done. They can be switched off, and never act while one types. */

/** @typedef {"mute"|"endTurn"|"pause"|"newest"|"larger"|"smaller"|"languages"|"people"|"transcript"|"settings"|"help"|"close"} Command */

/** @type {readonly {key: string, command: Command, words: string}[]} */
export const KEYS = Object.freeze([
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

const TYPED_IN = new Set(["INPUT", "SELECT", "TEXTAREA"]);

/**
 * @param {{key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean,
 *   target: {tagName?: string, id?: string}}} event
 * @param {boolean} singleKeys whether they are switched on
 * @returns {Command|null}
 */
export function commandOf(event, singleKeys) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "Escape") return "close";
  if (TYPED_IN.has(event.target?.tagName ?? "")) return null;
  if (event.key === "End" && event.target?.id === "captions") return "newest";
  if (!singleKeys) return null;
  if (event.key === "=") return "larger";
  return KEYS.find(({ key }) => key === event.key.toLowerCase())?.command ?? null;
}
