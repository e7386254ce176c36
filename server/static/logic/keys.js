/** Single keys do what is often done. They can be switched off, and never act while one types. */

/**
 * @typedef {object} Key
 * @property {string} key as it is pressed alone
 * @property {string} command
 * @property {string} words key of the text that explains it
 *
 * @typedef {object} Press What the browser tells of a key, as far as it matters here.
 * @property {string} key
 * @property {boolean} altKey
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {{tagName?: string, id?: string}} target
 */

const TYPED_IN = new Set(["INPUT", "SELECT", "TEXTAREA"]);

/** It is the browser's or the system's. @param {Press} press @returns {boolean} */
export function isChord({ altKey, ctrlKey, metaKey }) {
  return Boolean(altKey || ctrlKey || metaKey);
}

/** @param {Press} press @returns {boolean} */
export function isTyping({ target }) {
  return TYPED_IN.has(target?.tagName ?? "");
}

/** @param {readonly Key[]} keys @param {Press} press @returns {string|null} */
export function commandAmong(keys, press) {
  const pressed = press.key.toLowerCase();
  return keys.find(({ key }) => key === pressed)?.command ?? null;
}
