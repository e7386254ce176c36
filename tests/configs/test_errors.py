import pytest

from configs import errors
from configs.errors import (
    BadAudio,
    ConfigError,
    DeviceError,
    DragomanError,
    MissingPart,
    ModelAbsent,
    ModelUnavailable,
    ModelUnknown,
    OutputError,
    UnsupportedLanguage,
    UnsupportedPair,
)


def test_every_error_is_exported_and_in_the_tree() -> None:
    found = {name for name, item in vars(errors).items() if isinstance(item, type)}
    assert set(errors.__all__) == {name for name in found if name in errors.__doc__}
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), DragomanError)


@pytest.mark.parametrize(
    ("error", "line", "status"),
    [
        (ConfigError("a.b", "is odd", allowed=(1, 2)), "a.b: is odd (allowed: 1, 2)", 2),
        (ConfigError("a.b", "is odd"), "a.b: is odd", 2),
        (
            MissingPart("x", "apt install x"),
            "x is not installed; install it with: apt install x",
            1,
        ),
        (ModelUnknown("x", ["y"]), "no model is called 'x'; known: y", 2),
        (ModelUnavailable("x", [("hub", "404")]), "the model x could not be had (hub: 404)", 1),
        (ModelUnavailable("x", []), "the model x could not be had (it names no source)", 1),
        (BadAudio("f.wav", "is empty"), "f.wav: is empty", 1),
        (DeviceError("mic", "is busy"), "sound device mic: is busy", 1),
        (
            UnsupportedLanguage("piper", "xx", ["fr", "en"]),
            "piper does not know the language 'xx'; it knows: en, fr",
            2,
        ),
        (UnsupportedPair("a", "b", "try c"), "no translator from a to b; try c", 2),
        (OutputError("out", "is full"), "cannot write out: is full", 1),
    ],
)
def test_one_line_and_an_exit_status(error: DragomanError, line: str, status: int) -> None:
    assert str(error) == line
    assert error.exit_status == status


def test_an_absent_model_says_what_to_do() -> None:
    assert "dragoman models pull x" in str(ModelAbsent("x"))
