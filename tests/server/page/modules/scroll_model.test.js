import { ScrollModel } from "/static/logic/scroll_model.js";
import { same } from "./check.js";

const view = (top) => ({ top, height: 400, content: 1000 });

export function testItFollowsFromTheBeginning() {
  const model = new ScrollModel();
  model.added();
  same([model.frozen, model.unseen], [false, 0]);
}

export function testReadingBackFreezesAndCounts() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled(view(300));
  model.added();
  model.added();
  same([model.frozen, model.unseen], [true, 2]);
  model.removed();
  same(model.unseen, 1);
}

export function testTheFirstPixelBackFreezes() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled(view(595));
  same(model.frozen, true, "so that a slow scroll is not undone by the next caption");
}

export function testContentThatShrinksDoesNotFreeze() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled({ top: 500, height: 400, content: 900 });
  same(model.frozen, false);
}

export function testTheEndThaws() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled(view(300));
  model.added();
  model.scrolled(view(590));
  same([model.frozen, model.unseen], [false, 0]);
}

export function testContentThatGrowsDoesNotFreeze() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled({ top: 600, height: 400, content: 1300 });
  same(model.frozen, false);
}

export function testReadingOnWhileFrozenStaysFrozen() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled(view(100));
  model.scrolled(view(300));
  same(model.frozen, true);
}

export function testAPauseHoldsAtTheEndToo() {
  const model = new ScrollModel();
  model.pause();
  model.added();
  model.scrolled(view(600));
  same([model.frozen, model.unseen], [true, 1]);
  model.resume();
  same([model.frozen, model.unseen], [false, 0]);
}

export function testAPauseEndsWhereTheReaderIs() {
  const model = new ScrollModel();
  model.moved(600);
  model.scrolled(view(200));
  model.pause();
  model.added();
  model.resume();
  same([model.frozen, model.unseen], [true, 1]);
  model.catchUp();
  same([model.frozen, model.unseen], [false, 0]);
}
