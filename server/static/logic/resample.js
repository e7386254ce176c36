/** A stream of samples at one rate becomes one at another, in pieces of any length. */

const ZERO_CROSSINGS = 12;
/** The passband ends a little below half the lower rate. */
const ROLL_OFF = 0.92;

export class Resampler {
  /** @param {number} fromHz @param {number} toHz both whole numbers */
  constructor(fromHz, toHz) {
    const divisor = gcd(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const cutoff = Math.min(1, toHz / fromHz) * ROLL_OFF;
    this.#reach = Math.ceil(ZERO_CROSSINGS / cutoff);
    this.#phases = Array.from({ length: this.#up }, (_, phase) =>
      kernel(phase / this.#up, this.#reach, cutoff),
    );
    this.#held = new Float32Array(this.#reach);
    this.#at = this.#reach * this.#up;
  }

  #up;
  #down;
  #reach;
  #phases;
  /** Samples that later ones still need, as many before `#at` as the filter reaches. */
  #held;
  /** Where the next sample stands in `#held`, in steps of 1/#up. */
  #at;

  /** @param {Float32Array} samples @returns {Float32Array} */
  push(samples) {
    const input = new Float32Array(this.#held.length + samples.length);
    input.set(this.#held);
    input.set(samples, this.#held.length);
    const made = [];
    for (; ; this.#at += this.#down) {
      const base = Math.floor(this.#at / this.#up);
      if (base + this.#reach >= input.length) break;
      const taps = this.#phases[this.#at % this.#up];
      let sum = 0;
      const first = base - this.#reach + 1;
      for (let i = 0; i < taps.length; i += 1) sum += taps[i] * input[first + i];
      made.push(sum);
    }
    const used = Math.max(0, Math.floor(this.#at / this.#up) - this.#reach);
    this.#held = input.slice(used);
    this.#at -= used * this.#up;
    return Float32Array.from(made);
  }
}

/** @param {Float32Array} samples from -1 to 1 @returns {ArrayBuffer} signed 16 bit, little endian */
export function toPcm16(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, i) => {
    const limited = Math.max(-1, Math.min(1, sample));
    view.setInt16(i * 2, Math.round(limited * 32767), true);
  });
  return view.buffer;
}

/** Windowed sinc for a sample `offset` (0 to 1) behind the input sample at the middle. */
function kernel(offset, reach, cutoff) {
  const taps = new Float64Array(reach * 2);
  let sum = 0;
  for (let i = 0; i < taps.length; i += 1) {
    const x = i - reach + 1 - offset;
    const angle = Math.PI * x * cutoff;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach);
    taps[i] = Math.abs(x) >= reach ? 0 : (angle === 0 ? 1 : Math.sin(angle) / angle) * window;
    sum += taps[i];
  }
  return taps.map((tap) => tap / sum);
}

function gcd(a, b) {
  return b === 0 ? a : gcd(b, a % b);
}
