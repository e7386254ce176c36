from pathlib import Path

import pytest

from audio_io.media import open_media
from audio_io.memory_file import MemoryFile
from configs.errors import BadAudio
from tests.audio_io.fakes import tone
from tests.audio_io.recordings import encode, encode_video


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.wav", "pcm_s16le"),
        ("a.wav", "pcm_mulaw"),
        ("a.flac", "flac"),
        ("a.mp3", "libmp3lame"),
        ("a.m4a", "aac"),
        ("a.webm", "libopus"),
        ("a.opus", "libopus"),
        ("a.aac", "aac"),
        ("a.ts", "aac"),
    ],
)
def test_sound_is_read_whatever_it_is_called(tmp_path: Path, name: str, codec: str) -> None:
    path = encode(tmp_path / name, codec, tone(48_000, 48_000), 48_000)
    media = open_media(MemoryFile(Path(path).read_bytes()))
    try:
        assert sum(frame.samples for frame in media.container.decode(media.stream)) > 40_000
    finally:
        media.close()


@pytest.mark.parametrize(
    "content",
    [
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
        b"1\n00:00:00,000 --> 00:00:01,000\nhello\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
    ],
)
def test_other_formats_are_not_even_tried(content: bytes) -> None:
    with pytest.raises(BadAudio, match="the upload: is"):
        open_media(MemoryFile(content, "the upload"))


def test_a_video_is_heard_only_where_it_has_sound(tmp_path: Path) -> None:
    content = Path(encode_video(tmp_path / "silent.mp4")).read_bytes()
    with pytest.raises(BadAudio, match="has no sound track"):
        open_media(MemoryFile(content))


def test_a_codec_that_is_not_on_the_list_is_refused(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mkv", "eac3", tone(48_000, 48_000), 48_000)
    with pytest.raises(BadAudio, match="a format that is not taken"):
        open_media(MemoryFile(Path(path).read_bytes()))


def test_nothing_is_no_recording() -> None:
    with pytest.raises(BadAudio, match="is empty"):
        open_media(MemoryFile(b""))
