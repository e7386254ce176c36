import pytest

import dragoman


def test_every_name_is_there() -> None:
    for name in dragoman.__all__:
        assert getattr(dragoman, name).__name__ == name


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="Sesion"):
        dragoman.Sesion  # noqa: B018
