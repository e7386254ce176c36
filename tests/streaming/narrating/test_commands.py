import pytest

from streaming.narrating.commands import Command, Order, heard


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        ("en", "Repeat.", Order.REPEAT),
        ("en", "Stop!", Order.STOP),
        ("en", "What's ahead?", Order.AHEAD),
        ("en", "What’s in front of me?", Order.AHEAD),
        ("en", "Read it.", Order.READ),
        ("en", "More", Order.MORE),
        ("es", "¿Qué hay delante?", Order.AHEAD),
        ("es", "Léelo", Order.READ),
        ("de", "Lies vor.", Order.READ),
        ("de", "Noch einmal!", Order.REPEAT),
        ("fr", "Qu’y a-t-il devant ?", Order.AHEAD),
        ("fr", "Arrête !", Order.STOP),
    ],
)
def test_orders_are_known_in_four_languages(language, text, order):
    command = heard(text, language)
    assert command is not None
    assert (command.order, command.is_spoken) == (order, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What colour is the bus?"),
        ("en", "is the light green"),
        ("es", "¿De qué color es el autobús?"),
        ("de", "Welche Farbe hat der Bus?"),
        ("fr", "De quelle couleur est le bus ?"),
    ],
)
def test_what_sounds_like_a_question_is_one(language, text):
    assert heard(text, language) == Command(Order.QUESTION, question=text, is_spoken=True)


@pytest.mark.parametrize("text", ["", "...", "I will be there soon.", "She said stop it to him."])
def test_talk_is_no_command(text):
    assert heard(text, "en") is None


def test_a_language_without_words_of_its_own_listens_for_english():
    assert heard("repeat", "pt") == Command(Order.REPEAT, is_spoken=True)
