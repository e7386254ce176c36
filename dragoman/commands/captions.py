"""`dragoman captions`: speech becomes captions, and captions in other languages."""

from typing import Any

import click

from dragoman.job import language_or_auto, target_languages
from dragoman.options import make_job, speech_options
from dragoman.running import run

__all__ = ["command"]


@click.command(
    "captions",
    epilog="\b\nExamples:\n"
    "  dragoman captions mic --language en\n"
    "  dragoman captions talk.mp4 --translate-to es,fr --out captions\n"
    "  dragoman captions call.g722 --pace fast --out captions\n"
    "  arecord -f S16_LE -r 16000 | dragoman captions - --language auto",
)
@speech_options
@click.option(
    "--language",
    metavar="CODE",
    help="The language that is spoken, such as en, or auto.  [default: auto]",
)
@click.option(
    "--translate-to",
    multiple=True,
    metavar="CODE[,CODE]",
    help="Languages to translate the captions into.",
)
def command(
    source: str,
    language: str | None,
    translate_to: tuple[str, ...],
    **options: Any,
) -> None:
    """Caption the speech of SOURCE while it is spoken.

    SOURCE is a sound or video file, - for standard input, or mic[:DEVICE] for a microphone
    (`dragoman devices` lists them). Ctrl-C ends it: what was heard is still captioned.
    """
    job = make_job(
        source,
        language=language and language_or_auto(language, "--language"),
        targets=target_languages(translate_to, "--translate-to"),
        **options,
    )
    click.get_current_context().exit(run(job))
