"""What is said, and when.

Sans-I/O: views, commands, replies and the ends of utterances in, with the time; acts out. At most
one utterance is being said at any time: a `Say` follows the end of the one before, or its `Hush`.

Hazards go before answers, answers before news, news before detail. Hazards and answers cut off
what matters less; what was cut off before it was heard is news again.
"""

from dataclasses import dataclass

from captions.announcing.announcement import Priority
from streaming.narrating.answers import Answers, Present
from streaming.narrating.commands import Command, Order
from streaming.narrating.draft import Draft
from streaming.narrating.hazards import Hazards
from streaming.narrating.news import News
from streaming.narrating.scenery import Scenery
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.sight import Sight
from streaming.narrating.utterance import (
    Act,
    Ask,
    Hush,
    Reason,
    Reply,
    Say,
    Utterance,
    View,
    Want,
)
from streaming.narrating.wording.phrasebook import Guidance
from streaming.narrating.wording.words import Words

__all__ = ["Narrator"]

QUIET_S = 0.7
"""Somebody who stopped speaking may only have paused."""
BLIND_S = 3.0
"""Without a picture for this long, that is told."""
LETTER_S = 0.15
GRACE_S = 4.0
"""An utterance whose end is not told is over after `LETTER_S` a letter and this."""
URGENT = "something more urgent"
VOICE = "somebody speaks"
TURNED = "the view changed"
ASKED = "the user asked for something"
STOPPED = "stopped"
NEWER = "somebody came"


@dataclass(frozen=True, slots=True)
class _Speaking:
    utterance: Utterance
    draft: Draft
    until_s: float


