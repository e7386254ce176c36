import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from configs.camera_config import AnswerConfig, DescribeConfig, DetectConfig, ReadConfig
from configs.errors import ConfigError, MissingPart
from configs.schema import Config
from server.engine_pool import EnginePool
from server.eyes import STAGES
from tests.dragoman import fake_eyes
from tests.translators.engines import offline_store

FAKE = replace(
    Config(),
    detect=DetectConfig(backend="fake"),
    read=ReadConfig(backend="fake"),
    describe=DescribeConfig(backend="fake"),
    answer=AnswerConfig(backend="fake"),
)

pytestmark = pytest.mark.usefixtures("fake_engines")


def pool_of(folder: Path, config: Config, said: list[str]) -> EnginePool:
    return EnginePool(config, offline_store(folder), now_s=time.monotonic, say=said.append)


async def test_all_cameras_have_the_same_engines_in_the_same_threads(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create = fake_eyes.DETECT.create

    def counted(*args: object) -> object:
        made.append(threading.current_thread().name)
        return create(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fake_eyes.DETECT, "create", counted)
    pool = pool_of(tmp_path, FAKE, said)
    one, other = await asyncio.gather(pool.eyes(), pool.eyes())
    assert one is other
    assert len(made) == 1
    assert made[0].startswith("load"), "not in the event loop"
    assert set(one.engines.names()) == {"detect", "read", "describe", "answer"}
    assert set(one.threads) == {*STAGES, "translate"}
    pool.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        one.threads["detect"].submit(int)


async def test_only_a_detector_is_indispensable(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*args: object) -> object:
        raise MissingPart("the scholar", "pip install scholar")

    monkeypatch.setattr(fake_eyes.READ, "create", missing)
    auto = {"backend": "auto", "backends": ("fake",)}
    config = replace(
        FAKE,
        read=ReadConfig(**auto),
        describe=DescribeConfig(**auto),
        answer=AnswerConfig(**auto),
    )
    pool = pool_of(tmp_path, config, said)
    assert set((await pool.eyes()).engines.names()) == {"detect"}
    assert any("pip install scholar" in line for line in said)
    pool.close()


async def test_what_was_asked_for_by_name_must_be_there(tmp_path: Path, said: list[str]) -> None:
    pool = pool_of(tmp_path, replace(FAKE, read=ReadConfig(backend="nobody")), said)
    with pytest.raises(ConfigError):
        await pool.eyes()
    pool.close()
