"""Apertium: rule-based translation between related languages, about a millisecond a sentence.

The pairs are Debian packages. A pair's programs are started once and kept (see
`apertium_pipeline`); when they die they are started again and the text is sent once more.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from configs.errors import EngineError, MissingPart, UnsupportedPair
from translators.backends.apertium_pipeline import Pipeline, PipelineError, stages
from translators.languages import find_language
from translators.options import check_options
from translators.pieces import printable
from translators.registry import EngineContext, Usability
from translators.translate import (
    Notice,
    Pair,
    TranslatedText,
    TranslationRequest,
    TranslatorTraits,
)

__all__ = ["BACKEND", "MODES", "ApertiumTranslator", "install_command", "installed_modes"]

MODES = Path("/usr/share/apertium/modes")
"""Where the Debian packages put their pipelines."""
_TIMEOUT_S = 5.0
_FIRST_LETTER = re.compile(r"[^\W\d_]")

# Directions in Debian 12 whose two languages have an ISO 639-1 code. `>`: this way only.
_PACKAGES = """
afr-nld af-nl | arg-cat an-ca  | bel-rus be-ru  | br-fr br>fr    | cat-ita ca-it
cat-srd ca>sc | dan-nor da-nn  | dan-nor da-no  | en-gl en-gl    | eng-cat en-ca
eng-spa en-es | eo-ca ca>eo    | eo-en en-eo    | eo-es es>eo    | eo-fr fr>eo
es-gl es-gl   | es-pt es-pt    | es-ro ro>es    | eu-en eu>en    | eu-es eu>es
fr-es fr-es   | fra-cat fr-ca  | hbs-eng en-hr  | hbs-eng en-bs  | hbs-eng en>sr
hbs-mkd hr-mk | hbs-mkd bs-mk  | hbs-mkd mk>sr  | hbs-slv hr-sl  | hbs-slv bs-sl
hbs-slv sl>sr | ind-zlm id-ms  | isl-eng is>en  | isl-swe is-sv  | mkd-bul mk-bg
mkd-eng mk>en | nno-nob nn-no  | oc-ca oc-ca    | oc-es oc-es    | oci-fra oc-fr
por-cat pt-ca | pt-gl pt-gl    | rus-ukr ru-uk  | spa-arg es-an  | spa-cat es-ca
spa-ita es-it | srd-ita it>sc  | swe-dan sv-da  | swe-nor sv-nn  | swe-nor sv-no
urd-hin ur-hi
"""
# One analyser for Serbo-Croatian in Latin letters; the generators know the standards.
_SERBO_CROATIAN = {"hbs": ("hr", "bs"), "hbs_HR": ("hr",), "hbs_BS": ("bs",), "hbs_SR": ("sr",)}
_PROGRAM_PACKAGES = {
    "cg-proc": "cg3",
    "lsx-proc": "apertium-separable",
    "rtx-proc": "apertium-recursive",
    "lrx-proc": "apertium-lex-tools",
    "apertium-anaphora": "apertium-anaphora",
}


def _packages() -> dict[Pair, str]:
    found: dict[Pair, str] = {}
    for row in _PACKAGES.replace("|", "\n").split("\n"):
        if not row.strip():
            continue
        name, languages = row.split()
        source, target = re.split("[->]", languages)
        found[Pair(source, target)] = f"apertium-{name}"
        if "-" in languages:
            found[Pair(target, source)] = f"apertium-{name}"
    return found


_PACKAGE_OF = _packages()


def _languages(side: str) -> tuple[str, ...]:
    """Languages that one side of a mode's name stands for; none for a regional variant."""
    if side in _SERBO_CROATIAN:
        return _SERBO_CROATIAN[side]
    code = find_language(side) if "_" not in side else None
    return (code,) if code else ()


def installed_modes(folder: Path) -> dict[Pair, Path]:
    """The mode file of every installed direction."""
    found: dict[Pair, Path] = {}
    for path in sorted(folder.glob("*.mode")):
        sides = path.stem.split("-")
        if len(sides) != 2:
            continue
        for source in _languages(sides[0]):
            for target in _languages(sides[1]):
                found.setdefault(Pair(source, target), path)
    return found


