from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.prompts import Prompt
from bench.sound import write_wav
from bench.talk import EDGE_S, join_talk, join_talks, make_talk, recorded_talk


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> list[Prompt]:
    """Six tones of half a second and more, in silence."""
    folder = tmp_path_factory.mktemp("prompts")
    made = []
    for i in range(6):
        t = np.arange(round((0.5 + i / 10) * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        tone = 0.3 * np.sin(2 * np.pi * 300 * t)
        path = folder / f"p{i}.wav"
        write_wav(path, np.pad(tone, 3200).astype(np.float32))
        made.append(Prompt(f"p{i}", f"this is what is said in {i}", path, "en"))
    return made


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 99), order=st.permutations(range(6)))
def test_passages_lie_where_their_sound_is(
    prompts: list[Prompt], seed: int, order: list[int]
) -> None:
    talk = join_talk([prompts[i] for i in order], seed=seed, pause_s=(0.5, 0.8))
    assert talk.text == " ".join(prompts[i].text for i in order)
    ends = [EDGE_S - 0.5, *(one.end_s for one in talk.passages)]
    for i, one in enumerate(talk.passages):
        assert one.end_s - one.start_s == pytest.approx(0.5 + order[i] / 10, abs=0.011)
        assert i == 0 or 0.5 - 1e-3 <= one.start_s - ends[i] <= 0.8 + 1e-3
        inside = talk.samples[round(one.start_s * 16_000) : round(one.end_s * 16_000)]
        assert np.sqrt(np.mean(inside**2)) > 0.1
    assert talk.duration_s == pytest.approx(ends[-1] + EDGE_S, abs=1e-3)
    assert np.array(talk.phrases) == pytest.approx(
        np.array([(one.start_s, one.end_s) for one in talk.passages]), abs=0.011
    )


def test_the_same_seed_makes_the_same_talk(prompts: list[Prompt]) -> None:
    one, again, other = (make_talk(prompts, seed=seed, seconds=4.0) for seed in (1, 1, 2))
    assert one.passages == again.passages
    assert np.array_equal(one.samples, again.samples)
    assert one.passages != other.passages


def test_a_talk_is_as_long_as_asked_and_no_prompt_comes_twice(prompts: list[Prompt]) -> None:
    talk = make_talk(prompts, seed=3, seconds=4.0)
    assert 3.5 < talk.duration_s < 6.5
    assert len({one.id for one in talk.passages}) == len(talk.passages)
    everything = make_talk(prompts, seed=3, seconds=1000.0)
    assert len(everything.passages) == len(prompts)


def test_short_prompts_and_repeated_texts_are_left_out(prompts: list[Prompt]) -> None:
    short = Prompt("short", "press one", prompts[0].path, "en")
    twin = Prompt("twin", prompts[0].text, prompts[0].path, "en")
    talk = make_talk([*prompts, short, twin], seed=1, seconds=1000.0)
    texts = [one.text for one in talk.passages]
    assert sorted(texts) == sorted(one.text for one in prompts)


def test_talks_one_after_the_other_keep_their_times(prompts: list[Prompt]) -> None:
    talks = [make_talk(prompts, seed=seed, seconds=4.0) for seed in (1, 2)]
    joined = join_talks(talks)
    assert joined.text == f"{talks[0].text} {talks[1].text}"
    assert joined.duration_s == pytest.approx(talks[0].duration_s + talks[1].duration_s)
    assert len(joined.phrases) == len(talks[0].phrases) + len(talks[1].phrases)
    for one in joined.passages:
        inside = joined.samples[round(one.start_s * 16_000) : round(one.end_s * 16_000)]
        assert np.sqrt(np.mean(inside**2)) > 0.1


def test_noise_changes_the_sound_and_not_the_truth(prompts: list[Prompt]) -> None:
    clean, noisy = (make_talk(prompts, seed=1, seconds=3.0, snr_db=snr) for snr in (None, 10.0))
    assert clean.passages == noisy.passages
    assert clean.phrases == noisy.phrases
    assert np.abs(noisy.samples[:4000]).max() > 0 == np.abs(clean.samples[:4000]).max()


def test_a_recording_is_a_talk_of_one_passage(prompts: list[Prompt]) -> None:
    talk = recorded_talk(prompts[3].path, "said", "es")
    (passage,) = talk.passages
    assert (passage.id, talk.text, talk.language) == ("p3", "said", "es")
    assert (passage.start_s, passage.end_s) == pytest.approx((0.2, 1.0), abs=0.02)


def test_a_silent_recording_has_no_phrases(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    write_wav(path, np.zeros(16_000, dtype=np.float32))
    assert recorded_talk(path, "", "en").phrases == ()
