import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configs.errors import ConfigError, EngineError, MissingPart, UnsupportedPair
from tests.translators.engines import EN_ES, ES_EN, offline_context
from translators.backends import apertium
from translators.backends.apertium import (
    BACKEND,
    MODES,
    ApertiumTranslator,
    install_command,
    installed_modes,
)
from translators.backends.apertium_pipeline import (
    Pipeline,
    PipelineError,
    escape,
    stages,
    unescape,
)
from translators.translate import Pair, TranslationRequest

needs_spanish = pytest.mark.skipif(
    shutil.which("lt-proc") is None or not (MODES / "spa-eng.mode").is_file(),
    reason="apt-get install apertium apertium-eng-spa",
)


def say(engine: ApertiumTranslator, text: str, pair: Pair = ES_EN) -> str:
    return engine.translate(TranslationRequest(text, pair)).text


def is_running(pid: int) -> bool:
    """A zombie counts: it still has an entry until somebody waits for it."""
    return Path(f"/proc/{pid}").exists()


@pytest.fixture
def spanish(tmp_path: Path) -> Iterator[ApertiumTranslator]:
    engine = BACKEND.create({}, offline_context(tmp_path))
    yield engine
    engine.close()


@pytest.fixture
def echo() -> Iterator[Pipeline]:
    """Two stages that hand on what they read."""
    pipeline = Pipeline([["cat"], ["cat"]])
    yield pipeline
    pipeline.close()


def test_stages_flush_behind_their_switches_and_leave_out_marks() -> None:
    mode = "lt-proc -w '/a b.bin' | apertium-tagger -g $2 'p' | apertium-pretransfer | lt-proc $1 g"
    assert stages(mode) == [
        ["lt-proc", "-w", "-z", "/a b.bin"],
        ["apertium-tagger", "-g", "-z", "p"],
        ["apertium-pretransfer", "-z"],
        ["lt-proc", "-n", "-z", "g"],
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Co"])))
def test_escaping_is_undone(text: str) -> None:
    assert unescape(escape(text)) == text


def test_a_pipeline_answers_each_request_with_its_own_text(echo: Pipeline) -> None:
    for text in ("one", "", "[x] {y} ^z$ \\ / < > @ ~", "three\nlines\n"):
        assert echo.ask(text, 5.0) == text


def test_a_text_larger_than_all_pipes_passes(echo: Pipeline) -> None:
    text = "word " * 200_000
    assert echo.ask(text, 20.0) == text


def test_a_pipeline_that_says_nothing_is_given_up() -> None:
    pipeline = Pipeline([["sleep", "60"]])
    with pytest.raises(PipelineError, match="no answer in time"):
        pipeline.ask("text", 0.05)
    pipeline.close()


def test_an_answer_that_was_cut_off_is_no_answer() -> None:
    pipeline = Pipeline([["printf", r"half an ans\0"]])
    with pytest.raises(PipelineError, match="ended"):
        pipeline.ask("text", 5.0)
    pipeline.close()


def test_a_dead_stage_is_named() -> None:
    pipeline = Pipeline([["cat"], ["false"]])
    with pytest.raises(PipelineError, match="ended"):
        pipeline.ask("text", 5.0)
    pipeline.close()
    assert not any(is_running(pid) for pid in pipeline.pids)


def test_a_program_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(EngineError, match="cannot start no-such-program"):
        Pipeline([["cat"], ["no-such-program"]])


def test_modes_become_pairs(tmp_path: Path) -> None:
    names = ["spa-eng", "spa-eng_US", "eng-hbs_SR", "hbs-eng", "es-eo-no_cg", "pol-szl", "en-gl"]
    for name in names:
        (tmp_path / f"{name}.mode").touch()
    found = {pair: path.stem for pair, path in installed_modes(tmp_path).items()}
    assert found == {
        ES_EN: "spa-eng",
        Pair("en", "sr"): "eng-hbs_SR",
        Pair("hr", "en"): "hbs-eng",
        Pair("bs", "en"): "hbs-eng",
        Pair("en", "gl"): "en-gl",
    }


def test_the_debian_package_of_a_pair_is_known(tmp_path: Path) -> None:
    assert install_command(EN_ES, tmp_path) == "apt-get install apertium apertium-eng-spa"
    assert install_command(Pair("pt", "es"), tmp_path) == "apt-get install apertium apertium-es-pt"
    assert install_command(Pair("ro", "es"), tmp_path) == "apt-get install apertium apertium-es-ro"
    assert install_command(Pair("es", "ro"), tmp_path) == ""
    assert install_command(Pair("en", "ja"), tmp_path) == ""


def test_a_program_that_an_installed_pair_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "spa-eng.mode").write_text("cat | no-such-program 'x'")
    assert install_command(ES_EN, tmp_path) == "apt-get install apertium"


