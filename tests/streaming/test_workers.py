import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from streaming.metrics import Metrics
from streaming.workers import Workers


async def test_a_stage_has_one_thread_and_its_calls_are_measured():
    metrics = Metrics()
    workers = Workers(metrics, time.monotonic, {})
    here = [(await workers.of("speak").call(threading.get_ident))[0] for _ in range(3)]
    there, _ = await workers.of("detect").call(threading.get_ident)
    assert len({*here, there, threading.get_ident()}) == 3
    assert set(metrics.summary()) == {"speak", "detect"}
    workers.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await workers.of("speak").call(int)


async def test_a_shared_thread_goes_on():
    with ThreadPoolExecutor(1, "of_all") as shared:
        workers = Workers(Metrics(), time.monotonic, {"detect": shared})
        thread, _ = await workers.of("detect").call(threading.current_thread)
        assert thread.name.startswith("of_all")
        workers.close()
        assert shared.submit(int).result() == 0
