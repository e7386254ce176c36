/** Why the browser gives no camera or microphone. */

/** @typedef {"denied"|"none"|"in_use"|"gone"|"insecure"|"failed"} DeviceProblem */

/** @type {Record<string, DeviceProblem>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  NotReadableError: "in_use",
  AbortError: "in_use",
  OverconstrainedError: "gone",
};

/** @param {any} error of getUserMedia @returns {DeviceProblem} */
export function problemOf(error) {
  return PROBLEMS[error?.name] ?? "failed";
}

/** A page that is not secure gets no device from the browser, whatever the person allows. */
export function devicesArePossible() {
  return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia);
}
