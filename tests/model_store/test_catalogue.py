import re
from collections.abc import Iterator

import pytest

from configs.errors import ConfigError, ModelUnknown
from configs.profiles import read_profile
from configs.schema import PROFILES
from model_store.catalogue import (
    EncoderLengths,
    HubSource,
    ModelEntry,
    UrlSource,
    WheelSource,
    load_catalogue,
    parse_catalogue,
)

CATALOGUE = load_catalogue()
SMALL = """
[[model]]
name = "tiny"
role = "recognize"
engine = "faster_whisper"
languages = ["en"]
licence = "MIT"
publisher = "somebody"
files = [{ path = "a", size_bytes = 2 }, { path = "b", size_bytes = 3 }]
sources = [
    { kind = "hub", repo = "x/y" },
    { kind = "url", base = "https://files.example" },
    { kind = "wheel", packages = ["p==1"], members = { a = ["p/1", "p/2"] }, folder = "p" },
]
"""


def test_reads_a_model() -> None:
    entry = parse_catalogue(SMALL).entry("tiny")
    assert entry.size_bytes == 5
    assert entry.pair is None
    assert entry.commercial
    hub, url, wheel = entry.sources
    assert hub == HubSource("x/y", "main", "")
    assert url == UrlSource("https://files.example")
    assert isinstance(wheel, WheelSource)
    assert wheel.packages == ("p==1",)
    assert dict(wheel.members) == {"a": ("p/1", "p/2")}


def test_reads_what_an_encoder_bears() -> None:
    assert parse_catalogue(SMALL).entry("tiny").encoder is None
    line = "encoder = { filled_up_to_s = 12.0, least_zeros_s = 4.0 }"
    measured = parse_catalogue(SMALL.replace("role =", f"{line}\nrole ="))
    assert measured.entry("tiny").encoder == EncoderLengths(12.0, 4.0)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("size_bytes = 3", 'sha256 = "x"', "needs size_bytes"),
        ('kind = "hub"', 'kind = "ftp"', "ftp"),
        ('licence = "MIT"', 'license = "MIT"', "license"),
        ("files = [", "files = [[", "models.toml"),
        ('repo = "x/y"', 'repository = "x/y"', "repository"),
        ('role = "re', 'encoder = { filled_up_to_s = 40, least_zeros_s = 4 }\nrole = "re', "40 s"),
    ],
)
def test_a_wrong_catalogue_names_the_model(before: str, after: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        parse_catalogue(SMALL.replace(before, after))


def test_an_unknown_name_gets_near_ones() -> None:
    with pytest.raises(ModelUnknown, match=r"whisper-tiny.en") as info:
        CATALOGUE.entry("whisper-tiny")
    assert len(info.value.known) <= 4
    with pytest.raises(ModelUnknown) as info:
        CATALOGUE.entry("zzz")
    assert len(info.value.known) == len(CATALOGUE.models)


def test_knows() -> None:
    assert CATALOGUE.entry("whisper-base").knows("mt")
    assert CATALOGUE.entry("whisper-tiny.en").knows("en")
    assert not CATALOGUE.entry("whisper-tiny.en").knows("es")


@pytest.mark.parametrize("entry", list(CATALOGUE), ids=lambda entry: entry.name)
def test_built_in_model(entry: ModelEntry) -> None:
    assert entry.role in ("recognize", "translate", "speak", "detect")
    assert all((entry.engine, entry.licence, entry.publisher, entry.languages))
    assert entry.size_bytes > 0
    assert entry.files
    assert len({file.path for file in entry.files}) == len(entry.files)
    for file in entry.files:
        assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
    # A source cannot be mixed with another one where no hash tells whether they agree.
    assert len(entry.sources) == 1 or all(file.sha256 for file in entry.files)
    assert entry.sources


def wheels() -> Iterator[tuple[ModelEntry, WheelSource]]:
    for entry in CATALOGUE:
        yield from ((entry, item) for item in entry.sources if isinstance(item, WheelSource))


@pytest.mark.parametrize(
    ("entry", "source"), list(wheels()), ids=lambda value: getattr(value, "name", "")
)
def test_wheels_are_pinned_and_name_every_file(entry: ModelEntry, source: WheelSource) -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", package) for package in source.packages)
    assert source.size_bytes
    assert set(source.members) <= {file.path for file in entry.files}
    assert source.folder or set(source.members) == {file.path for file in entry.files}


def test_non_commercial_licences_are_marked() -> None:
    for entry in CATALOGUE:
        assert entry.commercial == ("NC" not in entry.licence)


@pytest.mark.parametrize("profile", PROFILES)
def test_profiles_name_models_of_the_catalogue(profile: str) -> None:
    tables = read_profile(profile)
    for name in tables["models"]["wanted"]:
        CATALOGUE.entry(name)
    for name in tables["recognize"]["candidates"]:
        assert CATALOGUE.entry(name).role == "recognize"


def test_light_models_need_no_hub() -> None:
    for name in read_profile("light")["models"]["wanted"]:
        entry = CATALOGUE.entry(name)
        assert any(not isinstance(source, HubSource) for source in entry.sources)
        assert all(file.sha256 and file.size_bytes for file in entry.files)
