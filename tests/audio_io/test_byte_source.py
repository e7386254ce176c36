import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_io.byte_source import LocalFile, PipeReader, StandardInput
from configs.errors import BadAudio


@pytest.fixture
def pipe() -> Iterator[tuple[PipeReader, int]]:
    read_end, write_end = os.pipe()
    reader = PipeReader(read_end)
    yield reader, write_end
    reader.close()
    os.close(read_end)


def test_reads_what_is_there_without_waiting_for_more(pipe: tuple[PipeReader, int]) -> None:
    reader, write_end = pipe
    os.write(write_end, b"abc")
    assert reader.read(100) == b"abc"
    os.close(write_end)
    assert reader.read(100) == b""


def test_read_exactly_waits_for_the_rest(pipe: tuple[PipeReader, int]) -> None:
    reader, write_end = pipe
    os.write(write_end, b"ab")

    def say_the_rest() -> None:
        os.write(write_end, b"cdef")
        os.close(write_end)

    writer = threading.Thread(target=say_the_rest)
    writer.start()
    assert reader.read_exactly(4) == b"abcd"
    assert reader.read_exactly(4) == b"ef"
    writer.join()


def test_pushed_back_bytes_come_first_and_the_limit_ends_the_input(
    pipe: tuple[PipeReader, int],
) -> None:
    reader, write_end = pipe
    os.write(write_end, b"cdefgh")
    reader.push_back(b"ab")
    reader.limit(5)
    assert reader.read_exactly(100) == b"abcde"
    assert reader.read(100) == b""
    os.close(write_end)


def test_a_read_that_waits_can_be_interrupted(pipe: tuple[PipeReader, int]) -> None:
    reader, write_end = pipe
    found: list[bytes] = []
    waiting = threading.Thread(target=lambda: found.append(reader.read(10)))
    waiting.start()
    reader.interrupt()
    waiting.join(timeout=10)
    assert found == [b""]
    os.close(write_end)


def test_interrupt_and_close_may_come_in_any_order() -> None:
    read_end, write_end = os.pipe()
    source = StandardInput(read_end)
    source.interrupt()
    reader = source.open()
    assert reader.read(1) == b""
    reader.close()
    reader.close()
    source.interrupt()
    os.close(read_end)
    os.close(write_end)


def test_a_closed_standard_input_is_named() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    os.close(write_end)
    with pytest.raises(BadAudio, match="standard input: is closed"):
        StandardInput(read_end).open()


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.wav")
    (tmp_path / "empty.wav").touch()
    for name, problem in [
        ("nothing.wav", "no such file or directory"),
        (".", "is a directory"),
        ("fifo.wav", "is not a regular file"),
        ("empty.wav", "the file is empty"),
        ("nul\0.wav", "null"),
    ]:
        with pytest.raises(BadAudio, match=problem):
            LocalFile(str(tmp_path / name)).open()


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.wav"
    path.write_bytes(b"RIFF")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything
    try:
        with pytest.raises(BadAudio, match="permission denied"):
            LocalFile(str(path)).open()
    finally:
        os.seteuid(user)
