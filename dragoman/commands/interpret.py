"""`dragoman interpret`: what is said in one language is said in another."""

from typing import Any

import click

from dragoman.job import language_or_auto, target_languages
from dragoman.options import make_job, speech_options
from dragoman.running import run

__all__ = ["command"]


@click.command(
    "interpret",
    epilog="\b\nExamples:\n"
    "  dragoman interpret mic --from en --to pt --play --headphones\n"
    "  dragoman interpret talk.wav --from es --to en --out out/talk\n"
    "  dragoman interpret talk.wav --from es --to en,fr --out out/talk --pace fast",
)
@speech_options
@click.option(
    "--from",
    "language",
    required=True,
    metavar="CODE",
    help="The language that is spoken, such as en, or auto.",
)
@click.option(
    "--to",
    "targets",
    required=True,
    multiple=True,
    metavar="CODE[,CODE]",
    help="The language to speak; further ones are captions only.",
)
@click.option("--play", "plays", is_flag=True, help="Speak through the loudspeaker.")
@click.option(
    "--headphones",
    is_flag=True,
    help="Listen to the microphone while the translation is spoken, too.",
)
def command(
    source: str,
    language: str,
    targets: tuple[str, ...],
    **options: Any,
) -> None:
    """Translate the speech of SOURCE and speak the translation, with captions of both.

    SOURCE is a sound or video file, - for standard input, or mic[:DEVICE] for a microphone.
    With --play the translation is heard; with --out it is also kept as speech.<language>.wav,
    each sentence at the time at which it would be heard. Ctrl-C ends it.

    With --play a microphone is not listened to while the loudspeaker speaks: pause for it, or put
    on headphones and say so with --headphones.
    """
    job = make_job(
        source,
        language=language_or_auto(language, "--from"),
        targets=target_languages(targets, "--to"),
        interprets=True,
        **options,
    )
    click.get_current_context().exit(run(job))
