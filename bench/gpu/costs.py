"""What an encoder pass and a token cost, by batch, and how many sessions that carries."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bench.gpu.shapes import Shape
from translators.backends.whisper_network import WhisperNetwork

__all__ = ["Costs", "Load", "measure", "sessions"]

FRAMES_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Load:
    """What a session asks for while somebody speaks without a pause."""

    window_s: float = 12.0
    """What the encoder is given: the window with its zeros."""
    prompt_tokens: int = 60
    """Earlier text, marks and the settled words in the window."""
    new_tokens: int = 8
    """What a pass decodes."""
    step_s: float = 0.4
    """From one pass to the next."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians, for one batch size."""

    batch: int
    encode_s: float
    prefill_s: float
    """The prompt of every window in the batch."""
    token_s: float
    """One more token for every window in the batch."""
    peak_bytes: int
    """Most memory that torch held on the device; 0 on a processor."""

    def pass_s(self, load: Load) -> float:
        """One pass over every window of the batch."""
        return self.encode_s + self.prefill_s + self.token_s * (load.new_tokens - 1)


def measure(network: WhisperNetwork, shape: Shape, load: Load, batch: int, rounds: int) -> Costs:
    """Time each part `rounds` times, after one that does not count."""
    torch: Any = import_module("torch")
    cuda = network.device.type == "cuda"
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    settle = torch.cuda.synchronize if cuda else lambda: None
    frames = round(load.window_s * FRAMES_PER_SECOND) // 2 * 2
    features = torch.zeros((batch, shape.mels, frames)).uniform_(-1.0, 1.0)
    parts: list[tuple[float, float, float]] = [
        _round(network, features, load, settle) for _ in range(rounds + 1)
    ]
    encode_s, prefill_s, token_s = (statistics.median(part) for part in zip(*parts[1:]))
    peak_bytes = torch.cuda.max_memory_allocated() if cuda else 0
    return Costs(batch, encode_s, prefill_s, token_s, peak_bytes)


def sessions(costs: Sequence[Costs], load: Load, *, latency_s: float = 1.0) -> int:
    """The most sessions one device carries: all of them get a pass in each step.

    As many batches as fit into a step, each of a size whose pass is over within `latency_s`.
    A computed bound, not a measurement: batches wait for nothing here.
    """
    best = 0
    for one in costs:
        pass_s = one.pass_s(load)
        if pass_s <= latency_s:
            best = max(best, int(load.step_s / pass_s) * one.batch)
    return best


def _round(
    network: WhisperNetwork, features: Any, load: Load, settle: Callable[[], None]
) -> tuple[float, float, float]:
    """Seconds for the encoder, for the prompt, and for one token."""
    torch: Any = import_module("torch")
    batch = features.shape[0]
    cache = network.new_cache()
    prompt = torch.full((batch, load.prompt_tokens), 100, device=network.device)
    token = torch.full((batch, 1), 100, device=network.device)
    encode_s, encoded = _timed(lambda: network.encode(features), settle)
    prefill_s, _ = _timed(lambda: _step(network, prompt, encoded, cache), settle)
    decode_s, _ = _timed(
        lambda: [_step(network, token, encoded, cache) for _ in range(load.new_tokens)], settle
    )
    network.forget()
    return encode_s, prefill_s, decode_s / load.new_tokens


def _step(network: WhisperNetwork, tokens: Any, encoded: Any, cache: Any) -> Any:
    """As decoding does it: the likeliest token and the attention come back to the processor."""
    logits, attention = network.decode(tokens, encoded, cache, (-1,))
    return logits.argmax(-1).cpu(), attention[:, :, -1].cpu()


def _timed(work: Callable[[], Any], settle: Callable[[], None]) -> tuple[float, Any]:
    settle()
    began_s = time.perf_counter()
    done = work()
    settle()
    return time.perf_counter() - began_s, done
