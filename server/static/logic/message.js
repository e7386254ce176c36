/** Messages of the server, as they come over a socket or a data channel. */

/** @param {any} data @returns {any} the message; null for what is none */
export function messageOf(data) {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data);
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
