from captions.board import Board, LiveText


def text(
    segment: int, said: str = "a", *, final: bool = True, target: str | None = None
) -> LiveText:
    return LiveText(segment, target or "en", said, "", final, 0.0, target is not None)


def test_a_segment_goes_on_when_all_its_texts_are_final() -> None:
    board = Board(["pt", "es"])
    for part in (text(1), text(1, target="pt"), text(1, "x", final=False, target="es")):
        assert board.show(part)
        assert board.take() == ()
    board.show(text(1, "y", target="es"))
    (segment,) = board.take()
    assert [part and part.stable for part in segment.texts(["es", "pt", "fr"])] == [
        "a",
        "y",
        "a",
        None,
    ]
    assert board.segments == ()


def test_a_final_never_changes_and_the_same_text_is_no_news() -> None:
    board = Board([])
    assert board.show(text(1, final=False))
    assert not board.show(text(1, final=False))
    assert board.show(text(1))
    assert not board.show(text(1, "later"))


def test_segments_go_on_in_order() -> None:
    board = Board([])
    board.show(text(1, final=False))
    board.show(text(2))
    assert board.take() == ()
    board.show(text(1))
    assert [segment.source for segment in board.take()] == [text(1), text(2)]


def test_an_empty_final_waits_for_no_translation() -> None:
    board = Board(["pt"])
    board.show(text(1, " "))
    assert len(board.take()) == 1


def test_a_translation_that_does_not_come_holds_nothing_up_for_long() -> None:
    board = Board(["pt"])
    for segment in range(1, 5):
        assert board.take() == ()
        board.show(text(segment))
    assert [segment.source for segment in board.take()] == [text(1)]
    board.show(text(1, target="pt"))  # late: it goes on alone, when its turn comes
    board.show(text(5))
    assert len(board.take()) == 2
    assert len(board.take_all()) == 3
    assert board.segments == ()
