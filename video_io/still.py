"""A still picture as a source of one frame."""

from pathlib import Path

from audio_io.source_event import SourceEvent
from configs.errors import BadVideo
from video_io.decoding import MOST_PIXELS, said, upright
from video_io.frame import VideoFrame

__all__ = ["StillSource", "read_picture"]


def read_picture(path: str) -> VideoFrame:
    """The picture in a file (JPEG, PNG, WebP, … or the first of a film), turned upright.

    Raises `BadVideo`.
    """
    import av

    if not Path(path).is_file():
        raise BadVideo(path, "there is no such file")
    try:
        with av.open(path) as container:
            if not container.streams.video:
                raise BadVideo(path, "there is no picture in it")
            context = container.streams.video[0].codec_context
            if context.width * context.height > MOST_PIXELS:
                raise BadVideo(path, f"{context.width} x {context.height} is too large")
            frame = next(container.decode(video=0), None)
            if frame is None:
                raise BadVideo(path, "there is no picture in it that can be decoded")
            return VideoFrame(upright(frame), 0.0)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise BadVideo(path, f"it is no picture that can be read: {said(error)}") from error


class StillSource:
    """Hands out its one frame, then ends."""

    def __init__(self, name: str, frame: VideoFrame) -> None:
        self.name = name
        self._frame: VideoFrame | None = frame

    def __aiter__(self) -> "StillSource":
        return self

    async def __anext__(self) -> VideoFrame | SourceEvent:
        frame, self._frame = self._frame, None
        if frame is None:
            raise StopAsyncIteration
        return frame

    def stop(self) -> None:
        """Hand out nothing more."""
        self._frame = None

    async def aclose(self) -> None:
        """Nothing is held open."""
        self._frame = None
