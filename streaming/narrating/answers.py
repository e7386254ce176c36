"""Answers: what the user asked for, in order, composed when it is said."""

from collections import deque
from dataclasses import dataclass

from captions.announcing.announcement import Priority
from streaming.narrating.commands import Command, Order
from streaming.narrating.draft import Draft
from streaming.narrating.place import Side
from streaming.narrating.questions import answer_from_view
from streaming.narrating.scenery import Scenery
from streaming.narrating.utterance import Ask, Reason, Reply, Want
from streaming.narrating.wording.phrasebook import Guidance
from streaming.narrating.wording.words import PHRASEBOOKS, Words

__all__ = ["Answers", "Present"]

MOST_WAITING = 4
"""More that wait: the oldest is given up, for nobody remembers having asked."""
PATIENCE_S = 3.0
"""So long an answer to what was asked aloud waits for somebody who speaks."""
KNOWN_FROM = 0.25
SURE_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Present:
    """How things are when an answer is due."""

    scenery: Scenery | None
    """What is in view; None if no picture came for a while."""
    captured_s: float
    trouble: Guidance | None
    epoch: int
    """Counts the views."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer before its time: a fixed text, or a command whose answer is in the view."""

    command: Command | None
    text: str
    language: str
    epoch: int
    """The view that it is about; 0 for none."""
    ready_s: float
    is_spoken: bool
    reason: Reason = Reason.ANSWER


class Answers:
    """Takes orders and replies, gives one draft at a time."""

    def __init__(self, words: Words, abilities: frozenset[Want], labels: frozenset[str]) -> None:
        self._words = words
        self._abilities = abilities
        self._labels = labels
        self._waiting: deque[_Waiting] = deque(maxlen=MOST_WAITING)
        self._asked: dict[int, tuple[Want, int, bool]] = {}

    def order(self, command: Command, number: int, present: Present, now_s: float) -> Ask | None:
        """Take an order; what an engine must be asked for it, under this number."""
        want = self._want(command, present)
        if want is not None and want in self._abilities:
            self._asked[number] = (want, present.epoch, command.is_spoken)
            if command.order is Order.MORE:
                self._wait(now_s, command, command=command)
            return Ask(number, want, command.question, detailed=want is Want.DESCRIBE)
        book = self._words.book
        if command.order is Order.READ:
            self._wait(now_s, command, book.cannot_read)
        elif want is Want.ANSWER:
            self._wait(now_s, command, book.cannot_answer)
        else:
            self._wait(now_s, command, command=command)
        return None

    def say(self, text: str, language: str, command: Command, now_s: float) -> None:
        """Answer an order with this text."""
        self._wait(now_s, command, text, language)

    def answered(self, number: int, reply: Reply, now_s: float) -> None:
        """An engine's reply to what the user asked; others are left alone."""
        asked = self._asked.pop(number, None)
        if asked is None:
            return
        want, epoch, is_spoken = asked
        text, language = self._reply(want, reply)
        self._waiting.append(_Waiting(None, text, language, epoch, now_s, is_spoken))

    def stop(self) -> None:
        """Nobody wants any of it any more."""
        self._waiting.clear()
        self._asked.clear()

    def next(self, present: Present, now_s: float, *, is_voice: bool) -> Draft | None:
        """The next answer, taken out; None if there is none, or somebody speaks."""
        if not self._waiting:
            return None
        first = self._waiting[0]
        if is_voice and first.is_spoken and now_s - first.ready_s < PATIENCE_S:
            return None
        self._waiting.popleft()
        return self._draft(first, present)

    def _draft(self, waiting: _Waiting, present: Present) -> Draft:
        text, language, epoch = waiting.text, waiting.language, waiting.epoch
        if waiting.command is not None:
            text, epoch = self._from_view(waiting.command, present)
        captured_s: float | None = present.captured_s
        if epoch == 0 or present.scenery is None or epoch != present.epoch:
            captured_s = None
            if epoch != 0:
                book = PHRASEBOOKS.get(language, self._words.book)
                text = book.past.format(text)
        return Draft(
            text,
            Priority.ANSWER,
            waiting.reason,
            language,
            captured_s=captured_s,
            fades=waiting.command is not None,
        )

    def _from_view(self, command: Command, present: Present) -> tuple[str, int]:
        """The answer, and the view that it is about."""
        words = self._words
        if present.scenery is None:
            return words.guidance(Guidance.NO_PICTURE), 0
        if present.trouble is not None:
            return words.guidance(present.trouble), 0
        scenery = present.scenery
        if command.order is Order.QUESTION:
            text = answer_from_view(command.question, scenery, words, self._labels)
            return text or words.book.unknown, present.epoch
        if command.order is Order.AHEAD:
            ahead = [each for each in scenery.tracks if scenery.place(each).side is Side.AHEAD]
            return words.things(scenery.things(ahead)) or words.book.nothing_ahead, present.epoch
        return words.things(scenery.things(scenery.tracks)) or words.book.nothing, present.epoch

    def _want(self, command: Command, present: Present) -> Want | None:
        if command.order is Order.READ:
            return Want.READ
        if command.order is Order.MORE:
            return Want.DESCRIBE
        if command.order is not Order.QUESTION:
            return None
        scenery = present.scenery
        if scenery and answer_from_view(command.question, scenery, self._words, self._labels):
            return None
        return Want.ANSWER

    def _reply(self, want: Want, reply: Reply) -> tuple[str, str]:
        """The text of a reply, and its language."""
        own, book = self._words.language, self._words.book
        if want is Want.READ:
            if not reply.text:
                return book.no_text, own
            sure = reply.text if reply.confidence >= SURE_FROM else book.unsure.format(reply.text)
            return book.reads.format(sure), own
        if not reply.text or reply.confidence < KNOWN_FROM:
            return book.unknown, own
        if reply.confidence < SURE_FROM:
            unsure = PHRASEBOOKS.get(reply.language, book).unsure
            return unsure.format(reply.text), reply.language
        return reply.text, reply.language

    def _wait(
        self,
        now_s: float,
        asked: Command,
        text: str = "",
        language: str = "",
        *,
        command: Command | None = None,
    ) -> None:
        language = language or self._words.language
        self._waiting.append(_Waiting(command, text, language, 0, now_s, asked.is_spoken))
