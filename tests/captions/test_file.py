import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from captions.cue import Cue
from captions.file import CueFile
from captions.formats import FORMATS
from configs.errors import OutputError

CUES = tuple(Cue(i, float(i), i + 0.5, (f"line {i}", "--> olá"), "pt") for i in range(1, 9))
ROOT = Path(__file__).parents[2]


@contextmanager
def disk_of(size_bytes: int) -> Iterator[None]:
    """No file may grow beyond this size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def cues_in(path: Path, name: str) -> tuple[Cue, ...]:
    return FORMATS[name].read(path.read_text(), "pt")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_file_is_whole_after_every_cue(tmp_path: Path, name: str) -> None:
    path = tmp_path / "captions"
    path.write_text("from an earlier run " * 100)
    with CueFile(path, FORMATS[name], "pt") as file:
        assert cues_in(path, name) == ()
        for index, cue in enumerate(CUES):
            file.write([cue])
            assert cues_in(path, name) == CUES[: index + 1]
    assert path.read_text() == FORMATS[name].write(CUES)


def test_a_held_cue_is_in_the_file_and_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "captions.vtt"
    long = Cue(1, 1.0, 9.0, ("a long line that is replaced by a shorter one",), "pt")
    with CueFile(path, FORMATS["vtt"], "pt") as file:
        file.write([], long)
        assert cues_in(path, "vtt") == (long,)
        file.write([CUES[0]])
        assert cues_in(path, "vtt") == CUES[:1]
        file.write([CUES[1]], CUES[2])
        assert cues_in(path, "vtt") == CUES[:3]
        file.write([CUES[2]], CUES[3])
    assert cues_in(path, "vtt") == CUES[:4]


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("size_bytes", [170, 200, 230, 260])
def test_a_full_disk_leaves_whole_cues_and_the_call_may_be_repeated(
    tmp_path: Path, name: str, size_bytes: int
) -> None:
    path = tmp_path / "captions"
    with CueFile(path, FORMATS[name], "pt") as file:
        with disk_of(size_bytes), pytest.raises(OutputError, match="captions: File too large"):
            file.write(CUES[:7], CUES[7])
        kept = cues_in(path, name)
        assert kept == CUES[: len(kept)]
        assert 0 < len(kept) < 8
        file.write(CUES)
    assert cues_in(path, name) == CUES


def test_no_room_for_the_header_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "captions.vtt"
    with disk_of(10), pytest.raises(OutputError, match=r"captions\.vtt"):
        CueFile(path, FORMATS["vtt"], "pt")
    assert not path.exists()


@pytest.mark.parametrize("name", ["missing/captions.vtt", "."])
def test_a_path_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        CueFile(tmp_path / name, FORMATS["vtt"], "pt")


def test_a_device_is_no_caption_file() -> None:
    with pytest.raises(OutputError, match="not a regular file"):
        CueFile(Path("/dev/null"), FORMATS["vtt"], "pt")


def test_a_killed_program_leaves_a_valid_file(tmp_path: Path) -> None:
    path = tmp_path / "captions.vtt"
    program = (
        "import os, signal, sys; from pathlib import Path; from captions.cue import Cue\n"
        "from captions.file import CueFile; from captions.formats import FORMATS\n"
        "file = CueFile(Path(sys.argv[1]), FORMATS['vtt'], 'pt')\n"
        "file.write([Cue(1, 0, 1, ('one',), 'pt')], Cue(2, 1, 2, ('two',), 'pt'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert [cue.lines for cue in cues_in(path, "vtt")] == [("one",), ("two",)]
