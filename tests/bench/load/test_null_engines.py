import time
from contextlib import aclosing, closing

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.load.null_engines import PERIOD_S, WORDS, NullPool, tone_talk
from configs.schema import Config
from streaming.session import Session
from streaming.transcript import Transcript
from streaming.translation import Translation
from tests.fakes import FakeSource


def test_a_tone_for_each_sentence() -> None:
    sound = tone_talk(2 * PERIOD_S)
    seconds = np.abs(sound).reshape(-1, SAMPLE_RATE_HZ // 2).max(axis=1)
    assert [round(float(loud), 1) for loud in seconds[:8]] == [0, 0.3, 0.3, 0.3, 0.3, 0.3, 0, 0]


async def test_a_session_hears_and_translates_what_was_never_said() -> None:
    finals: list[str] = []
    with closing(NullPool(time.monotonic)) as pool:
        session = Session(
            Config(),
            FakeSource(tone_talk(2 * PERIOD_S)),
            await pool.engines("en"),
            name="one",
            now_s=time.monotonic,
            is_live=False,
        )
        session.interpret("pt", await pool.translator("en", "pt"))
        async with aclosing(session.events()) as events:
            async for event in events:
                value = event.value
                if isinstance(value, Transcript | Translation) and value.is_final:
                    finals.append(value.text)
    said = [" ".join(WORDS).format(number) for number in (1, 2)]
    assert sorted(finals) == sorted([*said, *(text.upper() for text in said)])
