"""What hypothesis makes cues and words of: everything that has ever broken a caption file."""

from hypothesis import strategies as st

from captions.cue import Cue
from captions.text import clean
from translators.recognize import Word

HOSTILE = [
    "-->",
    "- ->",
    "00:00:01.000 --> 00:00:02.000",
    "00:00:01,000 --> 00:00:02,000",
    "<b>bold</b>",
    "<v Ana>",
    "{\\an8}",
    "&amp;",
    "&lt;b&gt;",
    "\n\n",
    "\r\n",
    "17",
    "NOTE",
    "WEBVTT",
    "STYLE",
    "[00:00:01.000 - 00:00:02.000] x",
    "Ana:\u2002hello",
    "\ufeff",
    "\u2028",
    "\x1b[31m",
    "\x00",
    "\ud800",
    "مرحبا",
    "👩‍👩‍👧",
    "大家好。",
    "{",
    "<\u2060b>",
    "\u00a0",
    '"',
    "\\",
]
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=4).map(" ".join)
shown_texts = texts.filter(clean)
languages = st.sampled_from(["en", "pt", "zh", "sr-Latn"])


@st.composite
def cues(draw: st.DrawFn, *, language: str | None = None) -> tuple[Cue, ...]:
    """A track: ordered cues of hostile text, some of them hours long and days late."""
    at_s = draw(st.sampled_from([0.0, 59.9996, 3599.9995, 400_000.0]))
    found = []
    for index in range(draw(st.integers(0, 4))):
        start_s = at_s + draw(st.floats(0, 100))
        at_s = start_s + draw(st.floats(0.001, 20_000))
        lines = draw(st.lists(shown_texts, min_size=1, max_size=3))
        spoken = language or draw(languages)
        speaker = draw(st.none() | texts)
        found.append(Cue(index + 1, start_s, at_s, tuple(lines), spoken, speaker))
        at_s = max(at_s, found[-1].end_s)
    return tuple(found)


@st.composite
def timed_words(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words in time, some glued to the one before, some too long for a line, some in one moment."""
    at_s, found = draw(st.floats(0, 50)), []
    letters = st.sampled_from("abcdefgh,.éあ字한👍🇵🇹\u0301\u200d„“()\u202fن ")
    for _ in range(draw(st.integers(0, 25))):
        text = draw(st.text(letters, max_size=9) | st.sampled_from(HOSTILE) | st.just("x" * 90))
        end_s = at_s + draw(st.floats(0, 1.5))
        found.append(Word(draw(st.sampled_from([" ", " ", ""])) + text, at_s, end_s, 1.0))
        at_s = end_s + draw(st.sampled_from([0.0, 0.0, 0.4]))
    return tuple(found)
