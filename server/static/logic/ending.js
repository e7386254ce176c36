/** What it means that the server said an error or closed the connection. */

/**
 * @typedef {"again"|"busy"|"full"|"locked"|"ended"|"removed"|"elsewhere"|"token"|"gone"|"language"|"refused"|"broken"} Ending
 * "again" and "busy" are tried again without asking.
 */

/** @type {Record<string, Ending>} */
const BY_ERROR = {
  bad_token: "token",
  origin: "refused",
  room_full: "full",
  locked: "locked",
  busy: "busy",
  ended: "ended",
  no_room: "gone",
  not_allowed: "removed",
  rate: "busy",
  unknown_language: "language",
  bad_message: "broken",
  slow: "again",
};
/** @type {Record<number, Ending>} */
const BY_CLOSE = {
  4000: "ended",
  4008: "again",
  4400: "broken",
  4401: "token",
  4403: "refused",
  4404: "gone",
  4408: "again",
  4409: "locked",
  4429: "busy",
  4503: "busy",
};
/** @type {Record<string, Ending>} */
const BY_FAREWELL = { ended: "ended", removed: "removed", elsewhere: "elsewhere" };
/** @type {ReadonlySet<Ending>} */
const TEMPORARY = new Set(["again", "busy"]);

/**
 * @param {number} closeCode of the socket
 * @param {string} [errorCode] of the last fatal error before it
 * @param {string} [farewell] the code of an "ended" message
 * @returns {Ending}
 */
export function endingOf(closeCode, errorCode = "", farewell = "") {
  if (farewell) return BY_FAREWELL[farewell] ?? "ended";
  return BY_ERROR[errorCode] ?? BY_CLOSE[closeCode] ?? "again";
}

/** @param {Ending} ending @returns {boolean} */
export function isTemporary(ending) {
  return TEMPORARY.has(ending);
}
