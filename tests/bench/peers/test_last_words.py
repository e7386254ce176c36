import pytest

from bench.peers.last_words import last_words


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("", ""),
        ("one\ntwo\n\n", "two"),
        ("Traceback (most recent call last):\n  x = y\nNameError: y\n", "NameError: y"),
        ("ValueError: no folder\nshutting down\n---\n", "ValueError: no folder"),
        ("ERROR: no such package: x\nWARNING: old pip\n", "ERROR: no such package: x"),
        ("\x1b[91mModelError: gone\x1b[0m\n", "ModelError: gone"),
    ],
)
def test_the_last_line_that_names_an_error_tells(output: str, words: str) -> None:
    assert last_words(output) == words
