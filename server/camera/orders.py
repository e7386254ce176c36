"""A page's messages as a narrator's commands."""

from server.wire import camera as wire
from streaming.narrating.commands import Command, Order
from streaming.narrating.session import NarrationSession

__all__ = ["command_of", "obey"]


def command_of(told: wire.CameraMessage) -> Command | None:
    """The command that a message gives; None if it is none, or needs the user's language."""
    match told:
        case wire.Give():
            return Command(Order(told.order))
        case wire.SetVerbosity():
            return Command(Order.VERBOSITY, verbosity=told.level)
    return None


def obey(session: NarrationSession, told: wire.CameraMessage) -> None:
    """Do what a message asks of a narration. What is no order in words is a question."""
    command = command_of(told)
    if command is not None:
        session.order(command)
    elif isinstance(told, wire.Question) and not session.heard(told.text):
        session.order(Command(Order.QUESTION, question=told.text, is_spoken=True))
