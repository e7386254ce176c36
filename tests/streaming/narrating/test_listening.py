from streaming.events import Event, Failed, Warned
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.performer import Live
from streaming.transcript import Transcript
from tests.streaming.narrating.fakes import FakeEye, FakeFilm, FakeScholar, FakeSpeaker
from tests.streaming.narrating.test_session import CHAIR, PERSON, enters, live
from translators.recognize import Word

SAID_S, HEARD_S = 1.0, 0.6
"""How long a sentence takes, and how long after its end it is understood."""


class FakeEars:
    """The session that hears the user: what is said at which time, understood a moment later."""

    def __init__(self, clock, *said, values=()):
        self._clock = clock
        self._said = said
        self._values = values
        self.stopped = 0
        self.closed = 0

    def stop(self):
        self.stopped += 1

    async def events(self):
        began_s = self._clock.now_s()

        async def until(at_s):
            await self._clock.sleep_s(max(0.0, began_s + at_s - self._clock.now_s()))

        def event(value):
            return Event(0, "ears", 0.0, self._clock.now_s() - began_s, value)

        try:
            for value in self._values:
                yield event(value)
            for number, (at_s, text) in enumerate(self._said, start=1):
                await until(at_s)
                yield event(SpeechStarted(number, at_s))
                await until(at_s + SAID_S)
                yield event(SpeechStopped(number, at_s + SAID_S))
                await until(at_s + SAID_S + HEARD_S)
                words = tuple(Word(f" {word}", at_s, at_s + SAID_S, 0.9) for word in text.split())
                end_s = at_s + SAID_S
                final = Transcript(number, 1, "en", text, "", words, at_s, end_s, is_final=True)
                yield event(final)
            while not self.stopped:
                await self._clock.sleep_s(0.1)
        finally:
            self.closed += 1


async def listen(script, *said, hears_itself=False, values=(), duration_s=12.0, **how):
    made = []

    def ears(clock):
        made.append(FakeEars(clock, *said, values=values))
        return made[0]

    run, speaker = await live(script, duration_s, ears=ears, hears_itself=hears_itself, **how)
    assert made[0].closed == 1
    return run, speaker


async def test_orders_and_questions_are_answered():
    scholar = FakeScholar()
    engines = NarrationEngines(FakeEye(enters(0.0)), reader=scholar, answerer=scholar)
    run, _ = await listen(
        enters(0.0),
        (6.0, "What is ahead?"),
        (10.0, "Read it."),
        (14.0, "What colour is the coat?"),
        (18.0, "Nice weather today."),
        engines=engines,
        duration_s=22.0,
    )
    answers = [scene.text for scene in run.of("started") if scene.priority == "answer"]
    assert answers == ["A person at 12 o'clock, near.", "It reads: South Tyne, 96", "Red."]
    assert scholar.questions == ["What colour is the coat?"]
    finals = run.all(Transcript)
    assert [final.text for final in finals][-1] == "Nice weather today."
    assert 5.9 <= finals[0].start_s <= 6.3, "on the time line of the pictures"
    assert 5.9 <= finals[0].words[0].start_s <= 6.3


async def test_nobody_is_interrupted():
    """Who comes while somebody speaks is told after that."""
    run, _ = await listen(enters(6.0), (5.8, "Look at that."), duration_s=14.0)
    entered = next(scene for scene in run.of("started") if scene.reason == "entered")
    assert entered.at_s >= 5.8 + SAID_S
    began = run.all(SpeechStarted)[0]
    assert not any(began.at_s <= scene.at_s < began.at_s + SAID_S for scene in run.of("started"))


async def test_what_is_being_said_falls_silent_when_somebody_speaks():
    run, _ = await listen(enters(0.0), (0.8, "Wait a moment."))
    assert run.of("cut")[0].why == "somebody speaks"


async def test_our_own_words_are_no_question():
    ours = "Not for navigation safety."
    run, _ = await listen(enters(0.0), (0.2, ours), hears_itself=True)
    assert not run.of("cut")
    assert [final.text for final in run.all(Transcript)] == [""]
    run, _ = await listen(enters(0.0), (0.2, f"{ours} What is ahead?"), hears_itself=True)
    assert [scene.text for scene in run.of("started") if scene.priority == "answer"]


async def test_a_picture_is_looked_at_for_as_long_as_somebody_may_ask():
    run, _ = await listen(
        lambda at_s: [PERSON, CHAIR],
        (30.0, "What is ahead?"),
        film=FakeFilm(0.2),
        meanwhile={40.0: lambda session: session.stop()},
    )
    answer = run.of("finished")[-1]
    assert answer.priority == "answer"
    assert 31.0 <= answer.at_s <= 36.0


async def test_ears_that_fail_leave_the_eyes():
    values = (Warned("the microphone has gone"), Failed("there is no microphone"))
    run, speaker = await listen(enters(5.0), values=values)
    warnings = [warning.message for warning in run.all(Warned)]
    assert warnings == [
        "the microphone has gone",
        "nobody is heard any more: there is no microphone",
    ]
    assert run.of("started")[-1].reason == "entered"
    assert isinstance(speaker, FakeSpeaker)
    assert Live(speaker).hears_itself
