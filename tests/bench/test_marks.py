import pytest

from bench.losses import Losses
from bench.marks import Drift, mark, mark_translation, resources
from bench.trace import Trace, Usage
from bench.truth import Truth
from bench.words import WordErrors
from tests.bench.made import shown, spoken_truth

TRUTH = spoken_truth((1.0, "Press one."), (7.0, "Hang up."))


def test_a_trace_is_marked_from_all_sides() -> None:
    marks = mark(
        shown((2.5, "Press", " on"), (3.0, "Press one.", ""), (9.0, "Press one. Hang cup.", "")),
        TRUTH,
    )
    assert marks.errors == WordErrors(1, 4)
    assert marks.characters == WordErrors(1, 17)
    assert marks.erasure == 1 / 4
    assert marks.losses == Losses(0, 0)
    assert marks.most_shown == 4
    assert marks.done_after_s == -1.0
    # Words ended at 1.5, 2.0 and 7.5.
    assert marks.drift == Drift(pytest.approx(1.0), pytest.approx(1.5))
    assert len(marks.words) == 3
    assert marks.resources is None


def test_words_out_of_silence_are_all_wrong() -> None:
    silence = Truth("en", 60.0, ())
    marks = mark(shown((2.0, "", "Thank you"), (3.0, "Thanks.", "")), silence)
    assert (marks.errors, marks.most_shown) == (WordErrors(1, 0), 2)
    assert marks.errors.rate == 1.0
    assert mark(shown(), silence).most_shown == 0


def test_memory_may_grow_while_a_program_settles_in() -> None:
    usage = [Usage(float(at), at / 4, 100.0 + min(at, 30)) for at in range(61)]
    found = resources(usage, 60.0)
    assert found is not None
    assert (found.cpu_per_s, found.peak_mb, found.growth_mb) == (0.25, 130.0, 0.0)
    assert resources([], 60.0) is None


def test_a_translation_is_compared_passage_by_passage() -> None:
    references = ["Prima o número um agora mesmo.", "Desligue o telefone, por favor."]
    right = Trace("made", "made", shown((3.0, " ".join(references))).shown)
    assert mark_translation(right, references).chrf == pytest.approx(100.0)
    assert mark_translation(right, references).bleu == pytest.approx(100.0)
    wrong = shown((3.0, "Prima o número dois agora mesmo. Desligue o rádio, por favor."))
    assert 50 < mark_translation(wrong, references).chrf < 95