def _missing_programs(mode: Path) -> list[str]:
    """Debian packages of the programs that a mode needs and that are not there."""
    programs = (command[0] for command in stages(mode.read_text(encoding="utf-8")))
    missing = {program for program in programs if shutil.which(program) is None}
    return sorted({_PROGRAM_PACKAGES.get(program, "apertium") for program in missing})


def _complete(modes: Mapping[Pair, Path]) -> dict[Pair, Path]:
    return {pair: mode for pair, mode in modes.items() if not _missing_programs(mode)}


def install_command(pair: Pair, folder: Path = MODES) -> str:
    """The command that adds this direction; empty when Debian has none, or when it is complete."""
    mode = installed_modes(folder).get(pair)
    if mode is not None:
        missing = _missing_programs(mode)
        return f"apt-get install {' '.join(missing)}" if missing else ""
    package = _PACKAGE_OF.get(pair)
    return f"apt-get install apertium {package}" if package else ""


class ApertiumTranslator:
    """Keeps one pipeline for each direction that was asked for."""

    def __init__(self, modes: Mapping[Pair, Path], timeout_s: float = _TIMEOUT_S) -> None:
        self._modes = modes
        self._timeout_s = timeout_s
        self._traits = TranslatorTraits("apertium", frozenset(modes))
        self._running: dict[Path, Pipeline] = {}

    @property
    def traits(self) -> TranslatorTraits:
        """What this engine can do: the directions whose packages are installed."""
        return self._traits

    def pids(self, pair: Pair) -> tuple[int, ...]:
        """Process ids of a direction's stages; empty when they do not run."""
        running = self._running.get(self._modes[pair])
        return running.pids if running else ()

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate; words that Apertium does not know stay as they are."""
        if request.pair not in self._modes:
            raise UnsupportedPair(*request.pair, install_command(request.pair))
        text = printable(request.text).strip()
        if not text:
            return TranslatedText("")
        # Apertium takes whatever comes first for the beginning of a sentence and capitalises it.
        # A comma in front tells it that a text which begins small goes on with a sentence.
        midway = _begins_small(text)
        answer, notices = self._ask(request.pair, f", {text}" if midway else text)
        answer = answer.strip()
        answer = answer.removeprefix(",").lstrip() if midway else answer
        return TranslatedText(answer, notices=notices)

    def close(self) -> None:
        """End all processes."""
        while self._running:
            self._running.popitem()[1].close()

    def _ask(self, pair: Pair, text: str) -> tuple[str, tuple[Notice, ...]]:
        """The answer; where the programs failed they are started anew, once, and that is told."""
        name = f"apertium {pair.source}-{pair.target}"
        try:
            return self._ask_once(pair, text), ()
        except PipelineError as death:
            notice = Notice("engine_restarted", f"{name} {death}, and was started again")
        try:
            return self._ask_once(pair, text), (notice,)
        except PipelineError as death:
            raise EngineError(f"{name} {death}, twice") from death

    def _ask_once(self, pair: Pair, text: str) -> str:
        mode = self._modes[pair]
        if mode not in self._running:
            self._running[mode] = Pipeline.of_mode(mode)
        try:
            return self._running[mode].ask(text, self._timeout_s)
        except PipelineError:
            self._running.pop(mode).close()
            raise


def _begins_small(text: str) -> bool:
    first = _FIRST_LETTER.search(text)
    return bool(first and first.start() == 0 and first[0].islower())


class ApertiumBackend:
    """The installed directions."""

    _INSTALL = "apt-get install apertium apertium-eng-spa"

    def check(self, context: EngineContext) -> Usability:
        """Usable when the programs and at least one complete direction are installed."""
        modes = installed_modes(MODES)
        complete = _complete(modes)
        if not complete:
            return Usability(False, "no language pair is installed", self._INSTALL)
        names = ", ".join(f"{pair.source}-{pair.target}" for pair in sorted(complete))
        wanting = {part for mode in modes.values() for part in _missing_programs(mode)}
        more = f"; more with: apt-get install {' '.join(sorted(wanting))}" if wanting else ""
        return Usability(True, f"installed: {names}{more}")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> ApertiumTranslator:
        """There are no options; raises `MissingPart` when nothing is installed."""
        check_options("translate", options, ())
        modes = _complete(installed_modes(MODES))
        if not modes:
            raise MissingPart("Apertium with a language pair", self._INSTALL)
        return ApertiumTranslator(modes)


BACKEND = ApertiumBackend()
