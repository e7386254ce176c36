"""The glossary's terms for the recognizer: what to expect, as far as it fits."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from configs.schema import Config
from dragoman.engines import Say
from dragoman.job import AUTO, Wish
from translators.glossary import read_glossary

__all__ = ["expect_terms"]

HOTWORDS_CHARS = 160
"""About 60 of the tokens that a recognizer takes as context; the text said before needs as many."""
SEPARATOR = ", "


def expect_terms(config: Config, wish: Wish, say: Say) -> Config:
    """The settings with the glossary's terms behind `recognize.hotwords`; `say` tells of a cut.

    Raises `ConfigError` for a glossary that cannot be read.
    """
    if not config.translate.glossary:
        return config
    glossary = read_glossary(Path(config.translate.glossary).expanduser())
    language = None if wish.source == AUTO else wish.source
    terms = glossary.hotwords(language, wish.targets)
    own = config.recognize.hotwords
    fitting = _fitting(terms, HOTWORDS_CHARS - len(own))
    if len(fitting) < len(terms):
        count = f"the first {len(fitting)} of the glossary's {len(terms)} terms"
        say(f"the recognizer is told to expect {count}: no more fit; all of them are translated")
    hotwords = SEPARATOR.join([*([own] if own else []), *fitting])
    return replace(config, recognize=replace(config.recognize, hotwords=hotwords))


def _fitting(terms: Iterable[str], room: int) -> list[str]:
    """The first terms, as many as fit into so many characters."""
    taken: list[str] = []
    for term in terms:
        room -= len(term) + len(SEPARATOR)
        if room < 0:
            break
        taken.append(term)
    return taken
