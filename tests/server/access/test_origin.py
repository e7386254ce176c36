import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.server_config import ServerConfig
from server.access.origin import OriginRule

LOCAL = OriginRule(ServerConfig())
PUBLIC = OriginRule(
    ServerConfig(
        host="0.0.0.0",
        public_url="https://talk.example.org/dragoman",
        origins=("https://intranet.example:8443",),
    )
)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:8080", True),
        ("localhost:8080", True),
        ("LOCALHOST", True),
        ("[::1]:8080", True),
        ("rebound.evil.example:8080", False),
        ("127.0.0.1.evil.example", False),
        ("localhost@evil.example", False),
        ("[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_names_under_which_a_local_server_is_reached(host: str | None, allowed: bool) -> None:
    assert LOCAL.allows_host(host) is allowed
    assert PUBLIC.allows_host(host)


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "127.0.0.1:8080", True),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://localhost:8080", "localhost:8080", True),
        ("http://[::1]:8080", "[::1]:8080", True),
        ("http://127.0.0.1:9999", "127.0.0.1:8080", False),
        ("http://localhost:8080", "127.0.0.1:8080", False),
        ("https://evil.example", "127.0.0.1:8080", False),
        ("null", "127.0.0.1:8080", False),
        ("", "", False),
        ("file://", "127.0.0.1:8080", False),
        ("http://127.0.0.1:8080.evil.example", "127.0.0.1:8080", False),
        ("http://x:99999", "x:99999", False),
        ("http://127.0.0.1:8080", None, False),
    ],
)
def test_pages_that_may_connect_to_a_local_server(
    origin: str | None, host: str | None, allowed: bool
) -> None:
    assert LOCAL.allows_origin(origin, host) is allowed


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://talk.example.org", True),
        ("https://TALK.example.org:443", True),
        ("http://talk.example.org", False),
        ("https://intranet.example:8443", True),
        ("https://intranet.example", False),
        ("https://talk.example.org.evil.example", False),
        ("https://10.0.0.5", True),
    ],
)
def test_pages_that_may_connect_to_a_public_server(origin: str, allowed: bool) -> None:
    assert PUBLIC.allows_origin(origin, "10.0.0.5") is allowed


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_headers_get_an_answer(origin: str, host: str) -> None:
    assert LOCAL.allows_origin(origin, host) in (True, False)
    assert LOCAL.allows_host(host) in (True, False)


@given(st.from_regex(r"https?://[a-z]{1,9}\.example(:[0-9]{1,4})?", fullmatch=True))
def test_no_other_page_may_connect(origin: str) -> None:
    assert not LOCAL.allows_origin(origin, "127.0.0.1:8080")
