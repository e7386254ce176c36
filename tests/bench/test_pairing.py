from bench.pairing import pair_words


def test_words_are_paired_across_spelling_and_losses() -> None:
    heard = ["So", "-", "I", "can't", "see", "8", "cuts"]
    said = ["so", "I", "can't", "really", "see", "eight", "cats"]
    found = pair_words(heard, said, "en")
    assert found.right == ((0, 0), (2, 1), (3, 2), (4, 4), (5, 5))
    assert found.wrong == ((6, 6),)


def test_a_contraction_is_its_parts() -> None:
    found = pair_words(["I'm", "here"], ["I", "am", "here"], "en")
    assert found.right == ((0, 0), (0, 1), (1, 2))


def test_other_languages_lose_their_accents() -> None:
    assert pair_words(["Está", "aquí"], ["esta", "aqui"], "es").right == ((0, 0), (1, 1))


def test_nothing_pairs_with_nothing() -> None:
    assert pair_words([], ["so"], "en").all == ()
    assert pair_words(["so"], [], "en").all == ()
