from pathlib import Path
from typing import get_args

import pytest

from configs.errors import ConfigError
from tests.translators.engines import offline_context
from translators.options import check_options, number_option
from translators.registry import BUILT_IN, Role, backend

BACKENDS = [(role, name) for role in get_args(Role) if role in BUILT_IN for name in BUILT_IN[role]]


@pytest.mark.parametrize(("role", "name"), BACKENDS)
def test_every_built_in_engine_refuses_an_option_that_it_does_not_know(
    tmp_path: Path, role: Role, name: str
) -> None:
    options = {"model": "none", "nonsense": 1}
    with pytest.raises(ConfigError) as refused:
        backend(role, name).create(options, offline_context(tmp_path))
    assert refused.value.key.startswith(f"{role}.options.")
    problems = ("unknown option", "the engine takes no options")
    assert refused.value.problem in problems


def test_the_known_options_are_named() -> None:
    with pytest.raises(ConfigError, match=r"a\.options\.z: unknown option \(allowed: x, y\)"):
        check_options("a", {"x": 1, "z": 2}, ("y", "x"))
    with pytest.raises(ConfigError, match=r"a\.options\.z: the engine takes no options$"):
        check_options("a", {"z": 2}, ())


@pytest.mark.parametrize("value", [True, "1", 1.5, -0.1, None])
def test_numbers_that_are_none_or_out_of_range(value: object) -> None:
    with pytest.raises(ConfigError, match=r"a\.options\.n: .* \(allowed: 0 to 1\)"):
        number_option("a", {"n": value}, "n", 0.5, 0, 1)


def test_a_number_and_its_default() -> None:
    assert number_option("a", {"n": 1}, "n", 0.5, 0, 1) == 1.0
    assert number_option("a", {}, "n", 0.5, 0, 1) == 0.5
