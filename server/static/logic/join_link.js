/** Links into rooms: /r/ROOM#t=TOKEN. The token stays in the fragment, which no server sees. */

const ROOM = /^[a-z0-9-]{3,64}$/;

/** @typedef {{room: string, token: string}} Invitation */

/** @param {string} room @returns {boolean} */
export function isRoom(room) {
  return ROOM.test(room);
}

/** @param {string} path of a page, such as "/r/ROOM" @returns {string} empty: it has none */
export function roomOf(path) {
  return path.split("/").filter(Boolean).at(-1) ?? "";
}

/**
 * @param {string} text a link, or a room's name alone
 * @param {string} origin of this server
 * @returns {Invitation|null} null for what leads nowhere or to another server
 */
export function readInvitation(text, origin) {
  const trimmed = text.trim();
  if (isRoom(trimmed)) return { room: trimmed, token: "" };
  let url;
  try {
    url = new URL(trimmed, origin);
  } catch {
    return null;
  }
  const [, folder, room, ...rest] = url.pathname.split("/");
  if (url.origin !== origin || folder !== "r" || !isRoom(room ?? "")) return null;
  if (rest.some(Boolean)) return null;
  return { room, token: tokenOf(url.hash) };
}

/** @param {string} hash such as "#t=…" @returns {string} */
export function tokenOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("t") ?? "";
}

/** @param {string} origin @param {string} room @param {string} token @returns {string} */
export function invitation(origin, room, token) {
  const hash = token ? `#${new URLSearchParams({ t: token })}` : "";
  return `${origin}/r/${room}${hash}`;
}
