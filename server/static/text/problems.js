/** What is wrong with a camera or a microphone, and what to do, in the reader's words. */

import { t } from "./words.js";

/** @type {Record<import("../media/device_problems.js").DeviceProblem, string>} */
const ENDS = {
  denied: "Denied",
  none: "None",
  in_use: "InUse",
  gone: "Gone",
  insecure: "Insecure",
  failed: "Failed",
};

/**
 * @param {"camera"|"microphone"} device
 * @param {import("../media/device_problems.js").DeviceProblem} problem
 * @returns {string}
 */
export function problemText(device, problem) {
  return t(`${device}${ENDS[problem]}`);
}
