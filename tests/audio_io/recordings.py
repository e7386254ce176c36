"""Recordings in many formats, made by PyAV."""

from pathlib import Path

import av
import numpy as np

from audio_io.chunk import Samples


def encode(path: Path, codec: str, samples: Samples, rate_hz: int, *, channels: int = 1) -> str:
    """Write float32[n] to every channel in the format that the path's suffix names."""
    layout = "mono" if channels == 1 else "stereo"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        row = np.repeat(samples, channels)[np.newaxis, :]
        frame = av.AudioFrame.from_ndarray(row, format="flt", layout=layout)
        frame.sample_rate = rate_hz
        to_encoder = av.AudioResampler(
            format=stream.format.name, layout=layout, rate=rate_hz, frame_size=stream.frame_size
        )
        for piece in [*to_encoder.resample(frame), *to_encoder.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return str(path)


def encode_video(path: Path) -> str:
    """A second of black pictures without a sound track."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(10):
            picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), dtype=np.uint8))
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return str(path)
