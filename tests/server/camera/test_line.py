import json
from typing import Any

from server.camera.line import MESSAGES_PER_MINUTE, ORDERS_WAITING, Line
from server.wire import camera as wire


class Channel:
    """A data channel without a network."""

    def __init__(self, label: str = wire.CHANNEL) -> None:
        self.label = label
        self.sent: list[dict[str, Any]] = []
        self.closed = 0

    def send(self, text: str) -> bool:
        self.sent.append(json.loads(text))
        return True

    def close(self) -> None:
        self.closed += 1


class Ends:
    """Both ends of a line."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.floods = 0
        self.line = Line(lambda: self.now_s, self._flood)
        self.channel: Any = Channel()
        self.line.open(self.channel)

    def _flood(self) -> None:
        self.floods += 1

    def send(self, text: str | bytes) -> None:
        self.line.take(self.channel, text)


def test_orders_come_in_their_order_and_pongs_are_no_orders() -> None:
    ends = Ends()
    for text in ('{"type":"voice","on":true}', '{"type":"pong"}', '{"type":"hide","hidden":true}'):
        ends.send(text)
    assert ends.line.opened.is_set()
    assert isinstance(ends.line.orders.get_nowait(), wire.Speak)
    assert isinstance(ends.line.orders.get_nowait(), wire.Hide)
    assert ends.line.orders.empty()


def test_what_is_no_message_is_answered_and_does_nothing() -> None:
    ends = Ends()
    for text in ("{", b"\x00\xff", '{"type":"leave"}'):
        ends.send(text)
    assert [each["code"] for each in ends.channel.sent] == ["bad_message"] * 3
    assert ends.line.orders.empty()


def test_too_many_orders_at_once_are_left_out() -> None:
    ends = Ends()
    for _ in range(ORDERS_WAITING + 3):
        ends.send('{"type":"voice","on":true}')
    assert ends.line.orders.qsize() == ORDERS_WAITING
    assert [each["code"] for each in ends.channel.sent] == ["rate"] * 3
    assert ends.floods == 0


def test_a_flood_is_told_and_passes() -> None:
    ends = Ends()
    for _ in range(MESSAGES_PER_MINUTE):
        ends.send('{"type":"pong"}')
    assert ends.floods == 0
    ends.send('{"type":"pong"}')
    assert ends.floods == 1
    ends.now_s += 60
    ends.send('{"type":"pong"}')
    assert ends.floods == 1


def test_one_channel_of_the_right_name_is_taken() -> None:
    line = Line(lambda: 0.0, lambda: None)
    wrong, right, second = (Channel("events"), Channel(), Channel())
    line.tell("ready")
    for channel in (wrong, right, second):
        line.open(channel)  # type: ignore[arg-type]
    line.tell("ready", engines={})
    line.take(second, '{"type":"voice","on":true}')  # type: ignore[arg-type]
    assert (wrong.closed, right.closed, second.closed) == (1, 0, 1)
    assert right.sent == [{"type": "ready", "engines": {}}]
    assert line.orders.empty()
