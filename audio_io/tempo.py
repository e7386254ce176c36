"""Faster and slower sound at the same pitch, by FFmpeg's filter `atempo`."""

from typing import TYPE_CHECKING

import numpy as np

from audio_io.chunk import Samples

if TYPE_CHECKING:
    from av.filter import Graph

__all__ = ["Tempo"]

_LEAST, _MOST = 0.5, 100.0
"""What one filter can do; slower needs several."""


class Tempo:
    """Mono float32 in, the same at another speed out; pieces may have any length."""

    def __init__(self, rate: float, sample_rate_hz: int) -> None:
        """`rate` 2.0 is twice as fast. Raises ValueError outside 0.1 to 10."""
        if not 0.1 <= rate <= 10.0:
            raise ValueError(f"a rate of {rate} is out of range")
        self._sample_rate_hz = sample_rate_hz
        self._taken = 0
        self._graph = None if rate == 1.0 else _graph(rate, sample_rate_hz)

    def push(self, samples: Samples) -> Samples:
        """Take a piece; whatever is ready comes back, possibly nothing."""
        if self._graph is None or not len(samples):
            return samples
        from av import AudioFrame

        row = np.ascontiguousarray(samples, dtype=np.float32)[np.newaxis, :]
        frame = AudioFrame.from_ndarray(row, format="flt", layout="mono")
        frame.sample_rate = self._sample_rate_hz
        frame.pts = self._taken
        self._taken += len(samples)
        self._graph.push(frame)
        return self._pulled(self._graph)

    def finish(self) -> Samples:
        """The tail."""
        if self._graph is None or not self._taken:
            return np.zeros(0, dtype=np.float32)
        self._graph.push(None)
        return self._pulled(self._graph)

    @staticmethod
    def _pulled(graph: "Graph") -> Samples:
        import av

        parts = [np.zeros(0, dtype=np.float32)]
        while True:
            try:
                frame = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return np.concatenate(parts)
            assert isinstance(frame, av.AudioFrame)
            parts.append(frame.to_ndarray()[0])


def _graph(rate: float, sample_rate_hz: int) -> "Graph":
    from av.filter import Graph

    graph = Graph()
    chain = [graph.add_abuffer(format="flt", sample_rate=sample_rate_hz, layout="mono")]
    while rate < _LEAST:
        chain.append(graph.add("atempo", str(_LEAST)))
        rate /= _LEAST
    chain.append(graph.add("atempo", str(min(rate, _MOST))))
    chain.append(graph.add("abuffersink"))
    graph.link_nodes(*chain).configure()
    return graph
