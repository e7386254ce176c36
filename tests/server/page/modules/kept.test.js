import { chosen, Kept } from "/static/logic/kept.js";
import { DEFAULT_SETTINGS, validSettings } from "/static/logic/settings.js";
import { same } from "./check.js";

export function testOnlyWhatCanBeChosenIsTaken() {
  const defaults = Object.freeze({ colour: "red", size: 2, name: "" });
  const choices = { colour: ["red", "blue"], size: [1, 2] };
  same(chosen({ colour: "blue", size: "1", name: "x", more: 1 }, defaults, choices), {
    colour: "blue",
    size: 2,
    name: "",
  });
  for (const given of [null, undefined, 7, "x", []]) same(chosen(given, defaults, choices), defaults);
}

export function testItIsReadAgain() {
  const stored = new Map();
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
  };
  const kept = new Kept(() => storage, "s", validSettings);
  same(kept.isKept, false);
  kept.update({ size: 300 });
  const again = new Kept(() => storage, "s", validSettings);
  same([again.isKept, again.value.size], [true, 300]);
}

export function testABrowserThatKeepsNothingStillWorks() {
  const kept = new Kept(
    () => {
      throw new DOMException("denied", "SecurityError");
    },
    "s",
    validSettings,
  );
  same(kept.value, DEFAULT_SETTINGS);
  same(kept.update({ size: 150 }).size, 150);
  same(kept.value.size, 150);
}

export function testBrokenTextIsForgotten() {
  const storage = { getItem: () => "{", setItem: () => {} };
  same(new Kept(() => storage, "s", validSettings).value, DEFAULT_SETTINGS);
}
