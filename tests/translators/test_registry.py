from importlib.metadata import EntryPoint

import pytest

from configs.errors import ConfigError
from translators import registry
from translators.registry import BUILT_IN, backend, backend_names


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role in BUILT_IN for name in BUILT_IN[role]]
)
def test_every_built_in_backend_is_there(role: registry.Role, name: str) -> None:
    found = backend(role, name)
    assert callable(found.check)
    assert callable(found.create)


def test_an_unknown_engine_is_refused_with_the_known_names() -> None:
    with pytest.raises(ConfigError, match="unknown engine 'babelfish'") as caught:
        backend("translate", "babelfish")
    assert caught.value.allowed == backend_names("translate")


def test_plug_ins_come_after_the_built_in_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "tests.translators.engines:FakeTranslator", "dragoman.translate")

    def points(group: str, name: str = "mine") -> list[EntryPoint]:
        return [point] if (group, name) == ("dragoman.translate", "mine") else []

    monkeypatch.setattr(registry, "entry_points", points)
    assert backend_names("translate") == (*BUILT_IN["translate"], "mine")
    assert backend_names("speak") == tuple(BUILT_IN["speak"])
    assert backend("translate", "mine") is point.load()
