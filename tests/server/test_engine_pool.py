import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from configs.errors import EngineError, ModelAbsent, UnsupportedLanguage, UnsupportedPair
from configs.schema import Config, RecognizeConfig, SpeakConfig, TranslateConfig
from server.engine_pool import EnginePool
from streaming.session import Session
from streaming.transcript import Transcript
from tests import fakes
from tests.fakes import FakeSource, sentences, talk
from tests.translators.engines import offline_store

FAKE = Config(
    recognize=RecognizeConfig(backend="fake", language="en"),
    translate=TranslateConfig(backend="fake"),
    speak=SpeakConfig(backend="fake"),
)

pytestmark = pytest.mark.usefixtures("fake_engines")


@contextmanager
def opened(folder: Path, config: Config = FAKE) -> Iterator[EnginePool]:
    said: list[str] = []
    pool = EnginePool(config, offline_store(folder), now_s=time.monotonic, say=said.append)
    try:
        yield pool
    finally:
        pool.close()


async def test_an_engine_is_loaded_once_and_not_in_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create = fakes.RECOGNIZE.create

    def counted(*args: object) -> object:
        made.append(threading.current_thread().name)
        return create(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fakes.RECOGNIZE, "create", counted)
    with opened(tmp_path) as pool:
        one, other = await asyncio.gather(pool.engines("en"), pool.engines("es"))
        assert one.recognizer is other.recognizer
        assert one.detector is not other.detector or one.shared is other.shared
    assert len(made) == 1
    assert made[0].startswith("load")


async def test_a_load_that_failed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = fakes.RECOGNIZE.create
    failing = [True]

    def broken(*args: object) -> object:
        if failing.pop() if failing else False:
            raise EngineError("no memory")
        return create(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fakes.RECOGNIZE, "create", broken)
    with opened(tmp_path) as pool:
        with pytest.raises(EngineError, match="no memory"):
            await pool.engines("en")
        assert (await pool.engines("en")).recognizer is fakes.RECOGNIZE.engine


async def test_whoever_leaves_while_a_model_loads_does_not_end_it_for_others(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as pool:
        leaving = asyncio.create_task(pool.engines("en"))
        staying = asyncio.create_task(pool.engines("en"))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying).recognizer is fakes.RECOGNIZE.engine


async def test_what_nobody_can_do_is_said(tmp_path: Path) -> None:
    with opened(tmp_path) as pool:
        with pytest.raises(UnsupportedLanguage):
            await pool.engines("fr")
        with pytest.raises(UnsupportedPair):
            await pool.translator("en", "ru")
        with pytest.raises(UnsupportedPair):
            await pool.translator("auto", "eo")
        with pytest.raises(UnsupportedLanguage):
            await pool.voice("ru")


async def test_sessions_work_with_what_it_gives(tmp_path: Path) -> None:
    with opened(tmp_path) as pool:
        sessions = [
            Session(
                FAKE,
                FakeSource(talk(8.0)),
                await pool.engines("en"),
                name=str(number),
                now_s=time.monotonic,
                is_live=False,
            )
            for number in range(3)
        ]
        translator = await pool.translator("en", "es")
        sessions[0].interpret("es", translator)

        async def texts(session: Session) -> list[str]:
            events = [event async for event in session.events()]
            finals = [
                event.value
                for event in events
                if isinstance(event.value, Transcript) and event.value.is_final
            ]
            return [final.stable for final in finals]

        heard = await asyncio.gather(*map(texts, sessions))
        assert heard == [sentences(8.0)] * 3
        assert pool.waiting == 0


def test_languages_are_told_without_loading(tmp_path: Path) -> None:
    with opened(tmp_path) as pool:
        assert "es" in pool.targets_of("en")
        assert pool.targets_of("xh") == ()
        assert pool.voiced_languages()
    with opened(tmp_path, Config()) as pool:
        assert pool.spoken_languages() == ()


async def test_models_that_are_absent_are_named(tmp_path: Path) -> None:
    with opened(tmp_path, Config()) as pool, pytest.raises(ModelAbsent, match="whisper"):
        await pool.engines("es")
