"""From a WebRTC track to a narration: the newest picture, as often as somebody looks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from server.media.pictures import FramesOfTrack, TrackOver
from video_io.pushed import PushedSource

__all__ = ["MISSING_S", "MOST_WIDTH", "pump"]

MOST_WIDTH = 960
"""Small writing can still be read, and a picture takes 2 MB."""
MISSING_S = 6.0
"""A camera that gives no first picture for so long gives none."""


async def pump(
    pictures: FramesOfTrack,
    source: PushedSource,
    convert: Executor,
    *,
    on_missing: Callable[[], None],
    on_picture: Callable[[], None],
) -> None:
    """Push pictures until the track is over; then the source stops. Nothing is kept here.

    Colours are made in `convert`, and only for pictures that the source wants. `on_missing` is
    called once if no first picture comes, `on_picture` for each one that is pushed.
    """
    loop = asyncio.get_running_loop()
    alarm = loop.call_later(MISSING_S, on_missing)
    try:
        with pictures.watching():
            while True:
                picture = await pictures.next()
                alarm.cancel()
                if source.wants(picture.captured_s):
                    rgb = await loop.run_in_executor(convert, picture.rgb, MOST_WIDTH)
                    source.push(rgb)
                    on_picture()
    except TrackOver:
        source.stop()
    finally:
        alarm.cancel()
