from pathlib import Path

import pytest

from configs.errors import ConfigError, ModelUnavailable
from tests.translators.engines import offline_context
from translators.backends.whisper_folder import (
    TRAINED_ON,
    find_model,
    model_and_options,
    models_at_hand,
)
from translators.registry import EngineContext


def test_the_model_is_told_from_the_other_options():
    options = {"model": "whisper-base", "beam_size": 2}
    assert model_and_options(options) == ("whisper-base", {"beam_size": 2})
    assert options["model"] == "whisper-base"
    for nameless in ({}, {"model": ""}, {"model": None}):
        with pytest.raises(ConfigError, match=r"recognize\.model.*names no model"):
            model_and_options(nameless)


def test_without_a_model_there_is_a_command_for_one(tmp_path):
    usability = models_at_hand(offline_context(tmp_path))
    assert (usability.usable, usability.command) == (False, "dragoman models pull whisper-tiny.en")


@pytest.mark.models
def test_a_model_that_is_here_is_named(store):
    store.ensure("whisper-tiny.en")
    usability = models_at_hand(EngineContext(store))
    assert usability.usable
    assert "whisper-tiny.en" in usability.detail


def test_a_repository_of_the_hub_is_fetched_and_was_not_measured(tmp_path):
    asked = []

    def fetch(repository: str, offline: bool) -> str:
        asked.append((repository, offline))
        return str(tmp_path)

    context = offline_context(tmp_path)
    assert find_model("somebody/whisper", context, fetch) == (Path(tmp_path), TRAINED_ON)
    assert asked == [("somebody/whisper", True)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("no route\nto the host"), "no route"), (ValueError(), "ValueError")],
)
def test_what_the_hub_says_becomes_one_line(tmp_path, error, reason):
    def fetch(repository: str, offline: bool) -> str:
        raise error

    with pytest.raises(ModelUnavailable, match=reason) as caught:
        find_model("somebody/whisper", offline_context(tmp_path), fetch)
    assert "somebody/whisper" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.models
def test_a_folder_has_the_lengths_of_the_model_it_holds(store, tmp_path):
    context = EngineContext(store)
    folder = store.ensure("whisper-tiny.en")
    measured = store.entry("whisper-tiny.en").encoder
    assert measured is not None
    assert find_model("whisper-tiny.en", context) == (folder, measured)
    assert find_model(str(folder), context) == (folder, measured)
    for file in folder.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "model.bin").unlink()
    weights = bytearray((folder / "model.bin").read_bytes())
    weights[-1] ^= 1
    (tmp_path / "model.bin").write_bytes(weights)
    assert find_model(str(tmp_path), context) == (tmp_path, TRAINED_ON)
