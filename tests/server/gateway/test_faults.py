"""What people, networks and attackers do to a server that must not mind."""

import asyncio
import gc
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.refusal import Refused
from server.wire.room import Hello, parse
from streaming.metrics import memory_mb
from tests.fakes import talk
from tests.server.made import ADMIN, config
from tests.server.site import Site, member, settled, site, stranger

Result = TypeVar("Result")
CYCLES = 100


@pytest.mark.slow
async def test_a_hundred_people_come_and_go_and_leave_nothing_behind() -> None:
    async with site() as where:
        name = await where.room()
        room = where.services.hall.room(name)

        async def come_and_go() -> None:
            wanted = {"speaks": "en", "reads": ["pt"], "hears": "es", "audio": "socket"}
            async with member(where, name, **wanted) as somebody:
                await somebody.say(talk(4.0)[:16_000])
                await somebody.until(lambda me: me.events("session.started"))
            # The fakes remember the sound that they were given, which would look like a leak.
            where.fakes.recognizer.windows.clear()

        async def all_gone() -> None:
            await settled(lambda: not len(room.voices) and not room.seats._seats)
            await settled(lambda: where.services.slots.taken == 0)

        for _ in range(40):
            await come_and_go()
        await all_gone()
        gc.collect()
        tasks, threads, before_mb = len(asyncio.all_tasks()), threading.active_count(), memory_mb()
        for _ in range(CYCLES):
            await come_and_go()
        await all_gone()
        gc.collect()
        assert len(asyncio.all_tasks()) <= tasks
        assert threading.active_count() <= threads
        assert memory_mb() - before_mb < 8
        assert len(room.state.people) <= 32


class Running:
    """A site in a thread of its own, for tests that are not coroutines."""

    def __init__(self, **server: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.site = self.call(self._stack.enter_async_context(site(config(**server))))

    def call(self, work: "Coroutine[Any, Any, Result]") -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        self.call(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.close()


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    made = Running(host="0.0.0.0", admin_token=ADMIN)
    yield made
    made.close()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
KINDS = [
    "hello",
    "offer",
    "candidate",
    "prefer",
    "mute",
    "end_turn",
    "ping",
    "leave",
    "ask_to_speak",
    "host",
    "welcome",
    "event",
]
FIELDS = [
    "token",
    "name",
    "speaks",
    "reads",
    "hears",
    "original",
    "resume",
    "audio",
    "sdp",
    "candidate",
    "sdpMid",
    "muted",
    "t",
    "action",
    "person",
    "languages",
    "who",
    "key",
    "seq",
]
objects = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={
        name: json_values | st.sampled_from(["en", "pt", "auto", "socket", "webrtc", "lock"])
        for name in FIELDS
    },
)
messages = st.one_of(
    objects.map(lambda message: json.dumps(message)),
    json_values.map(lambda value: json.dumps(value)),
    st.text(max_size=200),
    st.binary(max_size=4000),
)


@given(objects | json_values)
@settings(max_examples=400)
def test_a_message_is_understood_or_refused(message: Any) -> None:
    try:
        told = parse(json.dumps(message))
    except Refused as refusal:
        assert refusal.code == "bad_message"  # noqa: PT017
        assert len(refusal.message) < 400  # noqa: PT017
    else:
        assert told.type == message["type"]
        if isinstance(told, Hello):
            assert len(told.wishes.name) <= 60


@pytest.mark.slow
@given(sent=st.lists(messages, min_size=1, max_size=6), says_hello=st.booleans())
@settings(max_examples=150)
def test_whatever_comes_over_the_socket_the_server_lives(
    running: Running, sent: list[str | bytes], says_hello: bool
) -> None:
    running.call(_send(running.site, sent, says_hello=says_hello))


@pytest.mark.slow
@given(sent=st.lists(messages, min_size=1, max_size=3))
@settings(max_examples=100)
def test_whatever_comes_over_the_socket_nobody_is_let_in(
    guarded: Running, sent: list[str | bytes]
) -> None:
    got = guarded.call(_send(guarded.site, sent, says_hello=False))
    assert "welcome" not in {message["type"] for message in got}
    assert all(not room.state.people for room in guarded.site.services.hall.rooms)


async def _send(where: Site, sent: list[str | bytes], *, says_hello: bool) -> list[dict[str, Any]]:
    admin = {"Authorization": f"Bearer {ADMIN}"}
    made = await where.http.post("/v1/rooms", json={"room": "fuzzed"}, headers=admin)
    assert made.status_code in (201, 409)
    async with stranger(where, "fuzzed") as somebody:
        if says_hello:
            await somebody.send("hello", audio="webrtc")
            await somebody.told("welcome")
        for message in sent:
            try:
                await somebody.socket.send(message)
            except Exception:
                break  # the server has closed it already
        if says_hello and somebody.reading is not None and not somebody.reading.done():
            pinging = asyncio.create_task(_ping(somebody.send))
            await asyncio.wait(
                (pinging, somebody.reading), timeout=0.2, return_when=asyncio.FIRST_COMPLETED
            )
            await asyncio.gather(pinging, return_exceptions=True)
        else:
            await asyncio.wait((somebody.reading,), timeout=0.05)  # type: ignore[type-var]
        got = list(somebody.got)
    assert (await where.http.get("/healthz")).status_code == 200
    return got


async def _ping(send: Callable[..., Coroutine[Any, Any, None]]) -> None:
    await send("ping", t=1)
