/** The page of a room: first the form, then the room, then what is left of it. */

import { Call } from "./call.js";
import { Live } from "./live.js";
import { CaptionStore } from "./logic/caption_store.js";
import { isRoom, roomOf, tokenOf } from "./logic/join_link.js";
import { Kept } from "./logic/kept.js";
import { validPerson } from "./logic/settings.js";
import { Microphone } from "./media/microphone.js";
import { Api } from "./net/api.js";
import { entitle, prepare, ready, settings } from "./page.js";
import { t } from "./text/words.js";
import { byId } from "./views/dom.js";
import { JoinView } from "./views/join_view.js";
import { OverView, endingText } from "./views/over_view.js";

const DAY_S = 86_400;
const room = roomOf(location.pathname);
const person = new Kept(() => localStorage, "dragoman.person", validPerson);
/** Who we are in this room, so that a page that is loaded again is nobody new. */
const place = new Kept(() => sessionStorage, `dragoman.place.${room}`, (given) => ({
  person: typeof given?.person === "string" ? given.person : "",
  key: typeof given?.key === "string" ? given.key : "",
}));
const api = new Api();
const microphone = new Microphone();
let context = null;
/** Sound is worked with only after a touch; browsers insist on that. */
const audio = () => (context ??= new AudioContext());
let join = null;

/** With the room's password instead of an invitation. */
async function tokenFor(password) {
  const token = tokenOf(location.hash);
  if (token || !password) return token;
  return api.token(room, { role: "speaker", ttl_s: DAY_S, secret: password });
}

async function enter(password) {
  let token;
  try {
    token = await tokenFor(password);
  } catch (error) {
    const isWrong = error.status === 401 || error.status === 403;
    if (isWrong) join.askForPassword(t("passwordWrong"));
    else if (error.status === 404) join.problem(t("overGone"));
    else join.problem(error.status ? error.message : t("serverUnreachable"));
    return;
  }
  api.useToken(token);
  const call = new Call({
    room,
    token,
    person: person.value,
    microphone,
    audio,
    element: byId("sound"),
    self: place.value.key ? { ...place.value } : null,
  });
  const waiting = new AbortController();
  const { signal } = waiting;
  call.addEventListener("state", ({ detail }) => notYetIn(detail, token), { signal });
  call.addEventListener(
    "welcome",
    () => {
      waiting.abort();
      join.hide();
      const live = new Live({ call, api, settings, person, audio });
      live.addEventListener("over", () => place.update({ person: "", key: "" }));
      live.open();
    },
    { signal },
  );
  call.addEventListener("welcome", ({ detail }) => {
    place.update({ person: detail.person, key: detail.key });
  });
  call.join();
}

/** Says in the form why one is not in the room; what is temporary goes on by itself. */
function notYetIn({ state, ending, retryMs }, token) {
  if (state === "busy") {
    join.wait(t("serverBusy", { seconds: Math.ceil(retryMs / 1000) }));
  } else if (state === "reconnecting") {
    join.wait(t("serverAway"));
  } else if (state === "over") {
    place.update({ person: "", key: "" });
    if (ending === "token" && !token) join.askForPassword(t("passwordNeeded"));
    else join.problem(endingText(ending));
  }
}

/** Whoever comes for the first time probably speaks and reads what their browser does. */
function guess() {
  const [language] = navigator.language.toLowerCase().split("-");
  if (!person.isKept) person.update({ speaks: language, reads: [language] });
}

guess();
await prepare();
if (isRoom(room)) {
  entitle(room);
  join = new JoinView({
    room,
    isInvited: Boolean(tokenOf(location.hash)),
    kept: person,
    microphone,
    audio,
    join: enter,
  });
  join.show(Microphone.isPossible);
} else {
  new OverView(new CaptionStore(), () => ({ reads: [], showOriginal: true }), room).show("gone");
}
ready();
