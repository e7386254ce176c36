"""What tests share: the user's models, and the recordings kept outside the project."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from configs.errors import ModelUnavailable
from configs.schema import ModelsConfig
from model_store.catalogue import load_catalogue
from model_store.store import ModelStore, open_store

# A deadline measures the machine, and what else it is doing.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

PROJECT = Path(__file__).parents[1]


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


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with recordings and models that are kept outside the project."""
    folder = Path(os.environ.get("DRAGOMAN_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}; DRAGOMAN_SHARED may name another")
    return folder
