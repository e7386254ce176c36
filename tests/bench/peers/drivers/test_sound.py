from pathlib import Path

import pytest

from bench.peers.drivers.sound import Sound, WrongSound, read_sound
from tests.bench.peers.made import wav_of


def test_the_chunks_are_the_sound(tmp_path: Path) -> None:
    pcm = bytes(range(256)) * 13
    sound = read_sound(str(wav_of(tmp_path / "a.wav", pcm)))
    assert sound == Sound(pcm)
    assert sound.duration_s == 0.104
    ends, chunks = zip(*sound.chunks(), strict=True)
    assert b"".join(chunks) == pcm
    assert ends == pytest.approx((0.05, 0.1, 0.104))


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (16000, 2)])
def test_another_form_is_refused(tmp_path: Path, rate_hz: int, channels: int) -> None:
    wav = wav_of(tmp_path / "a.wav", bytes(64), rate_hz=rate_hz, channels=channels)
    with pytest.raises(WrongSound, match="16 kHz, mono, 16 bit"):
        read_sound(str(wav))
