import pytest

from configs.checks import check_language, check_one_of, check_some, check_within
from configs.errors import ConfigError


def test_what_is_right_passes() -> None:
    check_within("a.b", 1, 1, 2)
    check_some("a.b", ("x",))
    check_language("a.b", "auto")
    check_language("a.b", "pt")
    check_one_of("a.b", "x", ("x", "y"))


def test_what_is_wrong_names_its_key() -> None:
    with pytest.raises(ConfigError, match=r"a\.b: 3 is out of range"):
        check_within("a.b", 3, 1, 2)
    with pytest.raises(ConfigError, match=r"a\.b: is empty"):
        check_some("a.b", ("x", ""))
    with pytest.raises(ConfigError, match=r"a\.b: 'EN'"):
        check_language("a.b", "EN")
    with pytest.raises(ConfigError, match=r"a\.b: unknown value 'z'"):
        check_one_of("a.b", "z", ("x", "y"))
