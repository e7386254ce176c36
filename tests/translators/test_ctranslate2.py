import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from configs.errors import ConfigError, EngineError, MissingPart, ModelUnknown, UnsupportedPair
from model_store.catalogue import ModelEntry, ModelFile, load_catalogue
from model_store.store import ModelStore
from tests.translators.engines import EN_ES, ES_EN, offline_context, offline_store
from tests.translators.tiny_model import make_model
from translators.backends import ctranslate2
from translators.backends.ctranslate2 import BACKEND, Ctranslate2Translator
from translators.backends.ctranslate2_model import Ctranslate2Model, Decoding, Prefix, pairs_of
from translators.registry import EngineContext
from translators.translate import Pair, TranslationRequest

LOCKED = "The conference is now locked."
HARD = "La conferencia está actualmente bloqueada."
FREE = "La conferencia está ahora bloqueada."


@pytest.fixture(scope="module")
def m2m(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("m2m"), ["__en__", "__es__", "__ast__"])


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokens = ["eng_Latn", "spa_Latn", "zho_Hant", "zho_Hans", "arb_Latn"]
    return make_model(tmp_path_factory.mktemp("nllb"), tokens)


@pytest.fixture
def prompts(shared: Path) -> Path:
    return shared / "models" / "opus-prompts-en-es"


@pytest.fixture
def spanish(prompts: Path, tmp_path: Path) -> Iterator[Ctranslate2Translator]:
    engine = BACKEND.create({"model": str(prompts)}, offline_context(tmp_path))
    yield engine
    engine.close()


def named(folder: Path, name: str) -> Path:
    """A folder of that name with a Marian layout, as far as files go."""
    made = folder / name
    made.mkdir()
    for file in ("model.bin", "source.spm", "target.spm"):
        (made / file).touch()
    (made / "shared_vocabulary.json").write_text('["</s>", "a"]')
    return made


@pytest.mark.shared
def test_the_opus_layout_translates_what_it_knows(spanish: Ctranslate2Translator) -> None:
    assert spanish.traits.pairs == {EN_ES}
    assert spanish.traits.forces_prefix
    assert spanish.translate(TranslationRequest(LOCKED, EN_ES)).text == FREE


@pytest.mark.shared
@pytest.mark.parametrize(
    ("prefix", "bias", "expected"),
    [
        ("La conferencia está actualmente", None, HARD),
        ("La conferencia está actualmente", 1.0, HARD),
        ("La conferencia está actualmente", 0.6, HARD),
        ("La conferencia está actualmente", 0.3, FREE),
        ("La conferencia está actualmente", 0.0, FREE),
        ("La conferencia está actualmente ", None, HARD),
        ("La  conferencia está actualmente", None, HARD.replace(" ", "  ", 1)),
    ],
)
def test_a_prefix_is_forced_or_preferred(
    spanish: Ctranslate2Translator, prefix: str, bias: float | None, expected: str
) -> None:
    request = TranslationRequest(LOCKED, EN_ES, prefix, bias)
    assert spanish.translate(request).text == expected


@pytest.mark.shared
def test_a_text_beyond_the_models_length_is_cut_by_sentences(
    spanish: Ctranslate2Translator,
) -> None:
    answer = spanish.translate(TranslationRequest(f"{LOCKED} " * 60, EN_ES))
    assert answer.text == " ".join([FREE] * 60)


@pytest.mark.shared
def test_every_beam_gives_a_translation(prompts: Path, tmp_path: Path) -> None:
    for beam in (1, 4):
        options = {"model": str(prompts), "beam": beam, "no_repeat_ngram": 0}
        engine = BACKEND.create(options, offline_context(tmp_path))
        assert engine.translate(TranslationRequest(LOCKED, EN_ES)).text == FREE
        engine.close()


def test_many_languages_make_many_pairs(m2m: Path, nllb: Path) -> None:
    assert pairs_of(m2m, None, None) == {EN_ES, ES_EN}
    found = pairs_of(nllb, None, None)
    assert found == {Pair(a, b) for a in ("en", "es", "zh") for b in ("en", "es", "zh") if a != b}
    assert pairs_of(nllb, "en", None) == {EN_ES, Pair("en", "zh")}
    with pytest.raises(ConfigError, match="does not know pl"):
        pairs_of(nllb, "pl", None)


def test_language_tokens_frame_both_sides(nllb: Path) -> None:
    model = Ctranslate2Model(nllb, device="cpu", threads=1)
    source, opening = model._framed("hello world", Pair("en", "zh"))
    assert (source[0], source[-1], opening) == ("eng_Latn", "</s>", ["zho_Hans"])
    model.close()


@pytest.mark.parametrize("bias", [None, 0.5, 0.01])
def test_the_target_language_is_not_up_to_the_model(m2m: Path, bias: float | None) -> None:
    model = Ctranslate2Model(m2m, device="cpu", threads=1)
    text = model.translate("hello world", EN_ES, Prefix("hola mundo", bias))
    assert "__" not in text
    assert bias is not None or text.startswith("hola mundo")
    model.close()


