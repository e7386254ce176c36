"""From sound with voice probabilities to transcripts, for one stream of speech.

Sans-I/O: the listener says which window the recognizer should hear next (`next_pass`) and is told
the answer (`accept`); who calls the engine, and on which clock, is not its business. Finals come
before partials, older segments before newer ones, and one pass is out at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_io.chunk import AudioChunk
from configs.schema import Config
from streaming.language import LanguageDoubt, LanguageTracker, NotUnderstood
from streaming.prompt import Prompt
from streaming.segmenter import Boundary, BoundaryKind, Segmenter
from streaming.segments import Segments
from streaming.transcript import Transcript
from streaming.utterance import Utterance
from translators.recognize import Hypothesis, Window, Word

__all__ = ["Gap", "Heard", "Listener", "Pass", "SpeechStarted", "SpeechStopped"]

POST_ROLL_S = 0.3
"""Sound after the last voiced sample that a final hears."""
TAIL_S = 0.12
"""A pass that heard this much after the last voiced sample heard the whole segment."""
COST_SHARE = 1.5
"""New sound between two passes, at least, as a multiple of what the last pass cost."""
FIRST_S = 0.4
"""Less sound of a segment holds no word that could be shown."""
FIRST_SHARE = 0.75
"""Of the step, between passes while a segment has shown nothing: its first words count most."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A segment began."""

    segment_id: int
    at_s: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """A segment's speech ended; its final is on the way."""

    segment_id: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Sound between two media times was lost."""

    start_s: float
    end_s: float
    reason: str


Heard = SpeechStarted | SpeechStopped | Transcript | Gap | NotUnderstood
"""What a listener reports, in order."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A window to be recognised."""

    segment_id: int
    window: Window
    heard_s: float
    """Media time at which the window ends."""
    is_final: bool


