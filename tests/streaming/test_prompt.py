import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.schema import Config
from streaming.prompt import Prompt
from translators.recognize import Word


def prompt(given: str = "", chars: int = 200) -> Prompt:
    config = Config()
    return Prompt(
        dataclasses.replace(
            config,
            recognize=dataclasses.replace(config.recognize, prompt=given),
            streaming=dataclasses.replace(config.streaming, prompt_chars=chars),
        )
    )


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(f" {each}", 0.0, 0.1, 0.9) for each in text.split())


def test_before_anything_is_said_the_prompt_is_the_given_one():
    assert prompt().after(()) == ""
    assert prompt("About Asterisk.").after(()) == "About Asterisk."


def test_what_was_said_follows_the_given_prompt_and_own_words_come_last():
    asked = prompt("About Asterisk.")
    asked.add("Press the key.")
    asked.add("")
    assert asked.after(words("then wait")) == "About Asterisk. Press the key. then wait"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("press the key", "Press the key."),
        ("press the key?", "Press the key?"),
        ("Press the key,", "Press the key,"),
        ("ñu", "Ñu."),
    ],
)
def test_segments_are_shown_as_sentences(said, shown):
    asked = prompt()
    asked.add(said)
    assert asked.after(()) == shown


def test_without_room_for_what_was_said_only_the_given_prompt_is_used():
    asked = prompt("About Asterisk.", chars=0)
    asked.add("Press the key.")
    assert asked.after(words("then wait")) == "About Asterisk."


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=400), st.integers(1, 60))
def test_a_prompt_is_the_end_of_what_was_said_in_whole_words(said, chars):
    asked = prompt(chars=chars)
    for each in said:
        asked.add(each)
    whole = [f"{each.capitalize()}." for each in said]
    shown = asked.after(()).split()
    assert len(asked.after(())) <= chars
    assert shown == whole[len(whole) - len(shown) :]
