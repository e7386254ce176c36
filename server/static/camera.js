/** The camera's page: the form, then the camera. */

import { CameraLive } from "./camera_live.js";
import { validChoices } from "./logic/camera_choices.js";
import { tokenOf } from "./logic/join_link.js";
import { Kept } from "./logic/kept.js";
import { Api } from "./net/api.js";
import { entitle, prepare, ready, settings } from "./page.js";
import { t } from "./text/words.js";
import { byId, setText } from "./views/dom.js";

const choices = new Kept(() => localStorage, "dragoman.camera", validChoices);
const api = new Api();

/** A link's token, or what was typed as it is. */
function givenToken() {
  const given = byId("invitation").value.trim();
  const at = given.indexOf("#");
  return (at < 0 ? given : tokenOf(given.slice(at))) || tokenOf(location.hash);
}

await prepare();
entitle(t("cameraTitle"));

const live = new CameraLive({ api, choices, keys: () => settings.value.keys });
live.addEventListener("over", ({ detail: { code, words } }) => {
  if (code === "token") byId("invitation-field").hidden = false;
  // It is an alert: written into it, it is told.
  setText(byId("problem"), words);
  byId(code === "token" ? "invitation" : "start").focus();
});
byId("start-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = byId("start");
  if (button.disabled) return;
  button.disabled = true;
  setText(button, t("cameraStarting"));
  setText(byId("problem"), "");
  api.useToken(givenToken());
  await live.start();
  button.disabled = false;
  setText(button, t("cameraStart"));
});
ready();
