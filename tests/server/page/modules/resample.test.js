import { Resampler, toPcm16 } from "/static/logic/resample.js";
import { holds, numbers, same } from "./check.js";

const SECOND = 1;

function tone(hz, rateHz, seconds) {
  return Float32Array.from({ length: rateHz * seconds }, (_, i) =>
    0.5 * Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

function resampled(samples, fromHz, pieces) {
  const resampler = new Resampler(fromHz, 16_000);
  const made = [];
  for (let at = 0; at < samples.length; ) {
    const next = at + pieces();
    made.push(...resampler.push(samples.subarray(at, next)));
    at = next;
  }
  return made;
}

const power = (samples) => samples.reduce((sum, each) => sum + each * each, 0) / samples.length;

export function testATonePassesAtEveryRate() {
  for (const rateHz of [8000, 16_000, 22_050, 44_100, 48_000, 96_000]) {
    const made = resampled(tone(1000, rateHz, SECOND), rateHz, () => 128);
    holds(Math.abs(made.length - 16_000) < 40, `${rateHz} Hz gave ${made.length} samples`);
    const expected = tone(1000, 16_000, SECOND);
    const middle = made.slice(2000, 14_000);
    const errors = middle.map((each, i) => each - expected[i + 2000]);
    holds(power(errors) < 1e-6, `at ${rateHz} Hz the error is ${power(errors)}`);
  }
}

export function testWhatDoesNotFitIsTakenOut() {
  const made = resampled(tone(12_000, 48_000, SECOND), 48_000, () => 128);
  holds(power(made.slice(1000, 15_000)) < 1e-6, "a tone above the new rate's half is not heard");
}

export function testPiecesOfAnyLengthGiveTheSame() {
  const random = numbers(11);
  const samples = Float32Array.from({ length: 10_000 }, () => random.next().value - 0.5);
  const whole = resampled(samples, 44_100, () => 10_000);
  const parts = resampled(samples, 44_100, () => 1 + Math.floor(random.next().value * 300));
  same(parts.length, whole.length);
  holds(parts.every((each, i) => each === whole[i]), "the same samples");
}

export function testSamplesBecomeSixteenBits() {
  const bytes = new DataView(toPcm16(Float32Array.from([0, 1, -1, 2, -2])));
  same([0, 2, 4, 6, 8].map((at) => bytes.getInt16(at, true)), [0, 32767, -32767, 32767, -32767]);
}
