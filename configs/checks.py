"""What a value of a setting may be; each check raises `ConfigError` that names the key."""

from configs.errors import ConfigError

__all__ = ["check_language", "check_one_of", "check_some", "check_within"]


def check_within(key: str, value: float, low: float, high: float) -> None:
    """A number from `low` to `high`."""
    if not low <= value <= high:
        raise ConfigError(key, f"{value!r} is out of range", allowed=(f"{low} to {high}",))


def check_some(key: str, values: tuple[str, ...]) -> None:
    """At least one name, none of them empty."""
    if not all(values) or not values:
        raise ConfigError(key, "is empty", allowed=("one name or more",))


def check_language(key: str, code: str) -> None:
    """A language code, or `auto`."""
    if code != "auto" and not (code.isascii() and code.islower() and len(code) in (2, 3)):
        allowed = ("auto", "an ISO 639-1 code such as en")
        raise ConfigError(key, f"{code!r} is not a language code", allowed=allowed)


def check_one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    """One of these."""
    if value not in allowed:
        raise ConfigError(key, f"unknown value {value!r}", allowed=allowed)
