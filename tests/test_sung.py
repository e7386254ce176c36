import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.chunk import SAMPLE_RATE_HZ
from tests.fakes import script
from tests.sung import PitchRecognizer, sung
from translators.recognize import Window


@settings(max_examples=20, deadline=None)
@given(delay_s=st.floats(0.0, 9.0), prefix=st.integers(0, 12))
def test_words_are_heard_whenever_they_come(delay_s: float, prefix: int) -> None:
    said = [word.text for word in script(8.0)]
    late = np.concatenate([np.zeros(round(delay_s * SAMPLE_RATE_HZ), np.float32), sung(8.0)])
    window = Window(late, 3.0, "en", prefix=tuple(script(8.0)[:prefix]))
    words = PitchRecognizer().recognize(window).words
    assert [word.text for word in words] == said[prefix:]
    starts = [word.start_s + 3.0 + delay_s for word in script(8.0)[prefix:]]
    assert all(abs(word.start_s - at) < 0.05 for word, at in zip(words, starts, strict=True))


def test_silence_is_no_word() -> None:
    assert PitchRecognizer().recognize(Window(np.zeros(16_000, np.float32), 0.0, "en")).words == ()
