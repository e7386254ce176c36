import { validChoices, wishesOf, DEFAULT_CHOICES } from "/static/logic/camera_choices.js";
import { HELD_MS, Hold } from "/static/logic/hold.js";
import { NarrationLog } from "/static/logic/narration_log.js";
import { holds, same } from "./check.js";

const scene = (number, text, state = "started", more = {}) => ({
  type: "scene",
  number,
  text,
  state,
  language: "en",
  priority: "new",
  reason: "entered",
  ...more,
});

export function testWhatWasStoredIsLookedThrough() {
  same(validChoices(null), DEFAULT_CHOICES);
  const bad = { voice: "both", language: "<b>", directions: 1, verbosity: 9, facing: "up", device: 3 };
  same(validChoices(bad), DEFAULT_CHOICES);
  const good = { ...DEFAULT_CHOICES, voice: "own", language: "pt", verbosity: 3, device: "abc" };
  same(validChoices(good), good);
}

export function testTheServerIsAskedForWhatWasChosen() {
  const choices = { ...DEFAULT_CHOICES, voice: "own", directions: "sides" };
  const state = { mirrored: true, hidden: false, noticed: true };
  same(wishesOf(choices, "de", state), {
    language: "de",
    directions: "sides",
    verbosity: 2,
    aloud: true,
    ...state,
  });
  same(wishesOf({ ...choices, language: "fr" }, "de", state).language, "fr");
}

export function testAButtonIsHeldWhileOneSpeaks() {
  const hold = new Hold();
  same([hold.down(0), hold.isOn, hold.up(HELD_MS), hold.isOn], ["start", true, "stop", false]);
  same(hold.click(), null, "the click that follows");
  same(hold.down(5000), "start");
}

export function testAShortPressStaysDownUntilTheNext() {
  const hold = new Hold();
  same([hold.down(0), hold.up(100), hold.click(), hold.isOn], ["start", null, null, true]);
  same([hold.down(3000), hold.up(3050), hold.click(), hold.isOn], [null, "stop", null, false]);
}

export function testAScreenReaderOnlyClicks() {
  const hold = new Hold();
  same([hold.click(), hold.isOn], ["start", true]);
  same([hold.click(), hold.isOn], ["stop", false]);
}

export function testWhatIsCutShortIsOver() {
  const hold = new Hold();
  hold.down(0);
  same([hold.cancel(), hold.cancel(), hold.up(900), hold.isOn], ["stop", null, null, false]);
  same(hold.down(1000), "start");
}

export function testEachUtteranceIsShownOnce() {
  const log = new NarrationLog();
  same(log.take(scene(1, "A chair."))?.text, "A chair.");
  same(log.take(scene(1, "A chair.", "finished")), null);
  log.take(scene(2, "A person."));
  same(log.take(scene(2, "A person.", "cut")), null);
  same(log.entries.map(({ text, cut }) => [text, cut]), [["A chair.", false], ["A person.", true]]);
}

export function testANewNarrationCountsFromOneAgain() {
  const log = new NarrationLog();
  log.take(scene(1, "One."));
  log.take(scene(2, "Two."));
  log.begin();
  log.take(scene(1, "Three."));
  log.take(scene(1, "Three.", "cut"));
  same(log.entries.map(({ number, cut }) => [number, cut]), [[1, false], [2, false], [3, true]]);
}

export function testTheNoticeIsKnownOnceItWasHeard() {
  const log = new NarrationLog();
  log.take(scene(1, "No aid.", "started", { reason: "notice" }));
  same(log.isNoticed, false);
  log.take(scene(1, "No aid.", "cut", { reason: "notice" }));
  same(log.isNoticed, false, "cut off");
  log.take(scene(2, "No aid.", "finished", { reason: "notice" }));
  same(log.isNoticed, true);
}

export function testTheLogIsBoundedAndForgets() {
  const log = new NarrationLog();
  for (let i = 1; i <= 200; i += 1) log.take(scene(i, `Number ${i}.`));
  same(log.entries.length, 50);
  same(log.entries.at(-1).text, "Number 200.");
  log.clear();
  same(log.entries, []);
  for (const odd of [null, {}, { type: "scene" }, { type: "stats" }]) same(log.take(odd), null);
  holds(log.entries.length === 0, "what is no scene");
}
