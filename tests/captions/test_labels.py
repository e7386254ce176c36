from captions.labels import labelled, unlabelled


def test_a_label_reads_back_and_is_told_from_text_with_a_colon() -> None:
    assert labelled(("Ana: hello", "b"), "Dr: Who") == ("Dr: Who:\u2002Ana: hello", "b")
    assert unlabelled(("Dr: Who:\u2002Ana: hello", "b")) == (("Ana: hello", "b"), "Dr: Who")
    assert unlabelled(labelled(("Ana: hello",), None)) == (("Ana: hello",), None)
