"""What nobody asked for and is worth saying: a new scene, who comes, who goes, what moved.

A scene is told once, when it has settled; then only what changes in it.
"""

from collections import deque
from dataclasses import replace
from difflib import SequenceMatcher

from captions.announcing.announcement import Priority
from streaming.narrating.budget import Budget
from streaming.narrating.draft import Draft
from streaming.narrating.memory import Memory
from streaming.narrating.scenery import Scenery, matters
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.tracks import Track
from streaming.narrating.utterance import Reason, Reply, View, Want
from streaming.narrating.wording.words import Words

__all__ = ["News"]

SETTLED_S = 0.8
"""After a turn or a cut the picture must stay for this long before it is told."""
EMPTY_S = 2.0
"""That nothing is recognised is told only after this."""
KNOWN_S = 60.0
"""A scene that looks like the one told last is not told again within this."""
ASK_AFTER_S = 1.0
"""An unchanged scene is worth a closer look after this."""
ASK_EVERY_S = 20.0
ALIKE = 0.8
LEAST_CONFIDENCE = 0.25
UNSURE_BELOW = 0.5
READ_FROM = 0.5
SHORTEST_TEXT = 3
MOST_GONE = 3
THING_NEEDS = 3
"""What must be left of the budget for a thing that does not move: the rest is for who comes."""

Signature = tuple[tuple[str, int, int], ...]


