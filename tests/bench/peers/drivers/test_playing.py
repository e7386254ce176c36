import pytest

from bench.peers.drivers.playing import play, playing
from bench.peers.drivers.sound import BYTES_PER_S, Sound
from bench.peers.drivers.tape import Tape


def test_a_chunk_comes_when_it_would_have_been_said() -> None:
    now_s = 7.0
    came: list[tuple[float, float]] = []

    def sleep(delay_s: float) -> None:
        nonlocal now_s
        now_s += delay_s

    def send(chunk: bytes) -> None:
        nonlocal now_s
        came.append((now_s - 7.0, tape.heard_s))
        if len(came) == 2:
            now_s += 0.12  # A slow receiver: the chunks that are late by now come at once.

    tape = Tape(lambda: now_s)
    play(Sound(bytes(BYTES_PER_S // 4)), tape, send, sleep)
    times, heard = zip(*came, strict=True)
    assert times == pytest.approx((0.05, 0.10, 0.22, 0.22, 0.25))
    assert heard == pytest.approx((0.05, 0.10, 0.15, 0.20, 0.25))
    assert tape.ended_s == pytest.approx(0.25)


def test_what_fails_while_it_is_sent_is_told() -> None:
    def refuse(chunk: bytes) -> None:
        raise ConnectionError("gone")

    with playing(Sound(bytes(64)), Tape(), refuse) as player, pytest.raises(ConnectionError):
        player.result()
