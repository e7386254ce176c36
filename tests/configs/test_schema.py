import dataclasses
from typing import Any

import pytest

from configs.errors import ConfigError
from configs.schema import (
    AudioConfig,
    CaptionsConfig,
    Config,
    ModelsConfig,
    RecognizeConfig,
    SegmenterConfig,
    SpeakConfig,
    StreamingConfig,
    TranslateConfig,
)

SECTIONS = {
    "audio": AudioConfig,
    "segmenter": SegmenterConfig,
    "recognize": RecognizeConfig,
    "translate": TranslateConfig,
    "speak": SpeakConfig,
    "streaming": StreamingConfig,
    "captions": CaptionsConfig,
    "models": ModelsConfig,
}


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("audio.channel", "centre", "mix, left, right"),
        ("audio.vad", "none", "silero, webrtc"),
        ("audio.chunk_s", 0.0, "0.01 to 0.5"),
        ("audio.buffer_s", 0.5, "1.0 to"),
        ("audio.reconnect_s", -1.0, "0.1 to"),
        ("segmenter.start_probability", 1.5, "0.05 to 0.95"),
        ("segmenter.end_probability", 0.6, "0.01 to 0.5"),
        ("segmenter.min_speech_s", -0.1, "0.0 to"),
        ("segmenter.min_silence_s", 0.0, "0.1 to"),
        ("segmenter.pre_roll_s", 3.0, "to 2.0"),
        ("segmenter.max_segment_s", float("nan"), "to 28.0"),
        ("recognize.threads", 0, "1 to 64"),
        ("recognize.device", "tpu", "auto, cpu, cuda"),
        ("recognize.language", "English", "auto, an ISO 639-1 code"),
        ("recognize.candidates", (), "one name or more"),
        ("translate.backends", ("",), "one name or more"),
        ("speak.backends", (), "one name or more"),
        ("speak.rate", 9.0, "0.5 to 2.0"),
        ("speak.max_rate", 0.5, "1.0 to 2.0"),
        ("speak.most_behind_s", 0.0, "1.0 to 600.0"),
        ("speak.threads", 65, "1 to 64"),
        ("streaming.step_s", 0.0, "0.1 to"),
        ("streaming.certainty", 1.5, "0.5 to 0.999"),
        ("streaming.prompt_chars", -1, "0 to"),
        ("streaming.stats_s", 0.0, "0.5 to"),
        ("captions.columns", 5, "16 to 120"),
        ("captions.lines", 0, "1 to 6"),
        ("captions.min_word_s", 5.0, "0.0 to 2.0"),
        ("models.timeout_s", 0.0, "0.1 to"),
        ("models.hub", "ftp://x", "http://"),
    ],
)
def test_a_bad_value_names_the_key_and_what_is_allowed(key: str, value: Any, allowed: str) -> None:
    section, _, field = key.partition(".")
    with pytest.raises(ConfigError) as info:
        SECTIONS[section](**{field: value})
    assert info.value.key == key
    assert allowed in str(info.value)


def test_an_unknown_profile() -> None:
    with pytest.raises(ConfigError, match="auto, light, cpu, gpu"):
        Config(profile="huge")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().profile = "cpu"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Config().recognize.options["x"] = 1  # type: ignore[index]
