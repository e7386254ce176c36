/** What the tests of the page's modules say. */

/** @param {any} actual @param {any} expected @param {string} [what] */
export function same(actual, expected, what = "") {
  const [left, right] = [actual, expected].map((each) => JSON.stringify(each));
  if (left !== right) throw new Error(`${what} is ${left}, not ${right}`.trim());
}

/** @param {boolean} truth @param {string} what */
export function holds(truth, what) {
  if (!truth) throw new Error(what);
}

/** Numbers that look random and are the same each time. @param {number} seed */
export function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}
