"""What tests share: the user's models, and the recordings kept outside the project."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from configs.errors import ModelUnavailable
from configs.schema import ModelsConfig
from model_store.catalogue import load_catalogue
from model_store.store import ModelStore, open_store
from translators.backends.whisper_network import missing_packages

# A deadline measures the machine, and what else it is doing.
settings.register_profile("patient", deadline=None)
# Everyday runs look for new cases; a gate judges a change by the same ones each time.
settings.load_profile("ci" if os.environ.get("CI") else "patient")

PROJECT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs torch says so, and is skipped without it; `make test-torch` has it."""
    if not missing_packages():
        return
    skipped = pytest.mark.skip(reason="needs: pip install 'dragoman[torch]'")
    for item in items:
        if item.get_closest_marker("torch"):
            item.add_marker(skipped)


class SkippingStore(ModelStore):
    """Skips the test that wants a model which cannot be had, and asks for it only once."""

    def __init__(self, cache: Path) -> None:
        super().__init__(load_catalogue(), cache)
        self._missing: dict[str, str] = {}

    def pull(self, name: str) -> Path:
        if name not in self._missing:
            try:
                return super().pull(name)
            except ModelUnavailable as error:
                self._missing[name] = str(error)
        pytest.skip(self._missing[name])


@pytest.fixture(scope="session")
def store() -> ModelStore:
    """The user's models; what is missing is fetched when a test wants it."""
    return SkippingStore(open_store(ModelsConfig()).cache)


@pytest.fixture
def fake_engines() -> Iterator[None]:
    """Backends called `fake`, in every role; they need no model."""
    from tests.dragoman.with_fakes import fakes  # which loads the whole program

    with fakes():
        yield


@pytest.fixture
def said() -> list[str]:
    """Lines that the program tells: give it `said.append`."""
    return []


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with recordings and models that are kept outside the project."""
    folder = Path(os.environ.get("DRAGOMAN_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}; DRAGOMAN_SHARED may name another")
    return folder