class Listener:
    """Segments, windows and transcripts of one stream."""

    def __init__(
        self, config: Config, *, partials: bool = True, keeps_windows: bool = False
    ) -> None:
        """`partials` off: only finals, for sound that nobody waits for.

        `keeps_windows`: the sound of each final waits for `take_window`.
        """
        self._config = config
        self._partials = partials
        self._keeps_windows = keeps_windows
        self._windows: dict[int, Window] = {}
        fixed = None if config.recognize.language == "auto" else config.recognize.language
        self._languages = LanguageTracker(fixed)
        self._doubt = LanguageDoubt(fixed)
        self._segmenter = Segmenter(config.segmenter)
        self._segments = Segments(config, partials=partials)
        self._paused = False
        self._out: Pass | None = None
        self._cost_s = 0.0
        self._prompt = Prompt(config)

    @property
    def idle(self) -> bool:
        """Whether every segment that began has had its final."""
        return self._segments.is_empty

    @property
    def waiting(self) -> int:
        """Segments whose speech is over and whose final is still to come."""
        return self._segments.waiting

    @property
    def backlog_s(self) -> float:
        """Sound that no pass has heard yet."""
        return self._segments.backlog_s

    def hear(self, chunk: AudioChunk, probability: float) -> tuple[Heard, ...]:
        """Take the next chunk, with its voice probability."""
        boundaries = self._segmenter.push(chunk.start_s, chunk.end_s, probability)
        happened: list[Heard] = []
        self._segments.hear(chunk, probability)
        for boundary in boundaries:
            happened.extend(self._apply(boundary))
        happened.extend(self._cut_if_too_long())
        happened.extend(self._shed())
        return tuple(happened)

    def finish(self) -> tuple[Heard, ...]:
        """The input is over. Finals that still need a pass come through `next_pass`."""
        boundaries = self._segmenter.finish()
        return tuple(event for boundary in boundaries for event in self._apply(boundary))

    def next_pass(self) -> Pass | None:
        """The window to hear next, or None while there is nothing to do."""
        if self._out is not None or self._segments.is_empty:
            return None
        utterance = self._segments.oldest
        until_s = utterance.heard_s
        is_final = utterance.speech_end_s is not None
        if utterance.speech_end_s is not None:
            until_s = min(until_s, utterance.speech_end_s + POST_ROLL_S)
        elif not self._is_due(utterance):
            return None
        self._out = Pass(
            segment_id=utterance.segment_id,
            window=self._window(utterance, until_s),
            heard_s=until_s,
            is_final=is_final,
        )
        return self._out

    def accept(self, hypothesis: Hypothesis, cost_s: float) -> tuple[Heard, ...]:
        """The answer to the pass that is out, and the wall time it took."""
        done, self._out = self._out, None
        assert done is not None, "no pass is out"
        self._cost_s = cost_s
        utterance = self._segments.oldest
        if not self._is_believed(done, hypothesis, utterance):
            return ()
        if done.is_final:
            unheard_s = utterance.unheard_from_s(utterance.checked(hypothesis))
            if unheard_s is not None and not utterance.is_heard_again:
                utterance.hear_again(unheard_s, hypothesis)
                return ()
            final = self._finalise(utterance, hypothesis)
            return (*self._doubts(final.words, final.end_s, is_final=True), final, *self._give_up())
        # What does not go on ends in a silence: its last word is whole.
        utterance.accept(hypothesis, done.heard_s, at_pause=not done.window.goes_on)
        doubts = self._doubts((*utterance.settled, *utterance.unsettled), done.heard_s)
        if self._is_complete(utterance):
            return (*doubts, self._finalise(utterance, None), *self._give_up())
        happened = (*doubts, *self._go_over_if_long(utterance))
        if not self._keeps_windows:
            self._segments.oldest.scroll()
        revised = self._segments.oldest.revise()
        return (*happened, *([revised] if revised else []), *self._cut_if_too_long())

    def _is_believed(self, done: Pass, hypothesis: Hypothesis, utterance: Utterance) -> bool:
        """Whether the language is the one it is believed to be; if not, it is heard again in it."""
        return done.window.language is not None or self._languages.observe(
            hypothesis.language,
            hypothesis.language_probability,
            done.heard_s - utterance.speech_start_s,
        )

    def _doubts(
        self, words: Sequence[Word], heard_s: float, *, is_final: bool = False
    ) -> tuple[Heard, ...]:
        doubt = self._doubt.heard(words, heard_s, is_final=is_final)
        return () if doubt is None else (doubt,)

    def take_window(self, segment_id: int) -> Window:
        """The sound of a segment that has had its final, whole; it can be taken once."""
        return self._windows.pop(segment_id)

    def _is_due(self, utterance: Utterance) -> bool:
        if not self._partials:
            return False
        if self._paused:
            return not utterance.heard_all(utterance.voiced_end_s + TAIL_S)
        if utterance.heard_s - utterance.speech_start_s < FIRST_S:
            return False
        step_s = self._config.streaming.step_s * (FIRST_SHARE if utterance.is_blank else 1.0)
        return utterance.heard_s - utterance.passed_s >= max(step_s, self._cost_s * COST_SHARE)

    def _window(self, utterance: Utterance, until_s: float) -> Window:
        settled = utterance.settled
        start_s = utterance.window_start_s
        language = utterance.language
        if not settled or language is None:
            heard_s = until_s - utterance.speech_start_s
            language = self._languages.to_ask(utterance.segment_id, heard_s)
        return Window(
            samples=utterance.sound.samples(start_s, until_s),
            start_s=start_s,
            language=language,
            prompt=self._prompt.after(utterance.scrolled_out),
            prefix=utterance.prefix,
            hotwords=self._config.recognize.hotwords,
            goes_on=utterance.speech_end_s is None and not self._paused,
        )

    def _apply(self, boundary: Boundary) -> tuple[Heard, ...]:
        current = self._segments.spoken
        match boundary.kind:
            case BoundaryKind.STARTED:
                return (self._start(boundary.at_s),)
            case BoundaryKind.PAUSED if current is not None:
                current.voiced_end_s = boundary.at_s
                self._paused = True
            case BoundaryKind.RESUMED:
                self._paused = False
            case BoundaryKind.STOPPED if current is not None:
                return self._stop(current, boundary.at_s)
        return ()

    def _start(self, at_s: float) -> SpeechStarted:
        self._paused = False
        return SpeechStarted(self._segments.begin(at_s).segment_id, at_s)

    def _stop(self, utterance: Utterance, at_s: float) -> tuple[Heard, ...]:
        self._paused = False
        self._segments.end(utterance, at_s)
        stopped = SpeechStopped(utterance.segment_id, at_s)
        is_next = self._out is None and utterance is self._segments.oldest
        if is_next and self._is_complete(utterance):
            return (stopped, self._finalise(utterance, None))
        return (stopped,)

    def _go_over_if_long(self, utterance: Utterance) -> tuple[Heard, ...]:
        following = None if self._paused else self._segments.go_over(utterance)
        if following is None:
            return ()
        ended = SpeechStopped(utterance.segment_id, following.speech_start_s)
        return (ended, self._finalise(utterance, None), self._restart(following))

    def _cut_if_too_long(self) -> tuple[Heard, ...]:
        current = self._segments.spoken
        # The answer to a pass that is out may settle words; the cut must come after them.
        if current is None or current.segment_id == self._passing:
            return ()
        following = self._segments.cut(current)
        if following is None:
            return ()
        stopped = SpeechStopped(current.segment_id, following.speech_start_s)
        return (stopped, self._restart(following))

    def _restart(self, following: Utterance) -> SpeechStarted:
        self._segmenter.restart(following.speech_start_s)
        return SpeechStarted(following.segment_id, following.speech_start_s)

    def _shed(self) -> tuple[Heard, ...]:
        lost = self._segments.shed(self._passing)
        if lost is None:
            return ()
        gap = Gap(lost.passed_s, lost.heard_s, "the recognizer cannot keep up")
        return (gap, *self._give_up())

    def _give_up(self) -> tuple[Heard, ...]:
        """Finals, of what is known, for segments in front that were given up."""
        finals: list[Heard] = []
        while self._out is None and not self.idle and self._segments.oldest.is_given_up:
            finals.append(self._finalise(self._segments.oldest, None))
        return tuple(finals)

    @property
    def _passing(self) -> int | None:
        """The segment of the pass that is out."""
        return None if self._out is None else self._out.segment_id

    def _is_complete(self, utterance: Utterance) -> bool:
        end_s = utterance.speech_end_s
        return (
            end_s is not None
            and utterance.heard_all(end_s + TAIL_S)
            and utterance.unheard_from_s(utterance.unsettled) is None
        )

    def _finalise(self, utterance: Utterance, hypothesis: Hypothesis | None) -> Transcript:
        self._segments.remove_oldest()
        final = utterance.finish(hypothesis)
        if self._keeps_windows:
            self._windows[utterance.segment_id] = Window(
                samples=utterance.sound.samples(utterance.sound_start_s, final.end_s + POST_ROLL_S),
                start_s=utterance.sound_start_s,
                language=final.language,
                task="translate",
            )
        self._prompt.add(final.stable)
        return final