class Narrator:
    """One narration. Times are media times, on the frames' clock, and never go backwards.

    `abilities` are what engines can be asked for; `labels` are the detector's.
    """

    def __init__(
        self,
        words: Words,
        settings: NarratorSettings | None = None,
        *,
        abilities: frozenset[Want] = frozenset(),
        labels: frozenset[str] = frozenset(),
    ) -> None:
        self._words = words
        self._settings = settings or NarratorSettings()
        self._verbosity = self._settings.verbosity
        self._news = News(words, self._settings, abilities)
        self._answers = Answers(words, abilities, labels)
        self._hazards = Hazards(words)
        self._sight = Sight()
        self._view: View | None = None
        self._began_s: float | None = None
        self._epoch = 1
        self._speaking: _Speaking | None = None
        self._last: Utterance | None = None
        self._numbers = 0
        self._asks = 0
        self._unasked: dict[int, tuple[Want, int]] = {}
        self._is_noticed = not self._settings.begins_with_notice
        self._is_over = False
        self._is_voice = False
        self._voice_s = -QUIET_S

    @property
    def verbosity(self) -> int:
        """1 to 3."""
        return self._verbosity

    def see(self, view: View, now_s: float) -> tuple[Act, ...]:
        """A frame was looked at."""
        acts: list[Act] = []
        self._view = view
        self._began_s = view.captured_s if self._began_s is None else self._began_s
        self._sight.note(view.guidance, view.captured_s)
        if view.is_new:
            self._turn(view.captured_s, acts)
        scenery = self._scenery(view)
        self._news.see(view, scenery)
        self._hazards.see(scenery, view.captured_s)
        return self._go(now_s, acts)

    def order(self, command: Command, now_s: float) -> tuple[Act, ...]:
        """The user wants something: what is being said stops, hazards apart."""
        acts: list[Act] = []
        if self._speaking and self._speaking.utterance.priority < Priority.HAZARD:
            is_stop = command.order is Order.STOP
            acts.append(self._hush(STOPPED if is_stop else ASKED))
        self._obey(command, now_s, acts)
        return self._go(now_s, acts)

    def answered(self, number: int, reply: Reply, now_s: float) -> tuple[Act, ...]:
        """An engine replied to an `Ask`; a reply nobody waits for any more does nothing."""
        unasked = self._unasked.pop(number, None)
        if unasked is None:
            self._answers.answered(number, reply, now_s)
        elif unasked[1] == self._epoch:
            self._news.answered(unasked[0], reply)
        return self._go(now_s, [])

    def hear(self, is_voice: bool, now_s: float) -> tuple[Act, ...]:
        """Somebody began to speak, or stopped."""
        acts: list[Act] = []
        if self._is_voice and not is_voice:
            self._voice_s = now_s
        self._is_voice = is_voice
        speaking = self._speaking
        if is_voice and speaking and speaking.utterance.priority < Priority.ANSWER:
            acts.append(self._hush(VOICE))
        return self._go(now_s, acts)

    def finished(self, number: int, now_s: float) -> tuple[Act, ...]:
        """An utterance was heard to its end."""
        if self._speaking and self._speaking.utterance.number == number:
            self._speaking = None
        return self._go(now_s, [])

    def end(self) -> None:
        """No picture follows: from now on there are only answers."""
        self._is_over = True

    def tick(self, now_s: float) -> tuple[Act, ...]:
        """Time passes. Worth calling ten times a second while no frames come."""
        return self._go(now_s, [])

    def _go(self, now_s: float, acts: list[Act]) -> tuple[Act, ...]:
        if self._speaking and now_s >= self._speaking.until_s:
            self._speaking = None
        if self._speaking and self._speaking.draft.yields and self._somebody_came(now_s):
            acts.append(self._hush(NEWER))
        draft = self._choose(now_s)
        if draft is not None:
            if self._speaking:
                acts.append(self._hush(URGENT))
            acts.append(self._say(draft, now_s))
        want = self._news.want(self._verbosity, now_s) if self._may_tell(now_s) else None
        if want is not None:
            self._asks += 1
            self._unasked = {
                number: asked for number, asked in self._unasked.items() if asked[1] == self._epoch
            }
            self._unasked[self._asks] = (want, self._epoch)
            acts.append(Ask(self._asks, want))
        return tuple(acts)

    def _choose(self, now_s: float) -> Draft | None:
        """What is to be said now, even if something else is being said."""
        saying = self._speaking.draft if self._speaking else None
        current = saying.priority if saying else None
        present = self._present(now_s)
        hazard = self._hazards.next(present.scenery, present.captured_s, saying)
        if hazard is not None:
            return hazard
        if current is not None and current >= Priority.ANSWER:
            return None
        answer = self._answers.next(present, now_s, is_voice=self._is_voice)
        if answer is not None or current is not None:
            return answer
        is_silent = self._is_over or self._is_held(now_s)
        return None if is_silent else self._unbidden(now_s)

    def _unbidden(self, now_s: float) -> Draft | None:
        if not self._is_noticed:
            return self._status(self._words.book.notice, Reason.NOTICE)
        self._look_for_a_picture(now_s)
        guidance = self._sight.guidance(now_s)
        if guidance is not None:
            return self._status(self._words.guidance(guidance), Reason.GUIDANCE)
        if self._view is None or not self._may_tell(now_s):
            return None
        scenery = self._scenery(self._view)
        return self._news.next(self._view, scenery, self._verbosity, now_s)

    def _somebody_came(self, now_s: float) -> bool:
        if self._view is None or self._is_held(now_s) or not self._may_tell(now_s):
            return False
        return self._news.somebody_came(self._scenery(self._view), now_s)

    def _is_held(self, now_s: float) -> bool:
        return self._is_voice or now_s - self._voice_s < QUIET_S

    def _may_tell(self, now_s: float) -> bool:
        """Whether there is a picture of use, fresh enough to be told."""
        return self._sight.is_clear and self._is_fresh(now_s)

    def _is_fresh(self, now_s: float) -> bool:
        return self._view is not None and now_s - self._view.captured_s <= self._settings.stale_s

    def _look_for_a_picture(self, now_s: float) -> None:
        newest_s = self._view.captured_s if self._view is not None else self._began_s
        self._began_s = now_s if self._began_s is None else self._began_s
        if newest_s is not None and now_s - newest_s >= BLIND_S:
            self._sight.note(Guidance.NO_PICTURE, newest_s)

    def _obey(self, command: Command, now_s: float, acts: list[Act]) -> None:
        book = self._words.book
        if command.order is Order.STOP:
            self._answers.stop()
        elif command.order is Order.VERBOSITY:
            self._verbosity = min(3, max(1, command.verbosity))
            self._answers.say(book.verbosity.format(self._verbosity), "", command, now_s)
        elif command.order is Order.REPEAT:
            text = self._last.text if self._last else book.nothing_said
            language = self._last.language if self._last else ""
            self._answers.say(text, language, command, now_s)
        else:
            self._asks += 1
            ask = self._answers.order(command, self._asks, self._present(now_s), now_s)
            if ask is not None:
                acts.append(ask)

    def _turn(self, now_s: float, acts: list[Act]) -> None:
        self._epoch += 1
        self._news.turn(now_s)
        speaking = self._speaking
        if speaking and speaking.draft.fades and speaking.draft.priority < Priority.HAZARD:
            acts.append(self._hush(TURNED))

    def _say(self, draft: Draft, now_s: float) -> Say:
        self._numbers += 1
        utterance = Utterance(
            number=self._numbers,
            text=draft.text,
            priority=draft.priority,
            language=draft.language,
            reason=draft.reason,
            captured_s=draft.captured_s,
            fades=draft.fades,
        )
        until_s = now_s + LETTER_S * len(draft.text) + GRACE_S
        self._speaking = _Speaking(utterance, draft, until_s)
        self._news.began(draft, self._scenery(self._view) if self._view else None, now_s)
        if draft.reason is Reason.NOTICE:
            self._is_noticed = True
        elif draft.reason is Reason.GUIDANCE and self._sight.trouble is not None:
            self._sight.told(self._sight.trouble)
        else:
            self._last = utterance
        return Say(utterance)

    def _hush(self, why: str) -> Hush:
        assert self._speaking is not None, "something is being said"
        speaking, self._speaking = self._speaking, None
        if why == NEWER:
            self._news.interrupted(speaking.draft)
        elif why in (URGENT, VOICE, ASKED):
            self._news.cut(speaking.draft)
            if speaking.draft.reason is Reason.NOTICE:
                self._is_noticed = False
        return Hush(speaking.utterance.number, why)

    def _status(self, text: str, reason: Reason) -> Draft:
        language = self._words.language
        is_costly = reason is not Reason.NOTICE  # it comes once, and is no news
        return Draft(text, Priority.NEW, reason, language, fades=False, is_costly=is_costly)

    def _present(self, now_s: float) -> Present:
        view = self._view
        return Present(
            scenery=self._scenery(view) if view is not None and self._is_fresh(now_s) else None,
            captured_s=view.captured_s if view is not None else 0.0,
            trouble=self._sight.trouble,
            epoch=self._epoch,
        )

    def _scenery(self, view: View) -> Scenery:
        return Scenery(view, self._settings, self._verbosity)
