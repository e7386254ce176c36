import { Announcements } from "/static/logic/announcements.js";
import { same } from "./check.js";

function change(language, text, isOriginal, key = "a/s/1") {
  return { utterance: { key, name: "Ana" }, final: text && { language, text, isOriginal } };
}

const english = change("en", "Good.", true);
const portuguese = change("pt", "Bom.", false);

export function testWithoutALanguageTheOriginalIsTold() {
  const told = new Announcements().heard(english, [], 0);
  same(told, { name: "Ana", text: "Good.", language: "en" });
}

export function testOnlyTheFirstLanguageIsToldAndOnce() {
  const announcements = new Announcements();
  same(announcements.heard(english, ["pt", "en"], 0), null);
  same(announcements.heard(portuguese, ["pt", "en"], 100).text, "Bom.");
  same(announcements.heard(portuguese, ["pt", "en"], 200), null);
  same(announcements.due(99_999), []);
}

export function testAnOriginalWhoseTranslationNeverComesIsTold() {
  const announcements = new Announcements();
  announcements.heard(english, ["pt"], 1000);
  same(announcements.due(6999), []);
  same(announcements.due(7000).map((each) => each.text), ["Good."]);
  same(announcements.heard(portuguese, ["pt"], 7100), null, "the translation after it");
}

export function testDraftsAreNeverTold() {
  same(new Announcements().heard(change("en", null, true), ["en"], 0), null);
}
