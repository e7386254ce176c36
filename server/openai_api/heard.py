"""What a recording said, in each of the formats that are asked for."""

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from captions.cue import SOURCE_TRACK, Caption, Cue
from captions.formats import FORMATS
from server.growing import joined, log_probabilities, log_probability
from server.wire.openai import (
    Segment,
    Transcription,
    Usage,
    VerboseTranscription,
    WordTimes,
)
from streaming.events import Event
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.languages import language_name
from translators.recognize import Word

__all__ = ["Heard"]

_TIME_DIGITS = 3


class Heard:
    """Collects the events of a session, of what was said or of its translation into English."""

    def __init__(self, target: str | None = None) -> None:
        """`target` None: what was said; else the language of the translation."""
        self._target = target
        self._track = target or SOURCE_TRACK
        self._transcripts: dict[int, Transcript] = {}
        self._translations: dict[int, Translation] = {}
        self._cues: dict[int, Cue] = {}

    def take(self, event: Event) -> None:
        """Keep what the event says, if it is final."""
        match event.value:
            case Transcript() as final if final.is_final and final.stable:
                self._transcripts[final.segment_id] = final
            case Translation() as final if final.is_final and final.target == self._target:
                self._translations[final.segment_id] = final
            case Caption() as caption if caption.track == self._track:
                self._cues[caption.id] = _cue(caption)

    @property
    def text(self) -> str:
        """All of it."""
        return joined((text, language) for text, language, *_ in self._parts())

    @property
    def language(self) -> str:
        """The language that most was said in; `und` where nothing was said."""
        lengths: Counter[str] = Counter()
        for transcript in self._transcripts.values():
            lengths[transcript.language] += len(transcript.stable)
        return lengths.most_common(1)[0][0] if lengths else "und"

    def captions(self, name: Literal["srt", "vtt"]) -> str:
        """A caption file."""
        main = self._target or self.language
        return FORMATS[name].write([self._cues[id_] for id_ in sorted(self._cues)], main)

    def short(self, duration_s: float, *, logprobs: bool = False) -> Transcription:
        """The text alone; with `logprobs`, how likely each of its words is."""
        languages = {each.language for each in self._transcripts.values()}
        return Transcription(
            text=self.text,
            languages=[{"code": code} for code in sorted(languages)],
            logprobs=log_probabilities(self._said()) if logprobs else None,
            usage=Usage(seconds=round(duration_s, _TIME_DIGITS)),
        )

    def verbose(self, duration_s: float, wanted: Sequence[str]) -> VerboseTranscription:
        """With times of segments and, if they are `wanted`, words."""
        language = self._target or self.language
        name = language_name(language).lower() if language != "und" else "unknown"
        return VerboseTranscription(
            task="transcribe" if self._target is None else "translate",
            language=name,
            duration=round(duration_s, _TIME_DIGITS),
            text=self.text,
            segments=self._segments() if "segment" in wanted or not wanted else None,
            words=self._words() if "word" in wanted and self._target is None else None,
            usage=Usage(seconds=round(duration_s, _TIME_DIGITS)),
        )

    def _parts(self) -> list[tuple[str, str, float, float, tuple[Word, ...]]]:
        """Text, language, begin, end and words of each segment, in order."""
        parts = []
        for segment_id in sorted(self._transcripts):
            said = self._transcripts[segment_id]
            text, language = said.stable, said.language
            if self._target is not None:
                translation = self._translations.get(segment_id)
                text, language = translation.stable if translation else "", self._target
            if text:
                parts.append((text, language, said.start_s, said.end_s, said.words))
        return parts

    def _segments(self) -> list[Segment]:
        return [
            Segment(
                id=number,
                start=round(start_s, _TIME_DIGITS),
                end=round(end_s, _TIME_DIGITS),
                text=text,
                avg_logprob=_mean_log(words),
                compression_ratio=_compression(text),
            )
            for number, (text, _, start_s, end_s, words) in enumerate(self._parts())
        ]

    def _words(self) -> list[WordTimes]:
        return [
            WordTimes(
                word=word.text.strip(),
                start=round(word.start_s, _TIME_DIGITS),
                end=round(word.end_s, _TIME_DIGITS),
            )
            for word in self._said()
            if word.text.strip()
        ]

    def _said(self) -> list[Word]:
        return [word for *_, words in self._parts() for word in words]


def _cue(caption: Caption) -> Cue:
    return Cue(
        id=caption.id,
        start_s=caption.start_s,
        end_s=caption.end_s,
        lines=caption.lines,
        language=caption.language,
        speaker=caption.speaker,
    )


def _mean_log(words: Sequence[Word]) -> float:
    if not words:
        return 0.0
    return round(sum(log_probability(word) for word in words) / len(words), 4)


def _compression(text: str) -> float:
    """How much a text can be squeezed: loops squeeze best. As Whisper counts it."""
    raw = text.encode()
    return round(len(raw) / len(zlib.compress(raw)), 3) if raw else 0.0
