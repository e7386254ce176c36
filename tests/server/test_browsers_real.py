"""Two people in a call, each in a Chromium of their own, with a real server and real models.

One speaks English into the page; the other one reads it in English and Portuguese, and hears it
in Portuguese. `python -m bench.calls` measures how long all of it takes.
"""

import pytest
import pytest_asyncio

from bench.calls.__main__ import call_talk, echo
from bench.calls.call import Call, hold_call
from bench.calls.participant import chromium_path
from bench.reading import final_transcripts, final_translations
from bench.talk import Talk
from bench.words import word_errors
from configs.errors import MissingPart
from model_store.store import ModelStore
from streaming.events import SpeechAudio

pytestmark = [
    pytest.mark.slow,
    pytest.mark.models,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    # The call takes as long as its talk, and two browsers and a server with its models to start.
    pytest.mark.timeout(420),
]

MODELS = ("whisper-tiny.en", "whisper-base", "firefox-en-pt", "kokoro-v1.0-int8")
MOST_LATE_S = 15.0
"""Of a caption, on a machine that does other things too."""


@pytest.fixture(scope="module")
def talk() -> Talk:
    try:
        chromium_path()
        return call_talk(2)
    except MissingPart as missing:
        pytest.skip(str(missing))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def call(talk: Talk, store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Call:
    for model in MODELS:
        store.ensure(model)
    # Nothing is left to the captions alone, however slow the machine is today.
    settings = ("speak.most_behind_s=600",)
    return await hold_call(talk, "pt", tmp_path_factory.mktemp("call"), settings=settings)


async def test_everything_is_read_in_both_languages(call: Call, talk: Talk) -> None:
    said = [final.text for _, final in final_transcripts(call.heard.events) if final.text]
    translated = [final.text for _, final in final_translations(call.heard.events) if final.text]
    assert len(said) == len(translated) > 1
    assert word_errors([talk.text], [" ".join(said)], "en").rate < 0.15
    assert call.captions == {"en": said, "pt": translated}


async def test_captions_come_in_the_order_in_which_it_was_said(call: Call) -> None:
    for finals in (
        final_transcripts(call.heard.events),
        final_translations(call.heard.events),
    ):
        ends_s = [final.end_s for _, final in finals]
        came_s = [event.elapsed_s for event, _ in finals]
        assert ends_s == sorted(ends_s)
        assert came_s == sorted(came_s)
        late_s = [came - end for came, end in zip(came_s, ends_s, strict=True)]
        assert min(late_s) > 0
        assert max(late_s) < MOST_LATE_S


async def test_every_sentence_is_heard_once_and_in_order(call: Call) -> None:
    spoken = [event.value for event in call.heard.events if isinstance(event.value, SpeechAudio)]
    started = [each for each in spoken if each.state == "started"]
    translated = [final.text for _, final in final_translations(call.heard.events)]
    assert " ".join(each.text for each in started).split() == " ".join(translated).split()
    assert [each.clause for each in started] == list(range(1, len(started) + 1))
    assert [each.at_s for each in started] == sorted(each.at_s for each in started)


async def test_what_is_heard_is_what_was_translated(call: Call) -> None:
    """The sound that the page played, recognised by another model than any that made it."""
    # Other tests run beside it; how good it is alone, `python -m bench.calls` measures.
    assert echo(call.heard.events, call.sound, "pt").rate <= 0.35
