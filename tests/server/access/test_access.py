import pytest

from configs.errors import ConfigError
from configs.server_config import ServerConfig
from server.access.access import Access, bearer, check_exposure, secret_digest
from server.refusal import Refused
from tests.clocks import Clock

ADMIN = "an-admin-token-of-some-length"
SECRET = secret_digest("open sesame")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make(clock: Clock, **settings: object) -> Access:
    config = ServerConfig(**settings)  # type: ignore[arg-type]
    return Access(config, now_s=clock, wall_s=lambda: 1e9 + clock())


def test_a_server_that_others_can_reach_needs_a_token() -> None:
    with pytest.raises(ConfigError, match="DRAGOMAN_SERVER__ADMIN_TOKEN"):
        check_exposure(ServerConfig(host="0.0.0.0"))
    with pytest.raises(ConfigError, match=r"talk\.example\.org"):
        check_exposure(ServerConfig(public_url="https://talk.example.org"))
    check_exposure(ServerConfig())
    check_exposure(ServerConfig(host="0.0.0.0", admin_token=ADMIN))


def test_on_this_machine_nobody_needs_a_token(clock: Clock) -> None:
    access = make(clock)
    access.require_admin("", "127.0.0.1")
    assert access.enter("", "room", "", "127.0.0.1").role == "speaker"


def test_a_room_with_a_secret_is_closed_on_this_machine_too(clock: Clock) -> None:
    with pytest.raises(Refused):
        make(clock).enter("", "room", SECRET, "127.0.0.1")


@pytest.mark.parametrize("settings", [{"admin_token": ADMIN}, {"host": "0.0.0.0"}])
@pytest.mark.parametrize("token", ["", "wrong", ADMIN[:-1], "é"])
def test_elsewhere_everybody_does(clock: Clock, settings: dict[str, str], token: str) -> None:
    access = make(clock, **settings)
    with pytest.raises(Refused):
        access.require_admin(token, "10.0.0.1")
    with pytest.raises(Refused):
        access.enter(token, "room", "", "10.0.0.1")


def test_the_admin_is_a_host_everywhere(clock: Clock) -> None:
    access = make(clock, host="0.0.0.0", admin_token=ADMIN)
    access.require_admin(ADMIN, "10.0.0.1")
    assert access.enter(ADMIN, "room", SECRET, "10.0.0.1").role == "host"


def test_a_token_lets_in_until_it_ends(clock: Clock) -> None:
    access = make(clock, host="0.0.0.0", admin_token=ADMIN)
    token = access.issue("room", "listener", ttl_s=60, name="Ana")
    assert access.enter(token, "room", SECRET, "10.0.0.1").name == "Ana"
    clock.at_s = 61
    with pytest.raises(Refused, match="expired"):
        access.enter(token, "room", SECRET, "10.0.0.1")


def test_each_start_signs_anew_unless_a_secret_is_set(clock: Clock) -> None:
    token = make(clock).issue("room", "host", ttl_s=60)
    with pytest.raises(Refused):
        make(clock).enter(token, "room", SECRET, "x")
    token = make(clock, secret="k" * 16).issue("room", "host", ttl_s=60)
    assert make(clock, secret="k" * 16).enter(token, "room", SECRET, "x").role == "host"


def test_guessing_is_slowed_down_for_who_guesses(clock: Clock) -> None:
    access = make(clock, host="0.0.0.0", admin_token=ADMIN)
    codes = []
    for number in range(100):
        with pytest.raises(Refused) as info:
            access.check_secret(f"guess {number}", SECRET, "10.0.0.1")
        codes.append(info.value.code)
    assert codes == ["bad_token"] * 20 + ["rate"] * 80
    with pytest.raises(Refused, match="wait"):
        access.check_secret("open sesame", SECRET, "10.0.0.1")
    access.check_secret("open sesame", SECRET, "10.0.0.2")
    clock.at_s = 60
    access.check_secret("open sesame", SECRET, "10.0.0.1")


def test_a_room_without_a_secret_has_none(clock: Clock) -> None:
    with pytest.raises(Refused):
        make(clock).check_secret("", secret_digest(""), "x")


def test_requests_are_counted(clock: Clock) -> None:
    access = make(clock, requests_per_minute=2)
    access.count("10.0.0.1")
    access.count("10.0.0.1")
    with pytest.raises(Refused) as info:
        access.count("10.0.0.1")
    assert info.value.retry_s == pytest.approx(30)


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("abc", ""), (None, "")],
)
def test_bearer(header: str | None, token: str) -> None:
    assert bearer(header) == token
