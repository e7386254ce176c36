"""`dragoman narrate`: says what a camera, a film or a picture shows."""

from pathlib import Path

import click

from audio_io.pace import Pace
from configs.errors import ConfigError
from configs.narrate_config import DIRECTIONS, WAYS
from dragoman.narration import run
from dragoman.options import overrides_of, settings_options
from dragoman.watch import Sort, Watch
from translators.languages import language_code

__all__ = ["command"]

DEFAULT_CAMERA = "0"


@click.command(
    "narrate",
    epilog="\b\nKeys while it runs in a terminal:\n"
    "  r repeat   m more   s stop   a what is ahead   t read the text\n"
    "  1 2 3 how much is told   q quit\n"
    "\b\nThe same, said aloud, with --listen:\n"
    "  repeat, more, stop, what is ahead, read it, or a question: What colour is the bus?\n"
    "\b\nExamples:\n"
    "  dragoman narrate --camera 0 --listen mic\n"
    "  dragoman narrate --image bus.jpg --verbosity 3 --announce text\n"
    "  dragoman narrate --video walk.mp4 --pace fast --out narration\n"
    "  dragoman narrate --announce speech-dispatcher --announce braille --directions sides",
)
@click.option(
    "--camera",
    metavar="CAMERA",
    help="A camera by its number, device or address (rtsp, http).  [default: 0]",
)
@click.option("--video", metavar="FILE", help="A film.")
@click.option("--image", metavar="FILE", help="A picture.")
@click.option(
    "--listen",
    metavar="SOURCE",
    default="",
    help="Hear orders and questions: mic[:device], or a recording.",
)
@click.option(
    "--headphones",
    is_flag=True,
    help="The microphone does not hear what is said: take every voice in it for yours.",
)
@click.option("--language", metavar="CODE", help="What it is told in.  [default: en]")
@click.option(
    "--verbosity",
    type=click.IntRange(1, 3),
    help="1: who and which way. 2: also other things, near or far. 3: also what is doubtful, text."
    "  [default: 2]",
)
@click.option(
    "--directions",
    type=click.Choice(DIRECTIONS),
    help="As on a clock's face (12 is ahead), or left, ahead and right.  [default: clock]",
)
@click.option(
    "--announce",
    "ways",
    type=click.Choice(WAYS),
    multiple=True,
    help="Who says it; may be given several times.  [default: speech, if there is a loudspeaker]",
)
@click.option("--mirrored", is_flag=True, help="The picture is a mirror image: swap the sides.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write events.jsonl and narration.wav into this folder.",
)
@click.option(
    "--pace",
    type=click.Choice(["realtime", "fast"]),
    default="realtime",
    show_default=True,
    help="See a film as if it were happening now, or as fast as it can be looked at.",
)
@settings_options
def command(
    camera: str | None,
    video: str | None,
    image: str | None,
    listen: str,
    headphones: bool,
    language: str | None,
    verbosity: int | None,
    directions: str | None,
    ways: tuple[str, ...],
    mirrored: bool,
    out: Path | None,
    pace: Pace,
    profile: str | None,
    overrides: tuple[str, ...],
    offline: bool,
) -> None:
    """Say what a camera, a film or a picture shows, for people who cannot see it.

    What comes at you is said at once, what is new briefly, more when you ask, and nothing while
    nothing changes. It misses things and mistakes things: it is no aid for navigation safety.
    """
    sort, source = _source(camera, video, image)
    told = {
        "narrate.language": language and language_code(language, "--language"),
        "narrate.verbosity": verbosity,
        "narrate.directions": directions,
        "narrate.announce": ",".join(dict.fromkeys(ways)) or None,
        "narrate.headphones": "true" if headphones else None,
        "camera.mirrored": "true" if mirrored else None,
    }
    watch = Watch(
        sort=sort,
        source=source,
        listen=listen,
        out=out,
        pace=pace,
        offline=offline,
        profile=profile,
        overrides=(*overrides, *overrides_of(told)),
    )
    click.get_current_context().exit(run(watch))


def _source(camera: str | None, video: str | None, image: str | None) -> tuple[Sort, str]:
    """What is to be seen. Raises `ConfigError` for more than one thing."""
    wanted: dict[Sort, str | None] = {"camera": camera, "video": video, "image": image}
    given = [(sort, source) for sort, source in wanted.items() if source is not None]
    if len(given) > 1:
        raise ConfigError("source", f"--{given[0][0]} or --{given[1][0]}, not both")
    return given[0] if given else ("camera", DEFAULT_CAMERA)
