"""OpenAI's client sends recordings; a fake recognizer knows what is said when."""

import io

import numpy as np
import openai as sdk
import pytest
import srt
import webvtt
from openai import OpenAI

from audio_io.chunk import SAMPLE_RATE_HZ
from tests.audio_io.fakes import s16, wav_bytes
from tests.audio_io.recordings import bomb
from tests.fakes import sentences, talk
from tests.server.pools import Fakes

TALK_S = 9.0
SAID = " ".join(sentences(TALK_S))
TALK = wav_bytes(s16(talk(TALK_S)))


def test_the_text(openai: OpenAI) -> None:
    answer = openai.audio.transcriptions.create(file=("talk.wav", TALK), model="whisper-1")
    assert answer.text == SAID
    assert answer.usage is not None
    assert answer.usage.type == "duration"
    assert answer.usage.seconds == pytest.approx(TALK_S)


def test_plain_text(openai: OpenAI) -> None:
    answer = openai.audio.transcriptions.create(
        file=("t", TALK), model="whisper-1", response_format="text"
    )
    assert answer == f"{SAID}\n"


def test_times_of_segments_and_words(openai: OpenAI) -> None:
    answer = openai.audio.transcriptions.create(
        file=("talk.wav", TALK),
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert (answer.language, answer.duration) == ("english", pytest.approx(TALK_S))
    assert answer.segments is not None
    assert [each.text for each in answer.segments] == sentences(TALK_S)
    assert answer.words is not None
    first = answer.words[0]
    assert first.word == "The"
    assert (first.start, first.end) == (pytest.approx(0.5), pytest.approx(0.9))
    assert answer.segments[0].avg_logprob == pytest.approx(np.log(0.95), abs=1e-3)


def test_subtitles(openai: OpenAI) -> None:
    made = {
        name: str(
            openai.audio.transcriptions.create(
                file=("t", TALK), model="whisper-1", response_format=name
            )
        )
        for name in ("srt", "vtt")
    }
    read = [" ".join(cue.content.split()) for cue in srt.parse(made["srt"])]
    assert " ".join(read) == SAID
    cues = webvtt.from_buffer(io.StringIO(made["vtt"])).captions
    assert " ".join(" ".join(cue.text.split()) for cue in cues) == SAID


def test_what_is_said_streams_as_it_is_recognised(openai: OpenAI) -> None:
    events = list(
        openai.audio.transcriptions.create(file=("t", TALK), model="gpt-transcribe", stream=True)
    )
    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert len(deltas) == len(sentences(TALK_S))
    assert "".join(deltas) == SAID
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == SAID


def test_words_come_with_their_likelihood(openai: OpenAI) -> None:
    answer = openai.audio.transcriptions.create(
        file=("t", TALK), model="gpt-4o-transcribe", include=["logprobs"]
    )
    assert answer.logprobs is not None
    assert "".join(str(each.token) for each in answer.logprobs[:2]) == " The quick"


def test_language_prompt_and_keywords_reach_the_recognizer(openai: OpenAI, fakes: Fakes) -> None:
    openai.audio.transcriptions.create(
        file=("t", TALK),
        model="gpt-transcribe",
        language="English",
        prompt="A fable.",
        keywords=["fox", "jump"],
    )
    window = fakes.recognizer.windows[-1]
    assert fakes.pool.asked[-1] == "en"
    assert window.language == "en"
    assert window.hotwords == "fox, jump"
    assert fakes.recognizer.windows[-2].prompt.startswith("A fable.")


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
def test_into_english(openai: OpenAI) -> None:
    answer = openai.audio.translations.create(file=("t", TALK), model="whisper-1")
    assert answer.text == SAID


def test_a_file_name_is_only_a_name(openai: OpenAI) -> None:
    name = "../../../../etc/passwd\x00.m3u8"
    answer = openai.audio.transcriptions.create(file=(name, TALK), model="whisper-1")
    assert answer.text == SAID


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"not a recording at all " * 100, "is not a recording"),
        (TALK[: len(TALK) // 2], "breaks off after"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "is a playlist"),
        (wav_bytes(b""), "no sound in it"),
    ],
)
def test_what_is_no_recording_is_refused(openai: OpenAI, content: bytes, message: str) -> None:
    with pytest.raises(sdk.BadRequestError, match=message) as caught:
        openai.audio.transcriptions.create(file=("a.wav", content), model="whisper-1")
    assert caught.value.code == "invalid_audio"
    assert caught.value.param == "file"


@pytest.mark.parametrize("codec", ["libopus", "flac"])
def test_hours_in_a_few_bytes_are_refused(openai: OpenAI, fakes: Fakes, codec: str) -> None:
    heard = len(fakes.recognizer.windows)
    content = bomb(codec, 3600.0)
    with pytest.raises(sdk.APIStatusError, match="longer than the 600 s") as caught:
        openai.audio.transcriptions.create(file=("a", content), model="whisper-1")
    assert caught.value.status_code == 413
    assert len(fakes.recognizer.windows) == heard


def test_a_body_beyond_the_limit_is_refused(openai: OpenAI) -> None:
    with pytest.raises(sdk.APIStatusError) as caught:
        openai.audio.transcriptions.create(file=("a", b"\0" * 3_100_000), model="whisper-1")
    assert caught.value.status_code == 413


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"response_format": "diarized_json"}, "response_format"),
        ({"response_format": "pdf"}, "response_format"),
        ({"language": "klingon"}, "language"),
        ({"temperature": 7}, "temperature"),
        ({"prompt": "x" * 5000}, "prompt"),
        ({"stream": True, "response_format": "srt"}, "response_format"),
    ],
)
def test_a_wish_that_makes_no_sense(openai: OpenAI, fields: dict[str, object], param: str) -> None:
    with pytest.raises(sdk.BadRequestError) as caught:
        openai.audio.transcriptions.create(  # type: ignore[call-overload]
            file=("a", TALK), model="whisper-1", **fields
        )
    assert caught.value.param == param


def test_a_language_that_nobody_knows_here(openai: OpenAI) -> None:
    with pytest.raises(sdk.BadRequestError, match="does not know the language 'de'"):
        openai.audio.transcriptions.create(file=("a", TALK), model="whisper-1", language="de")


@pytest.mark.parametrize("name", ["whisper-9", "../../etc/passwd", "tts-1"])
def test_a_model_that_does_not_exist(openai: OpenAI, name: str) -> None:
    with pytest.raises(sdk.NotFoundError) as caught:
        openai.audio.transcriptions.create(file=("a", TALK), model=name)
    assert caught.value.code == "model_not_found"


def test_an_engine_that_fails_is_an_error_and_no_empty_text(openai: OpenAI, fakes: Fakes) -> None:
    from configs.errors import EngineError

    fakes.recognizer.errors = [EngineError("out of order")] * 2
    with pytest.raises(sdk.InternalServerError, match="out of order"):
        openai.audio.transcriptions.create(file=("a", TALK), model="whisper-1")
    fakes.recognizer.errors = [EngineError("out of order")] * 2
    with pytest.raises(sdk.APIError, match="out of order"):
        list(openai.audio.transcriptions.create(file=("a", TALK), model="whisper-1", stream=True))
    assert openai.audio.transcriptions.create(file=("a", TALK), model="whisper-1").text == SAID


def test_silence_gives_no_words(openai: OpenAI) -> None:
    silence = wav_bytes(s16(np.zeros(SAMPLE_RATE_HZ)))
    answer = openai.audio.transcriptions.create(
        file=("a", silence), model="whisper-1", response_format="verbose_json"
    )
    assert (answer.text, answer.language, answer.segments) == ("", "unknown", [])
