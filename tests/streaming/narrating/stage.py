"""A narrator with a voice that takes its time, and a record of everything that was said."""

from dataclasses import dataclass, field

from captions.announcing.announcement import Priority
from streaming.narrating.commands import Command, Order
from streaming.narrating.narrator import Narrator
from streaming.narrating.settings import SURE_FROM, NarratorSettings
from streaming.narrating.tracks import Tracker
from streaming.narrating.utterance import Act, Ask, Hush, Reply, Say, Utterance, View, Want
from streaming.narrating.wording.phrasebook import Guidance
from streaming.narrating.wording.words import words_for
from translators.coco import NAMES
from translators.describe import Box

LETTER_S = 0.06
FRAME_S = 0.2


@dataclass
class Said:
    utterance: Utterance
    begin_s: float
    end_s: float | None = None
    """None while it is being said."""
    cut: str = ""


@dataclass
class Stage:
    """Frames go in; what is said comes out, each utterance lasting as long as its text."""

    language: str = "en"
    clock: bool = True
    settings: NarratorSettings = field(default_factory=NarratorSettings)
    abilities: frozenset[Want] = frozenset()
    now_s: float = 0.0
    said: list[Said] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.narrator = Narrator(
            words_for(self.language, clock=self.clock),
            self.settings,
            abilities=self.abilities,
            labels=frozenset(NAMES),
        )
        self.tracker = Tracker(sure_from=self.settings.sure_from or SURE_FROM)
        self._ends_s: float | None = None

    def frame(
        self,
        *boxes: Box,
        guidance: Guidance | None = None,
        is_new: bool = False,
        step_s: float = FRAME_S,
        late_s: float = 0.05,
    ) -> None:
        """A frame of these boxes is seen, `step_s` after the one before; it is `late_s` old."""
        self.wait(step_s)
        if is_new:
            self.tracker.reset()
        captured_s = self.now_s - late_s
        tracks = self.tracker.update(boxes, captured_s)
        view = View(captured_s, tracks, guidance=guidance, is_new=is_new)
        self._do(self.narrator.see(view, self.now_s))

    def frames(self, seconds: float, *boxes: Box, **how: object) -> None:
        """The same picture for a while."""
        for _ in range(round(seconds / FRAME_S)):
            self.frame(*boxes, **how)  # type: ignore[arg-type]

    def wait(self, seconds: float) -> None:
        """Time passes; what is being said may end."""
        until_s = self.now_s + seconds
        while self._ends_s is not None and self._ends_s <= until_s:
            self.now_s = max(self.now_s, self._ends_s)
            ended, self._ends_s = self.said[-1], None
            ended.end_s = self.now_s
            self._do(self.narrator.finished(ended.utterance.number, self.now_s))
        self.now_s = until_s

    def tick(self) -> None:
        self._do(self.narrator.tick(self.now_s))

    def order(self, order: Order, **what: object) -> None:
        self._do(self.narrator.order(Command(order, **what), self.now_s))  # type: ignore[arg-type]

    def hear(self, is_voice: bool) -> None:
        self._do(self.narrator.hear(is_voice, self.now_s))

    def reply(self, reply: Reply) -> None:
        """Answer the newest ask."""
        self._do(self.narrator.answered(self.asked[-1].number, reply, self.now_s))

    @property
    def texts(self) -> list[str]:
        return [each.utterance.text for each in self.said]

    @property
    def newest(self) -> Said:
        return self.said[-1]

    def of(self, priority: Priority) -> list[Said]:
        return [each for each in self.said if each.utterance.priority is priority]

    def _do(self, acts: tuple[Act, ...]) -> None:
        for act in acts:
            if isinstance(act, Say):
                assert self._ends_s is None, f"two at once: {act.utterance} in {self.said[-1]}"
                self.said.append(Said(act.utterance, self.now_s))
                self._ends_s = self.now_s + 0.2 + LETTER_S * len(act.utterance.text)
            elif isinstance(act, Hush):
                assert self._ends_s is not None, "nothing was being said"
                assert self.said[-1].utterance.number == act.number
                self.said[-1].end_s, self.said[-1].cut = self.now_s, act.why
                self._ends_s = None
            else:
                self.asked.append(act)