def test_without_a_pair_the_command_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apertium, "MODES", tmp_path)
    context = offline_context(tmp_path)
    assert BACKEND.check(context).command == "apt-get install apertium apertium-eng-spa"
    with pytest.raises(MissingPart, match="apt-get install apertium apertium-eng-spa"):
        BACKEND.create({}, context)


def test_it_takes_no_options(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"translate\.options\.beam"):
        BACKEND.create({"beam": 2}, offline_context(tmp_path))


def test_a_pipeline_that_dies_each_time_is_an_engine_error(tmp_path: Path) -> None:
    mode = tmp_path / "spa-eng.mode"
    mode.write_text("cat | false")
    engine = ApertiumTranslator({ES_EN: mode})
    with pytest.raises(EngineError, match=r"apertium es-en ended .*, twice"):
        say(engine, "hola")
    assert engine.pids(ES_EN) == ()


def test_a_hanging_pipeline_is_ended_and_started_once_more(tmp_path: Path) -> None:
    program, flag, mode = tmp_path / "program", tmp_path / "flag", tmp_path / "spa-eng.mode"
    # hangs the first time, answers the second time
    hang = f"touch {flag}; exec sleep 60"
    program.write_text(f"#!/bin/sh\nif [ -e {flag} ]; then exec cat; else {hang}; fi\n")
    program.chmod(0o755)
    mode.write_text(f"'{program}'")
    engine = ApertiumTranslator({ES_EN: mode}, timeout_s=0.5)
    answer = engine.translate(TranslationRequest("Hola", ES_EN))
    assert answer.text == "Hola"
    assert [notice.code for notice in answer.notices] == ["engine_restarted"]
    assert "apertium es-en gave no answer in time" in answer.notices[0].message
    assert engine.translate(TranslationRequest("Hola", ES_EN)).notices == ()
    engine.close()


@needs_spanish
def test_spanish_becomes_english_and_unknown_words_stay_unmarked(
    spanish: ApertiumTranslator,
) -> None:
    assert say(spanish, "La conferencia está bloqueada.") == "The conference is blocked."
    assert say(spanish, "La xyzzyfoo está aquí.") == "The xyzzyfoo is here."
    assert say(spanish, "hola *mundo* #1 @casa") == "hello *world* #1 @house"


@needs_spanish
def test_a_text_that_begins_small_stays_small(spanish: ApertiumTranslator) -> None:
    assert say(spanish, "en casa") == "home"
    assert say(spanish, "lunes") == "Monday"
    assert say(spanish, "El señor") == "The gentleman"


@needs_spanish
def test_what_it_cannot_do_names_the_package(spanish: ApertiumTranslator) -> None:
    with pytest.raises(UnsupportedPair, match="apt-get install apertium apertium-afr-nld"):
        say(spanish, "x", Pair("af", "nl"))


@needs_spanish
def test_any_stage_may_be_killed_at_any_time(spanish: ApertiumTranslator) -> None:
    say(spanish, "Hola.")
    for number in range(len(spanish.pids(ES_EN))):
        before = spanish.pids(ES_EN)
        os.kill(before[number], signal.SIGKILL)
        answer = spanish.translate(TranslationRequest("La conferencia está bloqueada.", ES_EN))
        assert answer.text == "The conference is blocked."
        assert [notice.code for notice in answer.notices] == ["engine_restarted"]
        assert not any(is_running(pid) for pid in before if pid not in spanish.pids(ES_EN))


@needs_spanish
def test_close_leaves_no_process(spanish: ApertiumTranslator) -> None:
    say(spanish, "Hola.")
    pids = spanish.pids(ES_EN)
    assert all(is_running(pid) for pid in pids)
    spanish.close()
    assert not any(is_running(pid) for pid in pids)


ODD = st.text(st.sampled_from("[]{}^$/\\@<>~*#+_|;:.,¿? \n\taeiouñá1😀日"), max_size=40)


@pytest.fixture(scope="module")
def one_engine() -> Iterator[ApertiumTranslator]:
    engine = ApertiumTranslator(installed_modes(MODES))
    yield engine
    engine.close()


@needs_spanish
@settings(max_examples=60, deadline=None)
@given(ODD)
def test_no_text_puts_question_and_answer_out_of_step(
    one_engine: ApertiumTranslator, text: str
) -> None:
    say(one_engine, "Hola.")
    before = one_engine.pids(ES_EN)
    answer = say(one_engine, text)
    kept = "[]{}^$\\@<>~"
    assert [c for c in answer if c in kept] == [c for c in text if c in kept]
    assert say(one_engine, "La conferencia está bloqueada.") == "The conference is blocked."
    assert one_engine.pids(ES_EN) == before
