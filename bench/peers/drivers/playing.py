"""A talk, handed over as fast as it was said."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from bench.peers.drivers.sound import Sound
from bench.peers.drivers.tape import Tape

__all__ = ["play", "playing"]

Send = Callable[[bytes], object]


def play(
    sound: Sound, tape: Tape, send: Send, sleep: Callable[[float], object] = time.sleep
) -> None:
    """Hand each chunk over when its last sample would have been said; delays do not add up."""
    tape.begin()
    for end_s, chunk in sound.chunks():
        delay_s = end_s - tape.elapsed_s
        if delay_s > 0:
            sleep(delay_s)
        tape.heard_s = end_s
        send(chunk)
    tape.end()


@contextmanager
def playing(sound: Sound, tape: Tape, send: Send) -> Iterator["Future[None]"]:
    """Play in another thread; its future is done at the sound's end, or when sending failed."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(play, sound, tape, send)
