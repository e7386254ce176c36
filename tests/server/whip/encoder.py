"""A WHIP encoder that others made: FFmpeg's, in PyAV. A program of its own, because PyAV holds
Python's lock while it waits for the server's answer.

    python -m tests.server.whip.encoder URL SAMPLES.npy CERTIFICATE KEY [--token T] [--pictures]

Sends float32[n] at 16 kHz as fast as it is spoken, then ends the session.
"""

import argparse
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.resample import resample

MIX_HZ = 48_000
FRAME = 960
PICTURES_PER_S = 10
_FRAMES_A_PICTURE = MIX_HZ // FRAME // PICTURES_PER_S


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("url", "samples", "certificate", "key"):
        parser.add_argument(name)
    parser.add_argument("--token", default="")
    parser.add_argument("--pictures", action="store_true")
    told = parser.parse_args()
    # The certificate that FFmpeg makes by itself is refused by others in the DTLS handshake.
    options = {"cert_file": told.certificate, "key_file": told.key}
    if told.token:
        options["authorization"] = told.token
    samples = np.load(Path(told.samples))
    try:
        broadcast(told.url, samples, options, pictures=told.pictures)
    except av.FFmpegError as error:
        sys.exit(str(error))


def broadcast(url: str, samples: Samples, options: dict[str, str], *, pictures: bool) -> None:
    sound = resample(samples, SAMPLE_RATE_HZ, MIX_HZ)
    with av.open(url, "w", format="whip", options=options) as container:
        audio = container.add_stream("libopus", rate=MIX_HZ, layout="stereo")
        video = add_video(container) if pictures else None
        container.start_encoding()
        began_s = time.monotonic()
        for number in range(len(sound) // FRAME):
            start = number * FRAME
            container.mux(audio.encode(sound_frame(sound[start : start + FRAME], start)))
            if video is not None and number % _FRAMES_A_PICTURE == 0:
                container.mux(video.encode(picture(number)))
            due_s = began_s + (start + FRAME) / MIX_HZ
            time.sleep(max(0.0, due_s - time.monotonic()))
        container.mux(audio.encode(None))


def add_video(container: Any) -> Any:
    options = {"profile": "baseline", "tune": "zerolatency", "preset": "ultrafast"}
    video = container.add_stream("libx264", rate=PICTURES_PER_S, options=options)
    video.width, video.height, video.pix_fmt, video.max_b_frames = 160, 120, "yuv420p", 0
    return video


def sound_frame(piece: Samples, pts: int) -> av.AudioFrame:
    both = np.repeat(np.round(np.clip(piece, -1, 1) * 32767).astype(np.int16), 2)
    frame = av.AudioFrame.from_ndarray(both[None, :], format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = MIX_HZ, pts, Fraction(1, MIX_HZ)
    return frame


def picture(number: int) -> av.VideoFrame:
    shades = np.full((120, 160, 3), number % 256, np.uint8)
    return av.VideoFrame.from_ndarray(shades, format="rgb24")


if __name__ == "__main__":
    main()
