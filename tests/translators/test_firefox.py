import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from configs.errors import ConfigError, EngineError, MissingPart, ModelUnavailable, UnsupportedPair
from model_store.catalogue import load_catalogue
from model_store.store import ModelStore
from tests.conftest import PROJECT
from tests.translators.engines import EN_ES, EN_PT, offline_context
from translators.backends import firefox
from translators.backends.firefox import BACKEND, MAX_CHARS, FirefoxTranslator
from translators.registry import EngineContext
from translators.translate import Pair, TranslationRequest

PT_EN = Pair("pt", "en")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library's own cache, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    from fxtranslate import Cache

    return Path(Cache().root)


@pytest.fixture
def portuguese(store: ModelStore) -> Iterator[FirefoxTranslator]:
    for name in ("firefox-en-pt", "firefox-pt-en"):
        store.ensure(name)
    engine = BACKEND.create({}, EngineContext(store))
    yield engine
    engine.close()


def say(engine: FirefoxTranslator, text: str, pair: Pair = EN_PT) -> str:
    return engine.translate(TranslationRequest(text, pair)).text


@pytest.mark.models
def test_both_directions_with_several_sentences(portuguese: FirefoxTranslator) -> None:
    assert say(portuguese, "The conference is now locked. Goodbye.").count(".") == 2
    assert say(portuguese, "Bom dia.", PT_EN) == "Good morning."


@pytest.mark.models
def test_a_text_longer_than_a_call_is_cut_and_complete(portuguese: FirefoxTranslator) -> None:
    text = "The weather is nice today. " * (3 * MAX_CHARS // 27)
    answer = say(portuguese, text)
    assert answer.count(".") == text.count(".")


@pytest.mark.models
def test_the_models_live_in_one_thread(portuguese: FirefoxTranslator) -> None:
    say(portuguese, "Hello.")
    say(portuguese, "Olá.", PT_EN)
    names = [thread.name for thread in threading.enumerate()]
    assert sum(name.startswith("firefox") for name in names) == 1
    portuguese.close()
    assert not any(thread.name.startswith("firefox") for thread in threading.enumerate())


_ENDS = """
import sys
from pathlib import Path
from translators.backends.firefox import FirefoxTranslator
from translators.translate import Pair, TranslationRequest

pair = Pair("en", "pt")
engine = FirefoxTranslator({pair: lambda: Path(sys.argv[1])})
print(engine.translate(TranslationRequest("Good morning.", pair)).text)
if sys.argv[2] == "closed":
    engine.close()
"""


@pytest.mark.models
@pytest.mark.parametrize("how", ["closed", "left"])
def test_the_models_go_in_the_thread_that_made_them(store: ModelStore, how: str) -> None:
    """The library complains on standard error where they do not, also as the program ends."""
    command = [sys.executable, "-c", _ENDS, str(store.ensure("firefox-en-pt")), how]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("Bom dia.\n", "")


@pytest.mark.models
def test_a_model_in_the_librarys_own_cache_is_found(
    store: ModelStore, own_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(store.ensure("firefox-en-pt"), own_cache / "en-pt")
    engine = BACKEND.create({}, offline_context(tmp_path / "empty"))
    assert engine.traits.pairs == {EN_PT}
    assert say(engine, "Good morning.") == "Bom dia."
    engine.close()
    assert BACKEND.check(offline_context(tmp_path / "empty")).detail == "at hand: en-pt"


def test_offline_an_empty_cache_has_no_pairs(tmp_path: Path) -> None:
    engine = BACKEND.create({}, offline_context(tmp_path))
    assert engine.traits.pairs == frozenset()
    with pytest.raises(UnsupportedPair):
        say(engine, "x", EN_ES)
    engine.close()
    verdict = BACKEND.check(offline_context(tmp_path))
    assert (verdict.usable, verdict.detail) == (True, "no model yet")


def test_with_a_network_the_catalogues_pairs_count(tmp_path: Path) -> None:
    engine = BACKEND.create({}, EngineContext(ModelStore(load_catalogue(), tmp_path)))
    assert {EN_PT, PT_EN} <= engine.traits.pairs
    engine.close()


def test_the_server_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")
    context = EngineContext(ModelStore(load_catalogue(), tmp_path))
    with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1:9"):
        BACKEND.create({"download": True}, context)
    # offline nothing is asked
    BACKEND.create({"download": True}, offline_context(tmp_path)).close()


@pytest.mark.parametrize("options", [{"download": "yes"}, {"beam": 4}])
def test_wrong_options_are_refused(tmp_path: Path, options: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=f"translate.options.{next(iter(options))}"):
        BACKEND.create(options, offline_context(tmp_path))


def test_a_missing_package_is_named_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firefox, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="pip install 'fxtranslate"):
        BACKEND.create({}, offline_context(tmp_path))
    assert "pip install" in BACKEND.check(offline_context(tmp_path)).command


@pytest.mark.parametrize("content", [None, b"", b"this is no model"])
def test_a_broken_model_is_one_clear_error(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "model.enpt.bin").write_bytes(content)
        (tmp_path / "vocab.enpt.spm").write_bytes(content)
    engine = FirefoxTranslator({EN_PT: lambda: tmp_path})
    with pytest.raises(EngineError, match=str(tmp_path)):
        say(engine, "Hello.")
    engine.close()
