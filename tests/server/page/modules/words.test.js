import en from "/static/text/en.js";
import { problemText } from "/static/text/problems.js";
import { PAGE_LANGUAGES, t, useLanguage } from "/static/text/words.js";
import { holds, same } from "./check.js";

const gaps = (text) => (JSON.stringify(text).match(/\{\w+\}/g) ?? []).sort();

async function wordsOf(language) {
  return (await import(`/static/text/${language}.js`)).default;
}

export async function testEveryLanguageHasEveryText() {
  for (const language of PAGE_LANGUAGES) {
    const words = await wordsOf(language);
    same(Object.keys(words).sort(), Object.keys(en).sort(), language);
    for (const [key, text] of Object.entries(en)) {
      same(new Set(gaps(words[key])).size, new Set(gaps(text)).size, `${language} ${key}`);
      holds(JSON.stringify(words[key]).length > 2, `${language} ${key} is empty`);
    }
  }
}

export async function testGapsAreFilledAndCountsChosen() {
  await useLanguage("en");
  same(t("newBelow", { count: 3 }), "3 new");
  same(t("found", { count: 1 }), "1 place found");
  same(t("removeLanguage", { language: "Greek" }), "Remove Greek");
  await useLanguage("de");
  same(t("found", { count: 1 }), "1 Stelle gefunden");
  same(t("found", { count: 2 }), "2 Stellen gefunden");
  await useLanguage("xx");
  same(t("leave"), "Leave");
}

export async function testEveryTextThatThePageAsksForIsThere() {
  for (const page of ["/", "/r/demo", "/camera"]) {
    const text = await (await fetch(page)).text();
    const keys = [...text.matchAll(/data-t(?:-\w+)?="(\w+)"/g)].map((match) => match[1]);
    holds(keys.length > 5, `${page} asks for ${keys.length}`);
    same(keys.filter((key) => !(key in en)), [], page);
  }
}

export async function testEachProblemOfADeviceIsTold() {
  await useLanguage("en");
  const problems = ["denied", "none", "in_use", "gone", "insecure", "failed"];
  for (const device of ["camera", "microphone"]) {
    const lines = problems.map((each) => problemText(device, each));
    holds(lines.every((each) => each.includes(device) && each.endsWith(".")), lines.join());
    same(new Set(lines).size, problems.length, device);
  }
}
