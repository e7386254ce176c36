/** Captions over a picture: /captions/ROOM?lang=pt&size=42&lines=2&position=top, for OBS and others. */

import { CaptionStore, textOf } from "./logic/caption_store.js";
import { delayMs } from "./logic/backoff.js";
import { writtenIn } from "./logic/languages.js";
import { cellsOf } from "./logic/reading.js";
import { SeqFilter } from "./logic/seq_filter.js";
import { roomOf, tokenOf } from "./logic/join_link.js";
import { socketUrl } from "./net/socket_url.js";

/** Captions go away this long after the last change. */
const HANG_MS = 4000;
const query = new URLSearchParams(location.search);
const room = roomOf(location.pathname);
const language = query.get("lang") ?? query.get("language") ?? "";
const token = query.get("token") ?? tokenOf(location.hash);
const showNames = query.get("names") !== "no";
const paragraph = document.createElement("p");
const strip = document.createElement("span");
let store = new CaptionStore();
const filter = new SeqFilter();
let attempt = 0;
let hide = 0;

function number(name, otherwise, least, most) {
  const given = Number.parseInt(query.get(name) ?? "", 10);
  return Number.isNaN(given) ? otherwise : Math.max(least, Math.min(most, given));
}

/** The newest utterance that has words in the language that is wanted. */
function show() {
  const reader = { reads: language ? [language] : [], showOriginal: !language };
  const utterance = store.utterances.at(-1);
  const cell = utterance && cellsOf(utterance, reader).at(-1);
  if (!cell?.version || (language && cell.isOriginal && cell.language !== language)) return;
  const text = textOf(cell.version);
  Object.assign(strip, writtenIn(cell.language));
  strip.textContent = showNames && utterance.name ? `${utterance.name}: ${text}` : text;
  paragraph.hidden = !text;
  // Of a long text, the last lines are seen.
  paragraph.scrollTop = paragraph.scrollHeight;
  clearTimeout(hide);
  hide = setTimeout(() => {
    paragraph.hidden = true;
  }, HANG_MS);
}

function take(text) {
  const message = JSON.parse(text);
  const event = message.event ?? message;
  if (!filter.isNew(event.seq) || !store.apply(event)) return;
  // An overlay runs for days; what is far back is never shown again.
  if (store.utterances.length > 200) store = recent(store);
  show();
}

function recent(old) {
  const kept = new CaptionStore();
  for (const utterance of old.utterances.slice(-50)) kept.adopt(utterance);
  return kept;
}

function connect() {
  const url = socketUrl(`/v1/rooms/${room}/captions`);
  if (token) url.searchParams.set("token", token);
  if (language) url.searchParams.set("language", language);
  if (filter.newest) url.searchParams.set("since", filter.resumeFrom());
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => {
    attempt = 0;
  });
  socket.addEventListener("message", ({ data }) => take(data));
  socket.addEventListener("close", () => {
    setTimeout(connect, delayMs(attempt, Math.random()));
    attempt += 1;
  });
}

document.documentElement.style.setProperty("--overlay-size", `${number("size", 42, 12, 200)}px`);
document.documentElement.style.setProperty("--overlay-lines", number("lines", 2, 1, 10));
document.querySelector("main").dataset.position = query.get("position") ?? "bottom";
paragraph.append(strip);
paragraph.hidden = true;
document.getElementById("lines").append(paragraph);
connect();
