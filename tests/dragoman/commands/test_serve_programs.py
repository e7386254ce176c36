"""`dragoman serve` for other programs: OpenAI's client and Wyoming's, with fake engines."""

import asyncio
import signal
import socket

import pytest
from openai import OpenAI
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient

from audio_io.chunk import SAMPLE_RATE_HZ
from tests.audio_io.fakes import s16, wav_bytes
from tests.dragoman.commands.test_serve import served
from tests.dragoman.program import ended, run
from tests.fakes import sentences, talk
from tests.ports import free_port

SAID = " ".join(sentences(8.0))


async def heard_by_wyoming(port: int) -> str:
    async with AsyncTcpClient("127.0.0.1", port, read_timeout=20) as client:
        await client.write_event(AudioStart(SAMPLE_RATE_HZ, 2, 1).event())
        await client.write_event(AudioChunk(SAMPLE_RATE_HZ, 2, 1, s16(talk(8.0))).event())
        await client.write_event(AudioStop().event())
        while (event := await client.read_event()) is not None:
            if Transcript.is_type(event.type):
                return Transcript.from_event(event).text
    raise AssertionError("no transcript came")


@pytest.mark.slow
def test_programs_use_it() -> None:
    port = free_port()
    with served("--wyoming-port", str(port)) as running:
        with OpenAI(base_url=f"{running.url}/v1", api_key="x") as asking:
            recording = wav_bytes(s16(talk(8.0)))
            answer = asking.audio.transcriptions.create(file=("a", recording), model="whisper-1")
        assert answer.text == SAID
        assert asyncio.run(heard_by_wyoming(port)) == SAID
        running.process.send_signal(signal.SIGTERM)
        assert ended(running.process).status == 0


def test_a_wyoming_port_that_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", "0", "--wyoming-port", port)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"dragoman: cannot listen on 127.0.0.1:{port}: address already in use; "
        "--wyoming-port takes another port"
    ]
