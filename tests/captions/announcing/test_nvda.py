import sys

import pytest

from captions.announcing.announcement import Announcement, Priority
from captions.announcing.nvda import LETTER_S, open_nvda
from configs.errors import MissingPart, OutputError
from tests.audio_io.fakes import JumpingClock

HAZARD = Announcement("Car coming, left.", Priority.HAZARD, "en")
NEW = Announcement("A person.", Priority.NEW, "en")


class Function:
    """A function of a DLL: its argtypes can be set."""

    argtypes: tuple[type, ...] = ()

    def __init__(self, call) -> None:
        self._call = call

    def __call__(self, *args):
        return self._call(*args)


class FakeClient:
    """The controller client's functions; NVDA speaks for `polls` questions."""

    def __init__(self, *, status: int = 0, polls: int = 0, can_tell: bool = True) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.polls = polls
        self.nvdaController_testIfRunning = Function(lambda: status)
        for name in ("speakText", "brailleMessage", "cancelSpeech"):
            setattr(self, f"nvdaController_{name}", Function(self._noting(name)))
        if can_tell:
            self.nvdaController_isSpeaking = Function(self._is_speaking)

    def _noting(self, name):
        def note(*args):
            self.calls.append((name, *args))
            return 0

        return note

    def _is_speaking(self, pointer) -> int:
        self.polls -= 1
        pointer._obj.value = int(self.polls > 0)
        return 0


async def test_speech_and_braille_get_the_same_words():
    client = FakeClient(polls=3)
    nvda = await open_nvda(load=lambda dll: client, clock=JumpingClock())
    await nvda.say(NEW)
    assert client.calls == [("speakText", NEW.text), ("brailleMessage", NEW.text)]
    assert client.polls == 0
    await nvda.close()


async def test_a_hazard_silences_nvda_first():
    client = FakeClient()
    nvda = await open_nvda(load=lambda dll: client, clock=JumpingClock())
    await nvda.say(HAZARD)
    assert client.calls[0] == ("cancelSpeech",)
    await nvda.hush()
    assert client.calls[-1] == ("cancelSpeech",)
    await nvda.close()


async def test_an_old_client_is_given_the_time_to_speak():
    clock = JumpingClock()
    nvda = await open_nvda(load=lambda dll: FakeClient(can_tell=False), clock=clock)
    began_s = clock.now_s()
    await nvda.say(NEW)
    assert clock.now_s() - began_s == pytest.approx(LETTER_S * len(NEW.text), abs=0.1)
    await nvda.close()


async def test_nvda_that_does_not_run_is_an_error():
    with pytest.raises(OutputError, match="not running"):
        await open_nvda(load=lambda dll: FakeClient(status=1722))


async def test_without_the_dll_the_error_says_where_it_comes_from():
    def absent(dll: str) -> object:
        raise OSError(dll)

    with pytest.raises(MissingPart, match="controllerClient"):
        await open_nvda(load=absent)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has it")
async def test_elsewhere_the_error_names_another_way():
    with pytest.raises(OutputError, match="speech-dispatcher"):
        await open_nvda()
