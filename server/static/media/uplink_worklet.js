/** Runs in the audio thread: microphone samples become pieces of 16-bit sound. */

import { Resampler, toPcm16 } from "../logic/resample.js";

class UplinkProcessor extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.resampler = new Resampler(sampleRate, processorOptions.rateHz);
    this.piece = new Float32Array(processorOptions.rateHz / 10);
    this.filled = 0;
  }

  /** @param {Float32Array[][]} inputs @returns {boolean} */
  process([input]) {
    if (!input?.[0]) return true;
    for (const sample of this.resampler.push(input[0])) {
      this.piece[this.filled] = sample;
      this.filled += 1;
      if (this.filled === this.piece.length) {
        const pcm = toPcm16(this.piece);
        this.port.postMessage(pcm, [pcm]);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("uplink", UplinkProcessor);
