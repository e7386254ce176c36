import pytest

from server.camera.orders import command_of, obey
from server.wire import camera as wire
from streaming.narrating.commands import Command, Order, heard


class Session:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.orders: list[Command] = []

    def order(self, command: Command) -> None:
        self.orders.append(command)

    def heard(self, text: str) -> bool:
        command = heard(text, "en")
        if command is not None:
            self.order(command)
        return command is not None


def told(message: wire.CameraMessage) -> Command:
    session = Session()
    obey(session, message)  # type: ignore[arg-type]
    (command,) = session.orders
    return command


@pytest.mark.parametrize("order", ["repeat", "more", "stop", "ahead", "read"])
def test_each_button_is_an_order(order: str) -> None:
    message = wire.parse(f'{{"type":"order","order":"{order}"}}')
    assert told(message).order is Order(order)


def test_verbosity_is_an_order() -> None:
    command = told(wire.SetVerbosity(type="verbosity", level=1))
    assert (command.order, command.verbosity) == (Order.VERBOSITY, 1)


def test_words_are_an_order_or_else_a_question() -> None:
    assert told(wire.Question(type="question", text="Read it.")).order is Order.READ
    command = told(wire.Question(type="question", text="the colour of the car"))
    assert (command.order, command.question) == (Order.QUESTION, "the colour of the car")


def test_what_is_no_order_gives_none() -> None:
    assert command_of(wire.Hide(type="hide", hidden=True)) is None
    session = Session()
    obey(session, wire.Pong(type="pong"))  # type: ignore[arg-type]
    assert session.orders == []
