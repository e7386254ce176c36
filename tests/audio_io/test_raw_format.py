import pytest

from audio_io.raw_format import RawFormat
from configs.errors import ConfigError


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"encoding": "mp3"}, "raw.encoding"),
        ({"sample_rate_hz": 0}, "raw.sample_rate_hz"),
        ({"channels": 0}, "raw.channels"),
        ({"encoding": "g722", "sample_rate_hz": 8_000}, "raw.encoding"),
    ],
)
def test_names_what_is_wrong(settings: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RawFormat(**settings)  # type: ignore[arg-type]
    assert caught.value.key == key


def test_options_for_the_demuxer() -> None:
    assert RawFormat("f32le", 48_000, 2).demuxer_options == {
        "sample_rate": "48000",
        "ch_layout": "2C",
    }
    assert RawFormat("g722").demuxer_options == {}
