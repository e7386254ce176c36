from hypothesis import given
from hypothesis import strategies as st

from streaming.transcript import Transcript
from streaming.translation import Translation, TranslationTrack


def transcript(stable: str, unstable: str = "", *, segment=1, is_final=False) -> Transcript:
    return Transcript(segment, 1, "en", stable, unstable, (), 0.0, 1.0, is_final)


class Loud:
    """Translates by shouting, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, text: str, prefix: str) -> str:
        self.asked.append((text, prefix))
        return text.upper()


def test_a_finished_sentence_is_translated_once():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    first = track.revise(transcript("Press one. Then"), loud)
    assert first is not None
    assert first.stable == "PRESS ONE."
    track.revise(transcript("Press one. Then hang"), loud)
    assert [text for text, _ in loud.asked] == ["Press one.", "Then", "Then hang"]


def test_the_open_sentence_shows_what_two_drafts_share_but_for_its_last_word():
    track = TranslationTrack("xx", forces_prefix=False)
    drafts = iter(["LE CHAT", "LE CHIEN DORT", "LE CHIEN DORT BIEN"])
    shown = []
    for text in ("the", "the dog", "the dog sleeps"):
        revision = track.revise(transcript(text), lambda *_: next(drafts))
        shown.append(None if revision is None else revision.unstable)
    assert shown == [None, None, "LE CHIEN"]


def test_what_was_shown_stays_while_the_drafts_disagree():
    track = TranslationTrack("xx", forces_prefix=False)
    drafts = iter(["A B C", "A B C", "A X", "A X Y", "A B C D", "A B C D"])
    shown = []
    for count in range(1, 7):
        revision = track.revise(transcript("word " * count), lambda *_: next(drafts))
        shown.append(None if revision is None else revision.unstable)
    assert shown == [None, "A B", None, None, None, "A B C"]


def test_the_final_translates_the_rest_and_ends_the_segment():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    track.revise(transcript("Press one. Then"), loud)
    final = track.revise(transcript("Press one. Then hang up.", is_final=True), loud)
    assert final is not None
    assert (final.stable, final.unstable, final.is_final) == (
        "PRESS ONE. THEN HANG UP.",
        "",
        True,
    )


def test_an_empty_final_has_an_empty_translation():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    final = track.revise(transcript("", is_final=True), loud)
    assert final is not None
    assert final.stable == ""
    assert loud.asked == []


def test_the_shown_draft_is_the_prefix_where_the_engine_forces_one():
    track, loud = TranslationTrack("xx", forces_prefix=True), Loud()
    for text in ("one two", "one two three", "one two three four"):
        track.revise(transcript(text), loud)
    assert loud.asked[-1] == ("one two three four", "ONE")


def test_a_very_long_sentence_is_settled_at_a_clause_end():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    clause = "it was the best of times, it was the worst of times, it was the age of wisdom"
    revision = track.revise(transcript(f"{clause}, and it was the age"), loud)
    assert revision is not None
    assert revision.stable == f"{clause},".upper()


def test_a_new_segment_starts_afresh():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    track.revise(transcript("One. Two", segment=1), loud)
    final = track.revise(transcript("Three.", segment=2, is_final=True), loud)
    assert final is not None
    assert (final.segment_id, final.stable, final.revision) == (2, "THREE.", 1)


def test_a_failed_final_keeps_what_was_translated():
    track, loud = TranslationTrack("xx", forces_prefix=False), Loud()
    track.revise(transcript("One. Two"), loud)
    final = track.untranslated(transcript("One. Two.", is_final=True))
    assert (final.stable, final.is_final) == ("ONE.", True)


words = st.lists(st.sampled_from(["a", "b.", "C", "d,", "e?"]), min_size=1, max_size=15)


@given(words, st.booleans())
def test_stable_only_grows_and_the_final_has_every_word(said, forces_prefix):
    track, loud = TranslationTrack("xx", forces_prefix=forces_prefix), Loud()
    revisions: list[Translation] = []
    for count in range(1, len(said) + 1):
        revision = track.revise(transcript(" ".join(said[:count])), loud)
        if revision is not None:
            revisions.append(revision)
    final = track.revise(transcript(" ".join(said), is_final=True), loud)
    assert final is not None
    before = ""
    for each in [*revisions, final]:
        assert each.stable.startswith(before)
        before = each.stable
    assert final.stable == " ".join(said).upper()
