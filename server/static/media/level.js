/** How loud a stream is, from 0 to 1. */

/** Quieter than this is 0, in decibels below full scale. */
const FLOOR_DB = -60;

export class Level {
  #context;
  #analyser;
  #samples;
  #source;

  /** @param {MediaStream} stream @param {AudioContext} context */
  constructor(stream, context) {
    this.#context = context;
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = context.createMediaStreamSource(stream);
    this.#source.connect(this.#analyser);
  }

  /** @returns {number} */
  read() {
    if (this.#context.state === "suspended") this.#context.resume().catch(() => {});
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / this.#samples.length + 1e-12);
    return Math.max(0, Math.min(1, 1 - decibels / FLOOR_DB));
  }

  close() {
    this.#source.disconnect();
  }
}
