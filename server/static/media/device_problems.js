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

export class DeviceError extends Error {
  /** @param {DeviceProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** @param {any} error of getUserMedia @returns {DeviceProblem} */
export function problemOf(error) {
  return PROBLEMS[error?.name] ?? "failed";
}
