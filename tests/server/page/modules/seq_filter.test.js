import { SeqFilter } from "/static/logic/seq_filter.js";
import { holds, numbers, same } from "./check.js";

export function testEachNumberIsNewOnce() {
  const filter = new SeqFilter();
  same([3, 1, 3, 2, 1].map((seq) => filter.isNew(seq)), [true, true, false, true, false]);
  same(filter.newest, 3);
}

export function testWhatIsNoNumberIsNotTaken() {
  const filter = new SeqFilter();
  same([undefined, null, "4", 1.5].map((seq) => filter.isNew(seq)), [false, false, false, false]);
}

export function testAfterABreakNothingIsLostAndNothingDoubled() {
  const random = numbers(3);
  for (let round = 0; round < 50; round += 1) {
    const filter = new SeqFilter();
    const got = [];
    const take = (seq) => filter.isNew(seq) && got.push(seq);
    let at = 0;
    for (let part = 0; part < 5; part += 1) {
      // Before the connection breaks, the newest few overtake one another, and some are lost.
      const length = 40 + Math.floor(random.next().value * 60);
      for (let seq = at + 1; seq <= at + length; seq += 1) {
        if (seq < at + length - 20 || random.next().value > 0.3) take(seq);
      }
      at += length;
      for (let seq = filter.resumeFrom() + 1; seq <= at; seq += 1) take(seq);
    }
    same(new Set(got).size, got.length, "numbers");
    same(got.length, at, "how many came");
  }
}

export function testALongCallIsNotRememberedForEver() {
  const filter = new SeqFilter();
  for (let seq = 1; seq <= 50_000; seq += 1) filter.isNew(seq);
  holds(!filter.isNew(49_000), "what is not far back is known");
  same(filter.newest, 50_000);
}

export function testARoomThatCountsAnewIsHeardAnew() {
  const filter = new SeqFilter();
  filter.isNew(500);
  filter.reset();
  same([filter.resumeFrom(), filter.isNew(1), filter.isNew(500)], [0, true, true]);
}
