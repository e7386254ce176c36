import pytest

from configs.errors import ConfigError
from translators.backends.whisper_settings import BATCH_ON_A_CARD, WhisperSettings


def test_options_become_settings_and_the_rest_is_usual() -> None:
    read = WhisperSettings.read({"beam_size": 3, "attention": False})
    assert read == WhisperSettings(beam_size=3, attention=False)
    assert WhisperSettings.read({}) == WhisperSettings()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"beam": 2}, r"options\.beam: unknown option \(allowed: attention, beam_size, .*\)"),
        ({"beam_size": "lots"}, r"options\.beam_size: 'lots' is not of type int"),
        ({"beam_size": True}, r"options\.beam_size: True is not of type int"),
        ({"attention": "maybe"}, r"options\.attention: 'maybe' is not of type bool"),
        ({"beam_size": 0}, r"options\.beam_size: 0 is out of range \(allowed: 1 to 16\)"),
        ({"parallel": 0}, r"options\.parallel: 0 is out of range"),
        ({"max_batch": -1}, r"options\.max_batch: -1 is out of range"),
        ({"compute_type": "int3"}, r"options\.compute_type: 'int3' is unknown \(allowed: auto, "),
    ],
)
def test_what_cannot_be_is_named(options: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        WhisperSettings.read(options)


def test_windows_share_a_pass_where_that_pays() -> None:
    assert WhisperSettings().batch_on("cpu") == 1
    assert WhisperSettings().batch_on("cuda") == BATCH_ON_A_CARD
    assert WhisperSettings(max_batch=3).batch_on("cuda") == 3
