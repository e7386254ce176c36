"""What goes wrong between us and a WebRTC peer."""

from configs.errors import DragomanError

__all__ = ["AiortcChanged", "BadCandidate", "BadOffer", "MediaError", "UnreadableOffer"]


class MediaError(DragomanError):
    """Something about a peer's connection."""


class BadOffer(MediaError):
    """A session description that cannot be answered; `problem` is fit for its sender."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"the offer cannot be answered: {problem}")


class UnreadableOffer(BadOffer):
    """It is no session description at all."""


class BadCandidate(MediaError):
    """An ICE candidate that cannot be read."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"the ICE candidate cannot be used: {problem}")


class AiortcChanged(MediaError):
    """The installed aiortc is not built as the hooks in `aiortc_hooks` expect."""

    def __init__(self, version: str, problem: str) -> None:
        self.version = version
        self.problem = problem
        super().__init__(
            f"aiortc {version} cannot be used: {problem}; install one that can: "
            "pip install 'aiortc>=1.16,<2'"
        )
