from pathlib import Path

import pytest

from audio_io.raw_format import RawFormat
from configs.errors import ConfigError
from configs.schema import Config, RecognizeConfig
from dragoman.job import Job, Wish, language_or_auto, raw_format, target_languages


@pytest.mark.parametrize(
    ("text", "code"), [("auto", "auto"), ("en", "en"), ("English", "en"), ("pt-BR", "pt")]
)
def test_languages(text: str, code: str) -> None:
    assert language_or_auto(text, "--language") == code


def test_an_unknown_language_names_the_option() -> None:
    with pytest.raises(ConfigError, match="--from: unknown language 'klingon'"):
        language_or_auto("klingon", "--from")


def test_targets_are_split_and_counted_once() -> None:
    assert target_languages(("es,fr", "Spanish", "it"), "--to") == ("es", "fr", "it")
    with pytest.raises(ConfigError, match="--to"):
        target_languages(("es,",), "--to")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s16le", RawFormat()),
        ("f32le:48000", RawFormat("f32le", 48_000)),
        ("s16le:44100:2", RawFormat("s16le", 44_100, 2)),
    ],
)
def test_raw(text: str, expected: RawFormat) -> None:
    assert raw_format(text) == expected


@pytest.mark.parametrize("text", ["", "s16le:", "s16le:x", "s16le:1:2:3", "mp3", "s16le:-5"])
def test_raw_that_is_wrong(text: str) -> None:
    with pytest.raises(ConfigError):
        raw_format(text)


@pytest.mark.parametrize(
    ("job", "is_live"),
    [
        (Job("a.wav"), True),
        (Job("a.wav", pace="fast"), False),
        (Job("mic", pace="fast"), True),
        (Job("mic:usb", pace="fast"), True),
        (Job("micro.wav", pace="fast"), False),
    ],
)
def test_live(job: Job, is_live: bool) -> None:
    assert job.is_live is is_live


@pytest.mark.parametrize(
    ("job", "hears_itself"),
    [
        (Job("mic", plays=True), True),
        (Job("mic:usb", plays=True), True),
        (Job("mic", plays=True, headphones=True), False),
        (Job("mic"), False),
        (Job("talk.wav", plays=True), False),
    ],
)
def test_who_hears_what_is_played(job: Job, hears_itself: bool) -> None:
    assert job.hears_itself is hears_itself


@pytest.mark.parametrize(("source", "plays"), [("mic", False), ("talk.wav", True)])
def test_headphones_without_a_microphone_or_a_voice(source: str, plays: bool) -> None:
    with pytest.raises(ConfigError, match="--headphones: makes sense only with a microphone"):
        Job(source, plays=plays, headphones=True)


def test_speech_needs_somewhere_to_go() -> None:
    assert not Job("a", ("es",), interprets=True).speaks
    assert Job("a", ("es",), interprets=True, plays=True).speaks
    assert Job("a", ("es",), interprets=True, out=Path("o")).speaks
    assert not Job("a", ("es",), out=Path("o")).speaks


def test_the_wish() -> None:
    config = Config(recognize=RecognizeConfig(language="en"))
    assert Job("a", ("es",)).wish(config) == Wish("en", ("es",))
    with pytest.raises(ConfigError, match="it needs no translation"):
        Job("a", ("es", "en")).wish(config)
    with pytest.raises(ConfigError, match=r"recognize\.language: unknown language 'qq'"):
        Job("a").wish(Config(recognize=RecognizeConfig(language="qq")))


def test_later_overrides_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    job = Job("a", profile="light", overrides=("audio.channel=left", "audio.channel=right"))
    config = job.settings()
    assert (config.profile, config.audio.channel) == ("light", "right")
    assert job.settings("cpu").profile == "cpu"
