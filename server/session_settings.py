"""The settings of one session: the server's, with what its client asked for."""

from collections.abc import Sequence
from dataclasses import replace

from configs.schema import Config

__all__ = ["session_settings"]


def session_settings(
    config: Config, language: str, *, prompt: str = "", keywords: Sequence[str] = ()
) -> Config:
    """For speech in a language (or `auto`), with a prompt and terms to expect.

    Raises `ConfigError`.
    """
    expected = (config.recognize.hotwords, *keywords)
    recognize = replace(
        config.recognize,
        language=language,
        prompt=prompt or config.recognize.prompt,
        hotwords=", ".join(filter(None, expected)),
    )
    return replace(config, recognize=recognize)
