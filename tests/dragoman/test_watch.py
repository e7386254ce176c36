import pytest

from configs.errors import ConfigError
from configs.load import load_config
from configs.schema import Config
from dragoman.watch import Watch


def config(*overrides: str) -> Config:
    return load_config("light", user_file=None, environ={}, overrides=overrides).config


@pytest.mark.parametrize(
    ("listen", "overrides", "is_aloud", "hears"),
    [
        ("mic", (), True, True),
        ("mic:USB", (), True, True),
        ("mic", (), False, False),
        ("mic", ("narrate.announce=speech-dispatcher",), False, True),
        ("mic", ("narrate.announce=braille,text",), False, False),
        ("mic", ("narrate.headphones=true",), True, False),
        ("question.wav", (), True, False),
        ("", (), True, False),
    ],
)
def test_what_is_said_comes_back_where_a_microphone_hears_a_loudspeaker(
    listen: str, overrides: tuple[str, ...], is_aloud: bool, hears: bool
) -> None:
    watch = Watch("camera", "0", listen=listen)
    assert watch.hears_itself(config(*overrides), is_aloud=is_aloud) == hears


def test_our_own_voice_is_used_unless_others_are_named() -> None:
    watch = Watch("camera", "0")
    assert watch.speaks_aloud(config())
    assert watch.speaks_aloud(config("narrate.announce=braille,speech"))
    assert not watch.speaks_aloud(config("narrate.announce=text"))
    assert not Watch("video", "a.mp4", pace="fast").speaks_aloud(config())


def test_what_makes_no_sense_when_nobody_waits() -> None:
    with pytest.raises(ConfigError, match="--listen"):
        Watch("video", "a.mp4", listen="mic", pace="fast")
    braille = Watch("video", "a.mp4", pace="fast", overrides=("narrate.announce=braille",))
    with pytest.raises(ConfigError, match="needs --pace realtime"):
        braille.settings()
