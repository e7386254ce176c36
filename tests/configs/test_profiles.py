import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.profiles import choose_profile, read_candidates, read_profile
from configs.schema import PROFILES

CANDIDATES = read_candidates()
MODELS = sorted({model for models in CANDIDATES.values() for model in models})


@pytest.mark.parametrize(
    ("present", "gpu", "cores", "profile", "words"),
    [
        ((), False, 2, "light", "small models, the best for this machine"),
        ((), False, 8, "light", "do better: dragoman models pull --profile cpu"),
        ((), True, 8, "light", "do better: dragoman models pull --profile gpu"),
        (("whisper-base", "whisper-tiny.en"), True, 8, "light", "--profile gpu"),
        (("whisper-small",), False, 2, "light", "the best for this machine"),
        (("whisper-small",), False, 8, "cpu", "whisper-small is here, the best"),
        (("whisper-large-v3-turbo",), False, 8, "light", "--profile cpu"),
        (("whisper-large-v3-turbo",), True, 2, "gpu", "whisper-large-v3-turbo is here, the best"),
    ],
)
def test_auto(present: tuple[str, ...], gpu: bool, cores: int, profile: str, words: str) -> None:
    choice = choose_profile(present, has_gpu=gpu, cores=cores, candidates=CANDIDATES)
    assert choice.profile == profile
    assert words in choice.reason


@given(present=st.sets(st.sampled_from(MODELS)), gpu=st.booleans(), cores=st.integers(1, 64))
def test_auto_takes_nothing_that_would_have_to_be_fetched_first(
    present: set[str], gpu: bool, cores: int
) -> None:
    choice = choose_profile(present, has_gpu=gpu, cores=cores, candidates=CANDIDATES)
    assert choice.profile in PROFILES
    assert "\n" not in choice.reason
    assert choice.reason.startswith(f"profile {choice.profile}")
    if choice.profile != "light":
        assert present & set(CANDIDATES[choice.profile])
    assert gpu or choice.profile != "gpu"


@pytest.mark.parametrize("name", PROFILES)
def test_built_in_profiles_say_what_differs(name: str) -> None:
    assert {"recognize", "translate", "speak", "models"} == set(read_profile(name))