class News:
    """Decides what is next; told what was begun and what was cut off."""

    def __init__(
        self, words: Words, settings: NarratorSettings, abilities: frozenset[Want]
    ) -> None:
        self._words = words
        self._abilities = abilities
        self._memory = Memory()
        self._budget = Budget(settings.a_minute)
        self._since_s: float | None = None
        """Since when the scene is this one."""
        self._is_opened = False
        self._told: tuple[Signature, float] | None = None
        """What the view looked like when it was last told, and when."""
        self._seen: Signature = ()
        self._seen_since_s = 0.0
        self._asked: set[tuple[Want, Signature]] = set()
        self._asked_s = -ASK_EVERY_S
        self._details: deque[Draft] = deque(maxlen=2)
        self._said_details: deque[str] = deque(maxlen=3)

    def turn(self, now_s: float) -> None:
        """The view is another one."""
        self._memory.forget()
        self._details.clear()
        self._asked.clear()
        self._is_opened = False
        self._since_s = now_s

    def see(self, view: View, scenery: Scenery) -> None:
        """Take in a view."""
        if self._since_s is None:
            self._since_s = view.captured_s
        self._memory.note(scenery, view.captured_s)
        signature = scenery.signature()
        if signature != self._seen:
            self._seen, self._seen_since_s = signature, view.captured_s
            self._details.clear()

    def next(self, view: View, scenery: Scenery, verbosity: int, now_s: float) -> Draft | None:
        """What is worth saying now; None for silence."""
        left = self._budget.left(now_s)
        if self._since_s is None or left < 1:
            return None
        if not self._is_opened:
            return self._opening(view, scenery, verbosity, now_s)
        fresh = self._memory.fresh(scenery)
        who = any(matters(track.label) for track in fresh)
        gone = None if who or left < 2 or verbosity < 2 else self._gone(view, scenery, verbosity)
        if gone is not None:
            return gone
        if fresh and (who or left >= (THING_NEEDS if verbosity < 3 else 2)):
            text = self._words.things(scenery.things(fresh), nearness=verbosity > 1)
            return self._draft(text, Priority.NEW, Reason.ENTERED, view, fresh)
        return self._change(view, scenery, verbosity, now_s) if left > 1 else None

    def somebody_came(self, scenery: Scenery, now_s: float) -> bool:
        """Whether there is news of a person, a vehicle or an animal, which does not wait."""
        if not self._is_opened or self._budget.left(now_s) < 1:
            return False
        return any(matters(track.label) for track in self._memory.fresh(scenery))

    def want(self, verbosity: int, now_s: float) -> Want | None:
        """What an engine should be asked about the view, unasked by the user."""
        is_settled = self._is_opened and now_s - self._seen_since_s >= ASK_AFTER_S
        if not is_settled or now_s - self._asked_s < ASK_EVERY_S:
            return None
        wants = [Want.DESCRIBE] if verbosity >= 2 else []
        wants += [Want.READ] if verbosity >= 3 else []
        for want in wants:
            if want in self._abilities and (want, self._seen) not in self._asked:
                self._asked.add((want, self._seen))
                self._asked_s = now_s if want is wants[-1] else self._asked_s
                return want
        return None

    def answered(self, want: Want, reply: Reply) -> None:
        """An engine's reply to what nobody but us asked."""
        if (want, self._seen) not in self._asked:
            return  # it is about a scene that has changed
        least = READ_FROM if want is Want.READ else LEAST_CONFIDENCE
        if len(reply.text) < SHORTEST_TEXT or reply.confidence < least:
            return
        if any(_alike(reply.text, said) for said in self._said_details):
            return
        text, book = reply.text, self._words.book
        if want is Want.READ:
            text = book.reads.format(text)
        elif reply.confidence < UNSURE_BELOW:
            text = book.unsure.format(text)
        reason = Reason.TEXT if want is Want.READ else Reason.DESCRIPTION
        self._said_details.append(reply.text)
        self._details.append(
            Draft(
                text,
                Priority.DETAIL,
                reason,
                reply.language if want is Want.DESCRIBE else self._words.language,
                captured_s=reply.captured_s,
                yields=True,
                is_costly=True,
            )
        )

    def began(self, draft: Draft, scenery: Scenery | None, now_s: float) -> None:
        """A draft is being said."""
        if draft.is_costly:
            self._budget.spend()
        if scenery is None:
            return
        if draft.reason in (Reason.SCENE, Reason.ENTERED, Reason.MOVED, Reason.HAZARD):
            self._memory.tell(draft.tracks, scenery, now_s)
            self._told = (scenery.signature(), now_s)
            self._is_opened = self._is_opened or draft.reason is Reason.SCENE
        elif draft.reason is Reason.GONE:
            self._memory.told_gone()
        elif draft.reason in (Reason.TEXT, Reason.DESCRIPTION):
            self._details.popleft()

    def cut(self, draft: Draft) -> None:
        """A draft was cut off before it was heard: it is news again."""
        if draft.reason in (Reason.SCENE, Reason.ENTERED):
            self._memory.untell(track.number for track in draft.tracks)
            self._told = None
            if draft.reason is Reason.SCENE:
                self._is_opened = False

    def interrupted(self, draft: Draft) -> None:
        """A draft was cut off by newer news: what matters in it is told together with that."""
        self._memory.untell(track.number for track in draft.tracks if matters(track.label))

    def _opening(self, view: View, scenery: Scenery, verbosity: int, now_s: float) -> Draft | None:
        assert self._since_s is not None, "the scene began"
        tracks = scenery.settled()
        if view.captured_s - self._since_s < (SETTLED_S if tracks else EMPTY_S):
            return None
        if self._told is not None:
            signature, told_s = self._told
            if signature == scenery.signature() and now_s - told_s < KNOWN_S:
                self._memory.tell(tracks, scenery, now_s)
                self._is_opened = True
                return None
        things = scenery.things(tracks)
        text = self._words.things(things, nearness=verbosity > 1) or self._words.book.nothing
        return self._draft(text, Priority.NEW, Reason.SCENE, view, tracks)

    def _change(self, view: View, scenery: Scenery, verbosity: int, now_s: float) -> Draft | None:
        """What is of less weight than who comes."""
        if verbosity >= 3 and (track := self._memory.moved(scenery, now_s)):
            thing = scenery.things([track])[0]
            text = self._words.moved(thing, scenery.place(track))
            return self._draft(text, Priority.DETAIL, Reason.MOVED, view, (track,))
        if not self._details:
            return None
        # The view has not turned since the engine saw it, and shows the same things.
        return replace(self._details[0], captured_s=view.captured_s)

    def _gone(self, view: View, scenery: Scenery, verbosity: int) -> Draft | None:
        gone = [
            track
            for track in self._memory.gone()
            if verbosity >= 3 or (track.label == "person" and scenery.is_sure(track))
        ]
        if not gone:
            return None
        if all(track.label == "person" for track in gone) and not scenery.of("person"):
            text = self._words.book.nobody
        else:
            text = self._words.gone(scenery.things(gone[:MOST_GONE]))
        return self._draft(text, Priority.DETAIL, Reason.GONE, view, ())

    def _draft(
        self,
        text: str,
        priority: Priority,
        reason: Reason,
        view: View,
        tracks: tuple[Track, ...],
    ) -> Draft:
        return Draft(
            text,
            priority,
            reason,
            self._words.language,
            captured_s=view.captured_s,
            tracks=tracks,
            yields=reason is not Reason.ENTERED or not any(matters(each.label) for each in tracks),
            is_costly=True,
        )


def _alike(text: str, other: str) -> bool:
    return SequenceMatcher(None, text.lower(), other.lower()).ratio() >= ALIKE
