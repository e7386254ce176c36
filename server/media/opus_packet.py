"""What the first bytes of an Opus packet say about it (RFC 6716, section 3.1)."""

__all__ = ["LONGEST_SAMPLES", "OPUS_HZ", "concealment", "opus_samples"]

OPUS_HZ = 48_000
"""The rate of Opus time stamps, whatever rate was encoded."""
LONGEST_SAMPLES = OPUS_HZ * 120 // 1000
"""A packet holds 120 ms of sound at most."""

_SILK_SAMPLES = (480, 960, 1920, 2880)
_HYBRID_SAMPLES = (480, 960)
_CELT_SAMPLES = (120, 240, 480, 960)


def opus_samples(payload: bytes) -> int | None:
    """Samples at 48 kHz in a packet; None if it cannot be an Opus packet."""
    if not payload:
        return None
    coding = payload[0] & 0b11
    if coding == 3 and len(payload) < 2:
        return None
    frames = (1, 2, 2, payload[1] & 0b111111 if coding == 3 else 0)[coding]
    samples = frames * _frame_samples(payload[0])
    return samples if 0 < samples <= LONGEST_SAMPLES else None


def concealment(toc: int) -> tuple[bytes, int]:
    """A packet that says that one frame was lost, and the samples a decoder makes of it.

    A frame of no bytes stands for a lost one (section 3.2.1), so the decoder conceals it with
    what it knows of the sound before. `toc`: the first byte of the packet before the loss.
    """
    return bytes([toc & 0b11111100]), _frame_samples(toc)


def _frame_samples(toc: int) -> int:
    config = toc >> 3
    if config < 12:
        return _SILK_SAMPLES[config & 0b11]
    if config < 16:
        return _HYBRID_SAMPLES[config & 0b1]
    return _CELT_SAMPLES[config & 0b11]
