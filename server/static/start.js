/** The start page: make a room, or go into one. */

import { invitation, isRoom, readInvitation } from "./logic/join_link.js";
import { Api } from "./net/api.js";
import { prepare, ready } from "./page.js";
import { t } from "./text/words.js";
import { byId, setText } from "./views/dom.js";

const api = new Api();

/** A name as it can stand in a link. @param {string} name @returns {string} */
function linkName(name) {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
}

function explain(error) {
  if (error.status === 401 || error.status === 403) {
    const asked = !byId("admin").hidden;
    byId("admin").hidden = false;
    byId("admin-token").focus();
    return asked ? t("serverRefused", { message: error.message }) : t("adminTokenHelp");
  }
  if (error.status === 409) return t("roomExists");
  if (error.status === 0) return t("serverUnreachable");
  if (error.status === 503 || error.status === 429) return t("serverBusyStart");
  return t("serverRefused", { message: error.message });
}

async function makeRoom(event) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  if (button.disabled) return;
  const name = linkName(byId("room-name").value);
  const secret = byId("room-password").value;
  const wishes = { ...(isRoom(name) ? { room: name } : {}), ...(secret ? { secret } : {}) };
  api.useToken(byId("admin-token").value.trim());
  button.disabled = true;
  setText(byId("problem"), "");
  try {
    const made = await api.makeRoom(wishes);
    location.assign(invitation(location.origin, made.room, made.host_token));
  } catch (error) {
    button.disabled = false;
    setText(byId("problem"), explain(error));
  }
}

function join(event) {
  event.preventDefault();
  const link = byId("link");
  const invited = readInvitation(link.value, location.origin);
  link.setAttribute("aria-invalid", String(!invited));
  if (invited) {
    location.assign(invitation(location.origin, invited.room, invited.token));
    return;
  }
  setText(byId("link-problem"), t("badLink", { example: `${location.origin}/r/abc-def` }));
  link.focus();
}

await prepare();
document.title = t("appName");
byId("make").addEventListener("submit", makeRoom);
byId("join").addEventListener("submit", join);
ready();
