/** Where the server's sockets are: beside the page, and as secure as it is. */

/** @param {string} path @returns {URL} ws: or wss:, without what stands behind # */
export function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
