from typing import Any

import pytest

from configs.errors import ConfigError
from configs.server_config import ServerConfig, is_loopback


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("port", 70_000, "0 to 65535"),
        ("max_rooms", 0, "1 to"),
        ("max_people", 0, "1 to"),
        ("max_sessions", -1, "0 to"),
        ("max_message_kb", 0, "1 to"),
        ("max_body_mb", 0, "1 to"),
        ("max_upload_s", 0, "1 to"),
        ("idle_s", 0.0, "1.0 to"),
        ("requests_per_minute", -1, "0 to"),
        ("drain_s", -1.0, "0.0 to"),
        ("admin_token", "short", "16 or more"),
        ("secret", "short", "16 or more"),
        ("origins", ("intranet",), "https://"),
        ("public_url", "ftp://x", "https://"),
        ("public_url", "http://x:99999", "https://"),
        ("ice_servers", ("http://x",), "turn:"),
    ],
)
def test_a_bad_value_names_the_key_and_what_is_allowed(key: str, value: Any, allowed: str) -> None:
    with pytest.raises(ConfigError) as info:
        ServerConfig(**{key: value})
    assert info.value.key == f"server.{key}"
    assert allowed in str(info.value)


@pytest.mark.parametrize("given", ["tls_cert", "tls_key"])
def test_a_certificate_and_its_key_go_together(given: str) -> None:
    with pytest.raises(ConfigError, match=f"server.{given}: goes together"):
        ServerConfig(**{given: "x.pem"})  # type: ignore[arg-type]


def test_an_error_never_shows_a_password() -> None:
    with pytest.raises(ConfigError) as info:
        ServerConfig(ice_servers=("torn:x|me|hunter2",))
    assert "hunter2" not in str(info.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)
    assert ServerConfig(host=host).is_local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", "localhost.evil.org"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)
    assert not ServerConfig(host=host).is_local


def test_behind_a_proxy_the_server_is_not_local() -> None:
    config = ServerConfig(public_url="https://talk.example.org")
    assert not config.is_local
    assert config.public_host == "talk.example.org"
    assert ServerConfig(public_url="http://localhost:9000").is_local
