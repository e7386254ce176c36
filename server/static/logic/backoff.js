/** How long to wait before the next attempt to connect. */

const FIRST_MS = 300;
const LONGEST_MS = 4000;

/**
 * Doubles with each attempt; the random part keeps a full room from returning all at once.
 * @param {number} attempt counts from 0
 * @param {number} random from 0 to 1
 * @returns {number} milliseconds
 */
export function delayMs(attempt, random) {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(whole * (0.75 + 0.5 * random));
}
