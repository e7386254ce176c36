from itertools import pairwise

import pytest

from configs.errors import ConfigError
from configs.storage_config import Retention, StorageConfig


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("none", Retention("none")),
        ("session", Retention("session")),
        ("1 day", Retention("days", 1)),
        ("30 days", Retention("days", 30)),
        (" 30 ", Retention("days", 30)),
    ],
)
def test_times_are_read_and_written(text: str, read: Retention) -> None:
    assert Retention.parse(text) == read
    assert Retention.parse(str(read)) == read


@pytest.mark.parametrize("text", ["", "forever", "0 days", "-1", "3651 days", "²", "1.5 days"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"storage\.retention: .*none, session, 1 to 3650 days"):
        StorageConfig(retention=text)


def test_a_room_is_never_kept_longer_than_the_setting_says() -> None:
    none, session, week, month = map(Retention.parse, ("none", "session", "7 days", "30 days"))
    in_order = [none, session, week, month]
    for shorter, longer in pairwise(in_order):
        assert shorter.no_longer_than(longer) == shorter
        assert longer.no_longer_than(shorter) == shorter


@pytest.mark.parametrize(
    "url", ["mysql://me:hunter2@host/x", "postgresql://", "sqlite://", "sqlite:x", "notes.db"]
)
def test_other_databases_are_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(ConfigError) as info:
        StorageConfig(url=url)
    assert "sqlite:///path" in str(info.value)
    assert "hunter2" not in str(info.value)


@pytest.mark.parametrize(
    "url", ["", "sqlite:////var/lib/talks.sqlite", "sqlite:///talks.sqlite", "postgresql://h/talks"]
)
def test_databases(url: str) -> None:
    assert StorageConfig(url=url).url == url
