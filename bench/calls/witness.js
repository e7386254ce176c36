/** In the page before its own script: notes when what arrives, and records sound. */
(() => {
  /** Pieces of 10 ms; a page that is held up for longer than this loses sound. */
  const MOST_WAITING = 1000;
  const events = [];
  const recordings = {};

  const note = ({ data }) => {
    if (typeof data !== "string") return;
    const message = JSON.parse(data);
    if (message.type === "event") events.push({ at: Date.now(), event: message.event });
  };

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", note);
    }
  };

  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function open(...given) {
    const channel = createDataChannel.apply(this, given);
    channel.addEventListener("message", note);
    return channel;
  };

  const media = navigator.mediaDevices;
  const getUserMedia = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    const stream = await getUserMedia(wanted);
    record("microphone", stream);
    return stream;
  };

  function record(name, stream) {
    // A copy: what the page does with its own track, such as muting it, is not heard here.
    const track = stream.getAudioTracks()[0].clone();
    const frames = new MediaStreamTrackProcessor({ track, maxBufferSize: MOST_WAITING });
    const recording = { pieces: [], marks: [], end: 0, rate_hz: 0 };
    recordings[name] = recording;
    keep(frames.readable.getReader(), recording);
  }

  async function keep(reader, recording) {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const piece = new Float32Array(value.numberOfFrames);
      value.copyTo(piece, { planeIndex: 0, format: "f32-planar" });
      recording.rate_hz = value.sampleRate;
      recording.end += piece.length;
      recording.pieces.push(piece);
      recording.marks.push([recording.end, Date.now()]);
      value.close();
    }
  }

  async function until(happened) {
    while (!happened()) await new Promise((done) => setTimeout(done, 50));
  }

  function base64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(text);
  }

  window.witness = {
    events,
    /** Records what the room's page plays, from when it plays something. */
    async recordSound() {
      const element = document.querySelector("#sound");
      await until(() => element.srcObject);
      record("sound", element.srcObject);
    },
    /** Waits for an event of a kind. */
    async came(kind) {
      await until(() => events.some(({ event }) => event.type === kind));
    },
    /** 16-bit samples, their rate, and how many frames were there when (ms since 1970). */
    take(name) {
      const { pieces, marks, rate_hz } = recordings[name];
      const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        for (const value of piece) {
          samples[at] = Math.round(Math.max(-1, Math.min(1, value)) * 32767);
          at += 1;
        }
      }
      return { samples: base64(new Uint8Array(samples.buffer)), marks, rate_hz };
    },
  };
})();
