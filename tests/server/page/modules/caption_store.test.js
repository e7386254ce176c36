import { CaptionStore, textOf } from "/static/logic/caption_store.js";
import { holds, numbers, same } from "./check.js";

let seq = 0;

function said(type, fields) {
  seq += 1;
  return { seq, type, speaker: "ana", name: "Ana", session: "s", segment: 1, ...fields };
}

const text = (store) => store.utterances.map((each) => each.original && textOf(each.original));

export function testPartialsOfASegmentAreOneUtterance() {
  const store = new CaptionStore();
  same(store.apply(said("transcript.partial", { stable: "", unstable: "Good" })).kind, "added");
  const fields = { revision: 2, stable: "Good ", unstable: "mor" };
  same(store.apply(said("transcript.partial", fields)).kind, "changed");
  same(text(store), ["Good mor"]);
}

export function testAFinalNeverChanges() {
  const store = new CaptionStore();
  const { final } = store.apply(said("transcript.final", { language: "en", stable: "Good." }));
  same(final, { language: "en", text: "Good.", isOriginal: true });
  same(store.apply(said("transcript.partial", { revision: 9, stable: "Bad" })), null);
  same(store.apply(said("transcript.final", { stable: "Bad." })), null);
  same(text(store), ["Good."]);
}

export function testAnOlderDraftThatComesLateIsLeftOut() {
  const store = new CaptionStore();
  store.apply(said("transcript.partial", { revision: 3, stable: "Good morning" }));
  same(store.apply(said("transcript.partial", { revision: 2, stable: "Good" })), null);
  same(text(store), ["Good morning"]);
}

export function testWhatTurnsOutToBeNothingGoesAway() {
  const store = new CaptionStore();
  store.apply(said("transcript.partial", { unstable: "Hm" }));
  const change = store.apply(said("transcript.final", { stable: "" }));
  same([change.kind, change.final], ["removed", null]);
  same(store.utterances.length, 0);
  same(store.apply(said("transcript.final", { segment: 2, stable: "" })), null);
}

export function testTranslationsStandBesideTheOriginal() {
  const store = new CaptionStore();
  store.apply(said("transcript.final", { language: "en", stable: "Good." }));
  const change = store.apply(said("translation.final", { target: "pt", stable: "Bom." }));
  same(change.final, { language: "pt", text: "Bom.", isOriginal: false });
  same(textOf(store.utterances[0].translations.get("pt")), "Bom.");
  same(store.utterances.length, 1);
}

export function testWhoeverComesBackFindsWhatTheyMissedInItsPlace() {
  const store = new CaptionStore();
  store.apply({ ...said("transcript.final", { segment: 1, stable: "One." }), seq: 10 });
  store.apply({ ...said("transcript.final", { segment: 3, stable: "Three." }), seq: 30 });
  const late = { ...said("transcript.final", { segment: 2, stable: "Two." }), seq: 20 };
  same(store.apply(late).index, 1);
  same(text(store), ["One.", "Two.", "Three."]);
}

export function testALossIsToldInItsPlace() {
  const store = new CaptionStore();
  const { utterance } = store.apply(said("gap", { start_s: 2, end_s: 5.5, reason: "load" }));
  same([utterance.kind, utterance.lostS], ["gap", 3.5]);
}

export function testSearchFindsWordsInAnyLanguageAndNames() {
  const store = new CaptionStore();
  store.apply(said("transcript.final", { language: "en", stable: "The next point" }));
  store.apply(said("translation.final", { target: "pt", stable: "O próximo ponto" }));
  store.apply(said("transcript.final", { segment: 2, stable: "Thanks", name: "Zoë" }));
  const found = (words) => store.search(words).map((each) => each.key);
  same(found("proximo PONTO"), ["ana/s/1"]);
  same(found("zoe"), ["ana/s/2"]);
  same(found("point thanks"), []);
}

export function testAnyOrderOfDraftsLeavesTheFinalText() {
  const random = numbers(7);
  for (let round = 0; round < 200; round += 1) {
    const store = new CaptionStore();
    const drafts = Array.from({ length: 6 }, (_, i) => ({ revision: i, stable: `v${i}` }));
    const events = drafts.map((each) => said("transcript.partial", each));
    events.push(said("transcript.final", { revision: 6, stable: "done" }));
    events.sort(() => random.next().value - 0.5);
    const finals = events.map((each) => store.apply(each)?.final).filter(Boolean);
    same(text(store), ["done"]);
    holds(finals.length === 1, "the final is told once");
  }
}
