import * as settings from "/static/logic/settings.js";
import { same } from "./check.js";

const { DEFAULT_SETTINGS, stepSize, validPerson, validSettings } = settings;

export function testNonsenseBecomesTheDefault() {
  for (const given of [null, 7, "x", [], { size: 9999, theme: "pink", page: "<b>" }]) {
    same(validSettings(given), DEFAULT_SETTINGS);
  }
}

export function testWhatIsValidIsKept() {
  const kept = validSettings({ size: 200, theme: "dark", lines: 3, announce: "off", page: "de" });
  same([kept.size, kept.theme, kept.lines, kept.announce, kept.page], [200, "dark", 3, "off", "de"]);
}

export function testAPersonHasOnlyLanguagesThatTheServerCanRead() {
  const person = validPerson({
    name: `  ${"n".repeat(99)}`,
    speaks: "EN-US",
    reads: ["pt", "pt", 4, "x y", "ast"],
    hears: "<",
    original: "loud",
  });
  same(person.name.length, 60);
  same([person.speaks, person.reads, person.hears, person.original], [
    "auto",
    ["pt", "ast"],
    null,
    "under",
  ]);
}

export function testSizesEndAtTheirEnds() {
  same([stepSize(300, 1), stepSize(75, -1), stepSize(125, 1)], [300, 75, 150]);
}
