import socket
from pathlib import Path

import pytest

from audio_io.byte_source import LocalFile
from audio_io.media import open_media
from audio_io.raw_format import RawFormat
from configs.errors import BadAudio
from tests.audio_io.fakes import noise, s16, wav_bytes, write
from tests.audio_io.recordings import encode, encode_video


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"hello, this is a text\n" * 50, "is not a recording"),
        (b"RIFF", "is not a recording"),
        (wav_bytes(b"\0" * 640, rate_hz=0), "sample rate of 0 Hz"),
        (wav_bytes(b"\0" * 640, rate_hz=2_000_000_000), "sample rate of 2000000000 Hz"),
        (wav_bytes(b"\0" * 640, channels=0), "0 channels"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = write(tmp_path / "bad.wav", content)
    with pytest.raises(BadAudio, match=problem) as caught:
        open_media(LocalFile(path))
    assert "\n" not in str(caught.value)
    assert caught.value.source == path


def test_a_video_without_sound(tmp_path: Path) -> None:
    with pytest.raises(BadAudio, match="has no sound track"):
        open_media(LocalFile(encode_video(tmp_path / "silent.mp4")))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}/a.wav\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile {address}/a.wav\n"),
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{other}\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile {other}\n"),
        (
            "call.sdp",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        ),
    ],
)
def test_nothing_else_is_opened_from_inside_a_file(tmp_path: Path, name: str, content: str) -> None:
    other = write(tmp_path / "other.wav", wav_bytes(s16(noise(1600))))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        path = write(tmp_path / name, content.format(other=other, address=address).encode())
        with pytest.raises(BadAudio):
            open_media(LocalFile(path))
        with pytest.raises(BlockingIOError):
            server.accept()  # nobody called


@pytest.mark.parametrize(
    ("name", "codec", "announced_s"),
    [
        ("a.wav", "pcm_s16le", 1.0),
        ("a.flac", "flac", 1.0),
        ("a.m4a", "aac", 1.0),
        ("a.mp3", "mp3", None),
        ("a.ogg", "libopus", None),
    ],
)
def test_only_lengths_that_were_written_down_count(
    tmp_path: Path, name: str, codec: str, announced_s: float | None
) -> None:
    media = open_media(LocalFile(encode(tmp_path / name, codec, noise(48_000), 48_000)))
    try:
        assert media.announced_s == pytest.approx(announced_s, abs=0.05)
    finally:
        media.close()


def test_bytes_without_a_header_are_what_they_are_said_to_be(tmp_path: Path) -> None:
    path = write(tmp_path / "voice.pcm", b"\0" * 800)
    media = open_media(LocalFile(path), RawFormat("mulaw", 8_000))
    assert media.stream.codec_context.name == "pcm_mulaw"
    media.close()