def test_a_loop_is_decoded_again_without_repetition(
    m2m: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Ctranslate2Model(m2m, device="cpu", threads=1, decoding=Decoding(1, 3))
    guards = []

    def search(source: list[str], prefix: list[str], limit: int, bias: float, guard: int):
        guards.append(guard)
        return [*prefix, *(["no"] * limit if guard == 0 else ["no"])]

    monkeypatch.setattr(model, "_search", search)
    assert model.translate("hello world", EN_ES, Prefix()) == "no"
    assert guards == [0, 3]
    # what was said that way is not a loop
    model.translate("hello hello hello hello hello hello hello", EN_ES, Prefix())
    assert guards == [0, 3, 0]
    model.close()


@pytest.mark.parametrize(
    "name", ["opus-mt-en-es", "en_es", "opus-mt-en-es-ct2-int8", "opus-mt-tc-big-en-es", "eng.spa"]
)
def test_the_pair_is_read_from_the_folders_name(tmp_path: Path, name: str) -> None:
    assert pairs_of(named(tmp_path, name), None, None) == {EN_ES}


def test_a_marian_model_for_many_targets_lists_them(tmp_path: Path) -> None:
    folder = named(tmp_path, "opus-mt-en-roa")
    (folder / "shared_vocabulary.json").write_text('["</s>", ">>spa<<", ">>por<<", ">>xyz<<"]')
    assert pairs_of(folder, "en", None) == {EN_ES, Pair("en", "pt")}
    assert pairs_of(folder, "en", "pt") == {Pair("en", "pt")}


def test_a_name_that_says_nothing_needs_the_options(tmp_path: Path) -> None:
    folder = named(tmp_path, "model")
    with pytest.raises(ConfigError, match=r"set options\.source and options\.target"):
        BACKEND.create({"model": str(folder)}, offline_context(tmp_path))
    options = {"model": str(folder), "source": "eng", "target": "pt-BR"}
    engine = BACKEND.create(options, offline_context(tmp_path))
    assert engine.traits.pairs == {Pair("en", "pt")}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"model": "/no/such/folder"}, "there is no folder"),
        ({"model": "firefox-en-pt"}, "is not a model for ctranslate2"),
        ({"beams": 2}, "unknown option"),
        ({"beam": 9}, "out of range"),
        ({"beam": "2"}, "is not of type int"),
        ({"beam": True}, "is not of type int"),
        ({"no_repeat_ngram": -1}, "out of range"),
        ({"model": ".", "source": "klingon"}, "unknown language"),
        ({"model": "tests"}, "has no model.bin"),
    ],
)
def test_wrong_options_are_refused(
    tmp_path: Path, options: dict[str, object], problem: str
) -> None:
    with pytest.raises(ConfigError, match=problem):
        BACKEND.create(options, offline_context(tmp_path))


def test_an_unknown_model_is_not_in_the_catalogue(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknown):
        BACKEND.create({"model": "opus-mt-en-tlh"}, offline_context(tmp_path))


def test_a_missing_package_is_named_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctranslate2, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="pip install ctranslate2 sentencepiece"):
        BACKEND.create({}, offline_context(tmp_path))
    assert "pip install" in BACKEND.check(offline_context(tmp_path)).command


def test_a_broken_model_is_one_clear_error(tmp_path: Path) -> None:
    folder = named(tmp_path, "opus-mt-en-es")
    engine = BACKEND.create({"model": str(folder)}, offline_context(tmp_path))
    with pytest.raises(EngineError, match="opus-mt-en-es"):
        engine.translate(TranslationRequest("Hello.", EN_ES))


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("sentencepiece.bpe.model", "neither source.spm"),
        ("shared_vocabulary.json", "has no vocabulary"),
    ],
)
def test_a_missing_file_is_named(m2m: Path, tmp_path: Path, file: str, problem: str) -> None:
    folder = shutil.copytree(m2m, tmp_path / "copy")
    (folder / file).unlink()

    def use() -> None:
        engine = BACKEND.create({"model": str(folder)}, offline_context(tmp_path))
        engine.translate(TranslationRequest("hello", EN_ES))

    with pytest.raises(ConfigError, match=problem):
        use()


def test_cached_models_of_the_catalogue_are_used(m2m: Path, tmp_path: Path) -> None:
    files = tuple(ModelFile(path.name) for path in sorted(m2m.iterdir()))
    many = ModelEntry("many", "translate", "ctranslate2", ("*",), "MIT", "us", 1, files, ())
    pair = ModelEntry(
        "pair", "translate", "ctranslate2", (), "MIT", "us", 1, files, (), ("en", "pl")
    )
    shutil.copytree(m2m, tmp_path / "many")
    context = EngineContext(offline_store(tmp_path, {"many": many, "pair": pair}))
    assert BACKEND.check(context).detail == "at hand: many"
    engine = BACKEND.create({}, context)
    assert engine.traits.pairs == {EN_ES, ES_EN}
    assert engine.translate(TranslationRequest("hello", EN_ES)).text
    with pytest.raises(UnsupportedPair):
        engine.translate(TranslationRequest("hello", Pair("en", "pl")))
    engine.close()


def test_a_catalogue_name_is_as_good_as_a_folder(m2m: Path, tmp_path: Path) -> None:
    files = tuple(ModelFile(path.name) for path in sorted(m2m.iterdir()))
    one = ModelEntry("one", "translate", "ctranslate2", (), "MIT", "us", 1, files, (), ("en", "es"))
    shutil.copytree(m2m, tmp_path / "one")
    context = EngineContext(offline_store(tmp_path, {"one": one}))
    engine = BACKEND.create({"model": "one"}, context)
    assert engine.traits.pairs == {EN_ES}
    assert engine.translate(TranslationRequest("hello", EN_ES)).text
    engine.close()


def test_with_a_network_the_catalogues_pairs_count(tmp_path: Path) -> None:
    store = ModelStore(load_catalogue(), tmp_path)
    assert EN_ES in BACKEND.create({}, EngineContext(store)).traits.pairs
    assert EN_ES not in BACKEND.create({}, offline_context(tmp_path)).traits.pairs
