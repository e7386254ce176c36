import pytest

from bench.live import RunFailed
from bench.one_line import said_in_one_line
from configs.errors import ConfigError


def test_an_error_is_one_line_and_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, said_in_one_line("demo"):
        raise ConfigError("a.b", "is\nwrong")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "demo: a.b: is wrong\n"


def test_what_a_program_has_said_is_not_said_again(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, said_in_one_line():
        raise RunFailed(141)
    assert ended.value.code == 141
    assert capsys.readouterr().err == ""


def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), said_in_one_line():
        raise ZeroDivisionError
