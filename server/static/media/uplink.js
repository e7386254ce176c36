/** The microphone over the socket, where WebRTC does not get through. */

export const RATE_HZ = 16_000;

export class Uplink {
  #source;
  #node;

  /**
   * @param {MediaStream} stream @param {AudioContext} context
   * @param {(pcm: ArrayBuffer) => void} send takes s16le at 16 kHz, 100 ms a piece
   */
  static async start(stream, context, send) {
    await context.audioWorklet.addModule(new URL("./uplink_worklet.js", import.meta.url));
    await context.resume();
    const uplink = new Uplink();
    uplink.#source = context.createMediaStreamSource(stream);
    uplink.#node = new AudioWorkletNode(context, "uplink", {
      numberOfOutputs: 0,
      processorOptions: { rateHz: RATE_HZ },
    });
    uplink.#node.port.addEventListener("message", ({ data }) => send(data));
    uplink.#node.port.start();
    uplink.#source.connect(uplink.#node);
    return uplink;
  }

  stop() {
    this.#source.disconnect();
    this.#node.port.close();
  }
}
