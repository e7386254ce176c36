import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.drafts import BY_AGREEMENT
from streaming.transcript import Transcript
from streaming.translation import Translation, TranslationTrack
from tests.translators.engines import FakeTranslator
from translators.faithfulness import losses
from translators.numbers import numbers
from translators.router import TranslatorRouter
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

PLAIN = TranslatorTraits("plain", frozenset())
FORCING = TranslatorTraits("forcing", frozenset(), forces_prefix=True)


def transcript(stable: str, unstable: str = "", *, segment=1, is_final=False) -> Transcript:
    return Transcript(segment, 1, "en", stable, unstable, (), 0.0, 1.0, is_final)


class Loud:
    """Translates by shouting, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[TranslationRequest] = []

    def __call__(self, request: TranslationRequest) -> str:
        self.asked.append(request)
        return request.text.upper()

    @property
    def texts(self) -> list[str]:
        return [request.text for request in self.asked]


def growing(said: list[str], track: TranslationTrack, translate) -> list[Translation]:
    """The revisions for a text that grows by a word at a time, to its final."""
    steps = [transcript(" ".join(said[:count])) for count in range(1, len(said) + 1)]
    steps.append(transcript(" ".join(said), is_final=True))
    revisions = (track.revise(step, translate) for step in steps)
    return [revision for revision in revisions if revision is not None]


def test_a_finished_sentence_is_translated_once():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    first = track.revise(transcript("Press one. Then"), loud)
    assert first is not None
    assert first.stable == "PRESS ONE."
    track.revise(transcript("Press one. Then hang"), loud)
    assert loud.texts == ["Press one.", "Then", "Then hang"]


def test_a_draft_is_made_once_for_the_same_words():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    for unstable in ("", " a", " b"):
        track.revise(transcript("one two three", unstable), loud)
    assert loud.texts == ["one two three"]


def test_what_was_shown_stays_while_the_drafts_disagree():
    track = TranslationTrack("xx", PLAIN)
    drafts = iter(["A B C", "A B C", "A X", "A X Y", "A B C D", "A B C D"])
    shown = []
    for count in range(1, 7):
        revision = track.revise(transcript("word " * count), lambda _: next(drafts))
        shown.append(None if revision is None else revision.unstable)
    assert shown == [None, "A B", None, None, None, "A B C"]


def test_what_was_shown_is_replaced_when_enough_drafts_agree_against_it():
    track = TranslationTrack("xx", PLAIN)
    drafts = iter(["A B C", "A B C", *["X Y Z"] * BY_AGREEMENT.overturning])
    revisions = [
        track.revise(transcript("word " * count), lambda _: next(drafts))
        for count in range(1, 3 + BY_AGREEMENT.overturning)
    ]
    assert [revision and revision.unstable for revision in revisions] == [
        *(None, "A B"),
        *[None] * (BY_AGREEMENT.overturning - 1),
        "X Y",
    ]


def test_what_was_shown_is_not_replaced_by_something_that_lacks_its_number():
    track = TranslationTrack("pt", PLAIN)
    drafts = iter(["marque 42 agora x", "marque 42 agora x", *["chame agora mesmo x"] * 9])
    shown = ""
    for count in range(1, 11):
        revision = track.revise(transcript("dial 42 now" + " word" * count), lambda _: next(drafts))
        shown = revision.unstable if revision else shown
    assert shown == "marque 42 agora"


def test_the_final_translates_the_rest_and_ends_the_segment():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    track.revise(transcript("Press one. Then"), loud)
    final = track.revise(transcript("Press one. Then hang up.", is_final=True), loud)
    assert final is not None
    assert (final.stable, final.unstable, final.is_final) == (
        "PRESS ONE. THEN HANG UP.",
        "",
        True,
    )


def test_an_empty_final_has_an_empty_translation():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    final = track.revise(transcript("", is_final=True), loud)
    assert final is not None
    assert final.stable == ""
    assert loud.asked == []


def test_an_engine_that_can_is_held_to_what_is_shown_and_can_still_be_talked_out_of_it():
    track, loud = TranslationTrack("xx", FORCING), Loud()
    for text in ("one two", "one two three", "one two three four"):
        track.revise(transcript(text), loud)
    last = loud.asked[-1]
    assert (last.text, last.prefix) == ("one two three four", "ONE")
    assert last.prefix_bias is not None
    assert 0 < last.prefix_bias < 1
    track.revise(transcript("one two three four.", is_final=True), loud)
    assert loud.asked[-1].prefix == "ONE TWO"


def test_other_engines_are_not_asked_for_a_prefix():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    growing(["one", "two", "three", "four."], track, loud)
    assert {(request.prefix, request.prefix_bias) for request in loud.asked} == {("", None)}


def test_an_engine_that_uses_context_gets_the_two_sentences_before():
    traits = TranslatorTraits("reader", frozenset(), uses_context=True)
    track, loud = TranslationTrack("xx", traits), Loud()
    track.revise(transcript("One. Two. Three. And"), loud)
    track.revise(transcript("Next", segment=2), loud)
    contexts = [(request.text, request.context) for request in loud.asked]
    assert contexts == [
        ("One.", ""),
        ("Two.", "One."),
        ("Three.", "One. Two."),
        ("And", "Two. Three."),
        ("Next", "Two. Three."),
    ]


def test_no_other_engine_gets_context():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    track.revise(transcript("One. Two."), loud)
    assert {request.context for request in loud.asked} == {""}


def test_a_very_long_sentence_is_settled_at_a_clause_end():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    clause = "it was the best of times, it was the worst of times, it was the age of wisdom"
    revision = track.revise(transcript(f"{clause}, and it was the age"), loud)
    assert revision is not None
    assert revision.stable == f"{clause},".upper()


def test_a_new_segment_starts_afresh():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    track.revise(transcript("One. Two", segment=1), loud)
    final = track.revise(transcript("Three.", segment=2, is_final=True), loud)
    assert final is not None
    assert (final.segment_id, final.stable, final.revision) == (2, "THREE.", 1)


def test_a_failed_final_keeps_what_was_translated():
    track, loud = TranslationTrack("xx", PLAIN), Loud()
    track.revise(transcript("One. Two"), loud)
    final = track.untranslated(transcript("One. Two.", is_final=True))
    assert (final.stable, final.is_final) == ("ONE.", True)


def test_a_sentence_is_not_translated_again_after_a_later_one_failed():
    track, loud = TranslationTrack("xx", PLAIN), Loud()

    def failing(request: TranslationRequest) -> str:
        if request.text.startswith("Two"):
            raise RuntimeError
        return loud(request)

    with pytest.raises(RuntimeError):
        track.revise(transcript("One. Two. And"), failing)
    final = track.revise(transcript("One. Two. And three.", is_final=True), loud)
    assert final is not None
    assert final.stable == "ONE. TWO. AND THREE."


words = st.lists(st.sampled_from(["a", "b.", "C", "d,", "e?"]), min_size=1, max_size=15)


@given(words, st.sampled_from([PLAIN, FORCING]))
def test_stable_only_grows_and_the_final_has_every_word(said, traits):
    revisions = growing(said, TranslationTrack("xx", traits), Loud())
    before = ""
    for each in revisions:
        assert each.stable.startswith(before)
        before = each.stable
    assert revisions[-1].stable == " ".join(said).upper()


class Forgetful(FakeTranslator):
    """Copies the text, but leaves words out: which ones depends on the whole text."""

    def translate(self, request: TranslationRequest) -> TranslatedText:
        kept = [word for word in request.text.split() if not self._forgets(word, request.text)]
        return TranslatedText(" ".join(kept))

    def _forgets(self, word: str, text: str) -> bool:
        return hashlib.sha256(f"{word}{text}".encode()).digest()[0] % 3 == 0


talk = st.lists(
    st.sampled_from(["casa", "sol", "mar,", "17", "250", "42.", "3081", "8", "9.", "fim."]),
    min_size=1,
    max_size=14,
)


@given(talk)
def test_every_number_of_the_source_is_in_the_final_whatever_the_engine_forgets(said):
    pair = Pair("es", "pt")
    router = TranslatorRouter([Forgetful("forgetful", pair)])
    track = TranslationTrack("pt", router.traits)
    steps = [transcript(" ".join(said[:count])) for count in range(1, len(said) + 1)]
    steps.append(transcript(" ".join(said), is_final=True))
    before: set[str] = set()
    final = ""
    for step in steps:
        spanish = Transcript(1, 1, "es", step.stable, "", (), 0.0, 1.0, step.is_final)
        revision = track.revise(spanish, lambda request: router.translate(request).text)
        if revision is not None:
            settled = {number.digits for number in numbers(revision.stable, "pt")}
            assert before <= settled
            before, final = settled, revision.stable
    wanted = sorted(number.digits for number in numbers(" ".join(said), "es"))
    assert sorted(number.digits for number in numbers(final, "pt")) == wanted


clause = st.lists(st.sampled_from(["casa", "sol", "não", "nunca", "Lisboa", "Porto"]), min_size=1)


@given(st.lists(clause, min_size=1, max_size=4))
def test_what_the_whole_loses_and_its_clauses_keep_is_in_the_final(clauses):
    """The engine forgets names and negations wherever it sees more than one clause."""
    said = ", ".join(" ".join(words) for words in clauses) + "."

    def hasty(request: TranslationRequest) -> str:
        one_clause = "," not in request.text.rstrip(",")
        kept = [word for word in request.text.split() if one_clause or bare(word) not in MATTERS]
        return " ".join(kept)

    step = Transcript(1, 1, "pt", said, "", (), 0.0, 1.0, True)
    final = TranslationTrack("es", PLAIN).revise(step, hasty)
    assert final is not None
    if not losses(said, said, Pair("pt", "es")):
        assert not losses(said, final.stable, Pair("pt", "es"))


MATTERS = {"não", "nunca", "Lisboa", "Porto"}


def bare(word: str) -> str:
    return word.strip(",.")
