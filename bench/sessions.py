"""`python -m bench.sessions`: how many sessions one process sustains.

Talks are heard in real time by N sessions over one set of engines; N grows for as long as 95 % of
the finals come within two seconds of the end of their speech. Each session has a talk of its own
and begins a little after the one before it, so that they do not pause together.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import click
from rich.table import Table

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk
from audio_io.pace import Pacer
from audio_io.source_event import SourceEvent
from audio_io.vad import FRAME_SAMPLES, create_detector
from bench.delays import Spread, caption_delays
from bench.engines import read_settings
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from bench.quality import given_up_s
from bench.reading import final_transcripts
from bench.report import report_console
from bench.talk import Talk, make_talk
from bench.words import word_errors
from configs.cores import cores
from configs.schema import Config
from streaming.engines import Engines
from streaming.events import Event, Failed
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.session import Session
from streaming.sharing import SharedEngines
from streaming.transcript import Transcript
from translators.registry import EngineContext, backend

__all__ = ["Sustained", "TalkSource", "measure", "run_sessions", "sustained"]

ENOUGH_S = 2.0
"""How late a final may be, for 95 % of them."""
STAGGER_S = 0.7
"""Between the beginnings of two sessions."""
SNR_DB = 30.0


@dataclass(frozen=True, slots=True)
class Sustained:
    """What so many sessions at once were like."""

    sessions: int
    final: Spread | None
    """From where somebody stopped to speak to the final."""
    partials_per_s: float
    """Revisions of a transcript in a second of a session."""
    error_rate: float
    cpu_per_s: float
    """Processor seconds a second of one session's sound."""
    given_up_s: float
    """Sound that was dropped because the machine could not keep up."""
    failures: int

    @property
    def is_enough(self) -> bool:
        """Whether the finals were in time and nothing was lost."""
        in_time = self.final is not None and self.final.p95_s <= ENOUGH_S
        return in_time and not self.given_up_s and not self.failures


class TalkSource:
    """A talk as it is spoken, from memory."""

    def __init__(self, talk: Talk, name: str, now_s: Callable[[], float]) -> None:
        self.name = name
        self._talk = talk
        self._now_s = now_s
        self._stopped = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[AudioChunk | SourceEvent]:
        pacer = Pacer(self._now_s())
        samples = self._talk.samples
        for start in range(0, len(samples), FRAME_SAMPLES):
            piece = samples[start : start + FRAME_SAMPLES]
            chunk = AudioChunk(piece, SAMPLE_RATE_HZ, start / SAMPLE_RATE_HZ)
            await asyncio.sleep(pacer.delay_s(chunk.end_s, self._now_s()))
            if self._stopped.is_set():
                return
            yield chunk

    def stop(self) -> None:
        """Hand out no more."""
        self._stopped.set()

    async def aclose(self) -> None:
        """There is nothing to free."""


async def run_sessions(
    config: Config, shared: SharedEngines, talks: Sequence[Talk]
) -> list[list[Event]]:
    """The events of one session a talk, all of them at once in real time."""

    async def one(number: int, talk: Talk) -> list[Event]:
        await asyncio.sleep(number * STAGGER_S)
        source = TalkSource(talk, f"talk {number}", time.monotonic)
        engines = shared.engines()
        session = Session(
            config, source, engines, name=source.name, now_s=time.monotonic, is_live=True
        )
        return [event async for event in session.events()]

    return list(await asyncio.gather(*(one(*each) for each in enumerate(talks))))


def measure(talks: Sequence[Talk], heard: Sequence[Sequence[Event]], cpu_s: float) -> Sustained:
    """What the sessions were like; `cpu_s` is what all of them took."""
    seconds = sum(talk.duration_s for talk in talks)
    delays = [
        delay
        for talk, events in zip(talks, heard, strict=True)
        for delay in caption_delays(_without_seams(events), talk)
    ]
    texts = [" ".join(final.text for _, final in final_transcripts(events)) for events in heard]
    partials = [
        event
        for events in heard
        for event in events
        if isinstance(event.value, Transcript) and not event.value.is_final
    ]
    return Sustained(
        sessions=len(talks),
        final=Spread.of(delays),
        partials_per_s=len(partials) / seconds,
        error_rate=word_errors([talk.text for talk in talks], texts, talks[0].language).rate,
        cpu_per_s=cpu_s / seconds,
        given_up_s=sum(given_up_s(events) for events in heard),
        failures=sum(isinstance(event.value, Failed) for events in heard for event in events),
    )


