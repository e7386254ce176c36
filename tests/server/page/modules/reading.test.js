import { cellsOf } from "/static/logic/reading.js";
import { same } from "./check.js";

const version = (language, stable) => ({ language, stable, unstable: "", isFinal: true });

function utterance(original, ...translations) {
  return { original, translations: new Map(translations.map((each) => [each.language, each])) };
}

const shown = (cells) => cells.map((each) => [each.language, each.version?.stable ?? null]);
const english = version("en", "Good.");
const portuguese = version("pt", "Bom.");

export function testWithoutALanguageTheOriginalIsRead() {
  same(shown(cellsOf(utterance(english, portuguese), { reads: [], showOriginal: false })), [
    ["en", "Good."],
  ]);
}

export function testLanguagesComeInTheReadersOrder() {
  const reader = { reads: ["pt", "en"], showOriginal: true };
  same(shown(cellsOf(utterance(english, portuguese), reader)), [
    ["pt", "Bom."],
    ["en", "Good."],
  ]);
}

export function testTheOriginalStandsInUntilTheTranslationComes() {
  const reader = { reads: ["pt"], showOriginal: false };
  same(shown(cellsOf(utterance(english), reader)), [
    ["en", "Good."],
    ["pt", null],
  ]);
  same(shown(cellsOf(utterance(english, portuguese), reader)), [["pt", "Bom."]]);
}

export function testTheOriginalIsExtraWhereItsLanguageIsNotRead() {
  const cells = cellsOf(utterance(english, portuguese), { reads: ["pt"], showOriginal: true });
  same(cells.map((each) => each.isExtra), [true, false]);
}

export function testARegionIsNoOtherLanguage() {
  const brazilian = utterance(version("pt-BR", "Bom."));
  same(shown(cellsOf(brazilian, { reads: ["pt"], showOriginal: true })), [["pt-BR", "Bom."]]);
}

export function testATranslationWithoutItsOriginalIsRead() {
  const reader = { reads: ["pt"], showOriginal: true };
  same(shown(cellsOf(utterance(null, portuguese), reader)), [["pt", "Bom."]]);
}
