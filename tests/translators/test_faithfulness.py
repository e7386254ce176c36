import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.faithfulness import Losses, losses
from translators.translate import Pair

EN_PT = Pair("en", "pt")


@pytest.mark.parametrize(
    ("source", "translation", "pair"),
    [
        ("We had 1,250 guests.", "Tivemos 1.250 hóspedes.", EN_PT),
        ("Press two.", "Pressione 2.", EN_PT),
        ("Press 2.", "Pressione dois.", EN_PT),
        ("Dial 0 2 0 7.", "Marque 0207.", EN_PT),
        ("No one is the one.", "Ninguém é o tal.", EN_PT),
        ("Wait a second.", "Espere um momento.", EN_PT),
        ("Нажмите 5.", "Press five.", Pair("ru", "en")),
        ("Press 5.", "Нажмите пять.", Pair("en", "ru")),
        ("Ask Sarah in London.", "Pergunte à Sarah em Londres.", EN_PT),
        ("He lives in Spain.", "Ele vive na Espanha.", EN_PT),
        ("I said that I'm here.", "Eu disse que estou aqui.", EN_PT),
        ("Das Haus am See ist alt.", "A casa do lago é velha.", Pair("de", "pt")),
        ("Welcome to Dragoman.", "Добро пожаловать.", Pair("en", "ru")),
        ("I don’t think we can't win.", "Não acho que não podemos vencer.", EN_PT),
        ("I was unable to do it.", "Fui incapaz de o fazer.", EN_PT),
        ("There is nothing.", "No hay nada.", Pair("en", "es")),
        ("No hay nada ni nadie.", "There is nothing.", Pair("es", "en")),
        ("Je n'ai pas d'argent.", "I have no money.", Pair("fr", "en")),
        ("Not here.", "Ei täällä.", Pair("en", "fi")),
    ],
)
def test_nothing_is_missing(source: str, translation: str, pair: Pair) -> None:
    assert losses(source, translation, pair) == Losses()


@pytest.mark.parametrize(
    ("source", "translation", "pair", "missing"),
    [
        ("Dial 42 now.", "Marque agora.", EN_PT, Losses(numbers=("42",))),
        ("Call four two seven.", "Chame quatro sete.", EN_PT, Losses(numbers=("2",))),
        ("Press 1.", "Pressione.", EN_PT, Losses(numbers=("1",))),
        ("Room 205.", "Комната.", Pair("en", "ru"), Losses(numbers=("205",))),
        ("Ask Sarah.", "Pergunte.", EN_PT, Losses(names=("Sarah",))),
        ("Enter the PIN.", "Insira.", EN_PT, Losses(names=("PIN",))),
        ("It is not safe.", "É seguro.", EN_PT, Losses(negations=1)),
        ("No, it is not.", "Não é.", EN_PT, Losses(negations=1)),
        ("Er hat kein Geld.", "He has money.", Pair("de", "en"), Losses(negations=1)),
    ],
)
def test_what_is_missing_is_named(
    source: str, translation: str, pair: Pair, missing: Losses
) -> None:
    found = losses(source, translation, pair)
    assert found == missing
    assert found.count == 1


words = st.lists(
    st.sampled_from(["no", "Sarah", "42", "seven", "house", "never,", "the", "London.", "12,5"])
)


@given(words, st.sampled_from(["es", "pt", "fr", "it", "de", "ru"]))
def test_a_copy_loses_no_number_and_no_name(said: list[str], target: str) -> None:
    text = " ".join(said)
    found = losses(text, text, Pair("en", target))
    assert found.names == ()
    assert not [number for number in found.numbers if number in text]


@given(words, words)
def test_more_text_never_loses_more(said: list[str], more: list[str]) -> None:
    pair = Pair("en", "en")
    some, all_of_it = " ".join(said[::2]), " ".join([*said[::2], *more])
    text = " ".join(said)
    assert losses(text, all_of_it, pair).names == tuple(
        name for name in losses(text, some, pair).names if name not in all_of_it
    )
