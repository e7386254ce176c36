from hypothesis import given
from hypothesis import strategies as st

from bench.revisions import changes, common, revisions, seen_words
from bench.trace import Shown, Trace

TEXTS = st.text(alphabet="ab ,", max_size=12)


def trace(*texts: tuple[str, str]) -> Trace:
    moments = (Shown(float(at), at / 2, *text) for at, text in enumerate(texts))
    return Trace("made", "made", tuple(moments))


def test_a_moment_is_told_as_what_it_changes() -> None:
    first, second, third = revisions(
        trace(("", "so it"), ("So", " is, it"), ("So, is - it", " then"))
    )
    assert (first.kept, first.erased, first.added, first.stable) == (0, 0, ("so", "it"), 0)
    assert (second.kept, second.erased, second.added, second.stable) == (1, 1, ("is,", "it"), 1)
    assert (third.kept, third.erased, third.added, third.stable) == (3, 0, ("then",), 3)
    assert (third.elapsed_s, third.heard_s) == (2.0, 1.0)


def test_a_promised_word_may_still_grow() -> None:
    _, second = revisions(trace(("one tw", ""), ("one two", "")))
    assert (second.kept, second.erased, second.added) == (1, 1, ("two",))


def test_a_dash_is_no_word() -> None:
    assert seen_words("so - it's … 3") == ["so", "it's", "3"]
    assert common(["A,", "b"], ["a", "B!", "c"]) == 2


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_the_changes_give_every_text_again(texts: list[tuple[str, str]]) -> None:
    made = trace(*texts)
    words: list[str] = []
    for moment, revision in zip(made.shown, revisions(made), strict=True):
        assert revision.erased == len(words) - revision.kept
        words[revision.kept :] = revision.added
        assert common(words, seen_words(moment.text)) == len(words)
        assert len(words) == len(seen_words(moment.text))
        assert revision.stable == len(seen_words(moment.stable))


@given(st.lists(st.sampled_from(["a", "b,", "- "]), max_size=10), st.data())
def test_a_promise_that_grows_is_read_like_any_text(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    test_the_changes_give_every_text_again.hypothesis.inner_test(  # type: ignore[attr-defined]
        [(text[:cut], data.draw(TEXTS)) for cut in cuts]
    )


def test_changes_make_one_text_of_another() -> None:
    assert changes(["so", "it"], ["so", "it", "is"]) == ([], ["is"])
    assert changes(["so", "it"], ["So", "it"]) == (["so", "it"], ["So", "it"])
    assert changes(["so"], []) == (["so"], [])
