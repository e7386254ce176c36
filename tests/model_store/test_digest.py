import hashlib
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from model_store.catalogue import ModelFile
from model_store.digest import known_bytes, problem_with, quick_problem_with, sha256_of


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_only_the_right_bytes_are_right(right: bytes, found: bytes) -> None:
    file = ModelFile("a", hashlib.sha256(right).hexdigest(), len(right))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a").write_bytes(found)
        assert sha256_of(folder / "a") == hashlib.sha256(found).hexdigest()
        assert (problem_with(folder, file) == "") == (right == found)
        assert (quick_problem_with(folder, file) == "") == (len(right) == len(found))


def test_problems_in_words(tmp_path: Path) -> None:
    assert problem_with(tmp_path, ModelFile("a")) == "a is missing"
    (tmp_path / "a").write_bytes(b"abc")
    assert problem_with(tmp_path, ModelFile("a", size_bytes=4)) == "a has 3 bytes instead of 4"
    assert problem_with(tmp_path, ModelFile("a", "0" * 64)).startswith("a has the wrong hash ba78")
    assert problem_with(tmp_path, ModelFile("a")) == ""


def test_known_bytes() -> None:
    assert known_bytes([ModelFile("a", size_bytes=2), ModelFile("b")]) == 2
