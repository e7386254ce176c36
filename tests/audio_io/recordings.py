"""Recordings in many formats, made by PyAV."""

import io
from fractions import Fraction
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


def bomb(codec: str, duration_s: float) -> bytes:
    """A few kilobytes of Ogg Opus or FLAC that decode to hours: one packet, again and again.

    A FLAC made so does not say how long it is.
    """
    rate_hz, container = (48_000, "ogg") if codec == "libopus" else (16_000, "flac")
    sample_format = "flt" if codec == "libopus" else "s16"
    content = io.BytesIO()
    with av.open(content, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz, layout="mono", format=sample_format)
        silence = np.zeros((1, rate_hz), np.float32 if codec == "libopus" else np.int16)
        frame = av.AudioFrame.from_ndarray(silence, format=sample_format, layout="mono")
        frame.sample_rate = rate_hz
        shape = av.AudioResampler(
            format=sample_format, layout="mono", rate=rate_hz, frame_size=stream.frame_size or 4096
        )
        packets = [packet for piece in shape.resample(frame) for packet in stream.encode(piece)]
        last = packets[-1]
        time_s = 0.0
        while time_s < duration_s:
            packet = av.Packet(bytes(last))
            packet.stream, packet.time_base = stream, Fraction(1, rate_hz)
            packet.pts = packet.dts = round(time_s * rate_hz)
            packet.duration = last.duration
            time_s += last.duration / rate_hz
            output.mux(packet)
    return content.getvalue()
