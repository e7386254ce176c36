from pathlib import Path

import pytest

from bench.engines import needed_models, open_translator, read_settings
from configs.errors import UnsupportedPair
from translators.translate import Pair

CONFIG, STORE = read_settings()


def test_only_what_the_pair_uses_is_needed() -> None:
    names = needed_models(CONFIG, STORE, Pair("en", "pt"))
    voice = ["kokoro-v1.0-int8", "kokoro-voices-ja"]
    assert names == ["whisper-tiny.en", "firefox-en-pt", *voice]
    assert needed_models(CONFIG, STORE, Pair("es", "en")) == ["whisper-base", *voice]
    assert needed_models(CONFIG, STORE, Pair("auto", "ru")) == ["whisper-base"]


def test_settings_are_those_of_the_run(tmp_path: Path) -> None:
    config, store = read_settings([f"models.cache={tmp_path}", "captions.columns=37"])
    assert (config.profile, config.captions.columns) == ("light", 37)
    assert store.cache == tmp_path


def test_a_pair_that_nobody_has_is_refused() -> None:
    with pytest.raises(UnsupportedPair), open_translator(CONFIG, STORE, Pair("ja", "xx")):
        pass
