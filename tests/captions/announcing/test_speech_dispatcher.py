"""Against the real Speech Dispatcher, with a synthesizer that writes down what it hears."""

import asyncio
import time

import pytest

from captions.announcing.announcement import Announcement, Priority
from captions.announcing.speech_dispatcher import default_socket, open_speech_dispatcher
from configs.errors import MissingPart, OutputError
from tests.captions.announcing.daemons import speech_dispatcher, until

LONG = Announcement("A person stands at the table.", Priority.NEW, "en")
HAZARD = Announcement("Car coming, left.", Priority.HAZARD, "en")
ANSWER = Announcement("Ein Hund.", Priority.ANSWER, "de")


def heard(folder):
    path = folder / "heard"
    return path.read_text().splitlines() if path.exists() else []


async def test_what_is_said_is_spoken_and_then_over(tmp_path):
    with speech_dispatcher(tmp_path, seconds=0.3) as path:
        client = await open_speech_dispatcher(str(path), rate=20)
        began_s = time.monotonic()
        await client.say(LONG)
        assert time.monotonic() - began_s >= 0.3
        await client.say(ANSWER)
        await client.close()
    assert heard(tmp_path) == [LONG.text, ANSWER.text]


async def test_hush_is_silence_within_300_ms_and_the_next_one_is_spoken(tmp_path):
    with speech_dispatcher(tmp_path, seconds=4) as path:
        client = await open_speech_dispatcher(str(path))
        saying = asyncio.create_task(client.say(LONG))
        await asyncio.to_thread(until, lambda: bool(heard(tmp_path)), "nothing is spoken")
        began_s = time.monotonic()
        await client.hush()
        await saying
        assert time.monotonic() - began_s < 0.3
        saying = asyncio.create_task(client.say(HAZARD))
        await asyncio.to_thread(until, lambda: len(heard(tmp_path)) == 2, "no hazard is spoken")
        await client.close()
        await saying
    assert heard(tmp_path) == [LONG.text, HAZARD.text]


async def test_a_hazard_silences_what_other_programs_say(tmp_path):
    with speech_dispatcher(tmp_path, seconds=4) as path:
        other = await open_speech_dispatcher(str(path))
        client = await open_speech_dispatcher(str(path))
        reading = asyncio.create_task(other.say(LONG))
        await asyncio.to_thread(until, lambda: bool(heard(tmp_path)), "nothing is spoken")
        saying = asyncio.create_task(client.say(HAZARD))
        await reading
        await client.close()
        await saying
        await other.close()


async def test_giving_up_in_the_middle_leaves_the_connection_usable(tmp_path):
    with speech_dispatcher(tmp_path, seconds=0.1) as path:
        client = await open_speech_dispatcher(str(path))
        for steps in range(8):
            saying = asyncio.create_task(client.say(LONG))
            for _ in range(steps):
                await asyncio.sleep(0)
            saying.cancel()
            await client.hush()
        await client.say(ANSWER)
        await client.close()
    assert heard(tmp_path)[-1] == ANSWER.text


async def test_a_dispatcher_that_goes_away_is_an_error(tmp_path):
    with speech_dispatcher(tmp_path, seconds=4) as path:
        client = await open_speech_dispatcher(str(path))
        saying = asyncio.create_task(client.say(LONG))
        await asyncio.to_thread(until, lambda: bool(heard(tmp_path)), "nothing is spoken")
    with pytest.raises(OutputError, match="speech-dispatcher"):
        await saying
    with pytest.raises(OutputError, match="speech-dispatcher"):
        await client.say(LONG)
    await client.close()


async def test_a_setting_that_it_refuses_is_an_error(tmp_path):
    with (
        speech_dispatcher(tmp_path, seconds=0) as path,
        pytest.raises(OutputError, match="RATE"),
    ):
        await open_speech_dispatcher(str(path), rate=500)


async def test_without_speech_dispatcher_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPart, match="apt-get install speech-dispatcher"):
        await open_speech_dispatcher(str(tmp_path / "nobody"))


def test_the_socket_is_the_users_or_the_one_that_is_named(monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    assert default_socket() == "/run/user/7/speech-dispatcher/speechd.sock"
    monkeypatch.setenv("SPEECHD_ADDRESS", "unix_socket:/somewhere/else")
    assert default_socket() == "/somewhere/else"