def _without_seams(events: Sequence[Event]) -> list[Event]:
    """Without the finals of segments that went over into the next while speech went on.

    Those come when a segment has become long, not when somebody stops to speak.
    """
    starts = {
        event.value.segment_id: event.value.at_s
        for event in events
        if isinstance(event.value, SpeechStarted)
    }
    seams = {
        event.value.segment_id
        for event in events
        if isinstance(event.value, SpeechStopped)
        and starts.get(event.value.segment_id + 1) == event.value.at_s
    }
    return [
        event
        for event in events
        if not (isinstance(event.value, Transcript) and event.value.segment_id in seams)
    ]


def sustained(counts: Sequence[int], attempt: Callable[[int], Sustained]) -> Iterator[Sustained]:
    """Attempts with more and more sessions, up to the first that is too many."""
    for count in counts:
        found = attempt(count)
        yield found
        if not found.is_enough:
            return


def _attempt(
    config: Config, engines: Engines, count: int, *, language: str, seconds: float, seed: int
) -> Sustained:
    prompts = find_prompts(language).values()
    talks = [
        make_talk(prompts, seed=seed + number, seconds=seconds, snr_db=SNR_DB)
        for number in range(count)
    ]
    detector = config.audio.vad
    with closing(
        SharedEngines(engines, lambda: create_detector(detector), now_s=time.monotonic)
    ) as shared:
        began_s = time.process_time()
        heard = asyncio.run(run_sessions(config, shared, talks))
        return measure(talks, heard, time.process_time() - began_s)


def _table(found: Sequence[Sustained], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in _values(found[0]):
        table.add_column(name, justify="right")
    for one in found:
        table.add_row(*_values(one).values())
    return table


def _values(one: Sustained) -> dict[str, str]:
    return {
        "sessions": str(one.sessions),
        "final p50 · p95 · max s": "-" if one.final is None else _seconds(one.final),
        "revisions a s": f"{one.partials_per_s:.2f}",
        "errors": f"{one.error_rate * 100:.1f} %",
        "CPU s a s": f"{one.cpu_per_s:.2f}",
        "given up s": f"{one.given_up_s:.1f}",
    }


def _seconds(spread: Spread) -> str:
    return f"{spread.p50_s:.2f} · {spread.p95_s:.2f} · {spread.max_s:.2f}"


@click.command()
@click.option("--model", default="whisper-tiny.en", show_default=True)
@click.option("--language", default="en", show_default=True)
@click.option("--from", "fewest", default=1, show_default=True, help="Sessions to begin with.")
@click.option("--most", default=12, show_default=True, help="Sessions to end with.")
@click.option("--step", default=1, show_default=True, help="Sessions more with each attempt.")
@click.option("--seconds", default=40.0, show_default=True, help="Length of a talk.")
@click.option("--parallel", default=0, help="Passes at a time [default: one a core].")
@click.option("--max-batch", default=0, help="Windows in one pass [default: what the engine says].")
@click.option("--seed", default=1, show_default=True)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(
    model: str,
    language: str,
    fewest: int,
    most: int,
    step: int,
    seconds: float,
    parallel: int,
    max_batch: int,
    seed: int,
    settings: tuple[str, ...],
) -> None:
    """Find the most sessions whose finals come within two seconds of their speech."""
    options: dict[str, int | str] = {"model": model, "parallel": parallel or cores()}
    if max_batch:
        options["max_batch"] = max_batch
    with said_in_one_line():
        config, store = read_settings([f"recognize.language={language}", *settings])
        context = EngineContext(store, config.recognize.threads, config.recognize.device)
        recognizer = backend("recognize", "faster_whisper").create(options, context)
        with closing(recognizer):
            engines = Engines(recognizer, create_detector(config.audio.vad))
            attempt = partial(
                _attempt, config, engines, language=language, seconds=seconds, seed=seed
            )
            found = []
            for one in sustained(range(fewest, most + 1, step), attempt):
                found.append(one)
                click.echo(", ".join(f"{name} {value}" for name, value in _values(one).items()))
    title = f"{model}, {options['parallel']} passes at a time, talks of {seconds:g} s"
    report_console().print(_table(found, title))
    click.echo(f"sustained: {max((one.sessions for one in found if one.is_enough), default=0)}")


if __name__ == "__main__":
    main()
