"""The states in which people meet the page, and how each comes about."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import expect

from tests.server.page.conftest import Visitor
from tests.server.page.fake_room import HOST_TOKEN

__all__ = ["STATES", "speak"]

State = Callable[[Visitor], Awaitable[None]]
BOTH = {"name": "Bo", "speaks": "en", "reads": ["en", "pt"], "hears": None, "original": "none"}
TALK = (
    ("ana", "Ana", "en", "Good morning, everybody. Let us begin with the budget for next year.",
     "Bom dia a todos. Vamos começar com o orçamento do próximo ano."),
    ("joao", "João", "pt", "Obrigado. Temos três pontos em aberto.",
     "Thank you. We have three open points."),
    ("ana", "Ana", "en", "The hall costs 1,200 a month, and the contract ends in May.",
     "O salão custa 1.200 por mês, e o contrato termina em maio."),
    ("lina", "Lina", "en", "Could we ask the school whether it has a room for us?",
     "Poderíamos perguntar à escola se tem uma sala para nós?"),
)  # fmt: skip


async def speak(visitor: Visitor, rounds: int = 1) -> None:
    """A few sentences in two languages, and one that is still open."""
    room = visitor.site.room
    for _ in range(rounds):
        for speaker, name, language, text, translated in TALK:
            who = {"speaker": speaker, "name": name, "language": language}
            segment = await room.say(text, **who)
            other = "pt" if language == "en" else "en"
            await room.say(translated, **who, segment=segment, target=other)
    who = {"speaker": "joao", "name": "João", "language": "pt", "final": False}
    segment = await room.say("Podemos falar com a ", unstable="diretora na", **who)
    await room.say("We can talk to the ", target="en", segment=segment, **who)
    await expect(visitor.page.get_by_text("We can talk to the").last).to_be_visible()


async def live(visitor: Visitor, rounds: int = 1, token: str = "guest.token") -> None:
    room = visitor.site.room
    room.people += [
        room.somebody("ana", "Ana", "host", muted=False, speaking=True),
        room.somebody("joao", "João", speaks="pt", asks=True),
        room.somebody("lina", "Lina", "listener", connected=False),
    ]
    await visitor.join(f"/r/demo#t={token}")
    await speak(visitor, rounds)


async def start(visitor: Visitor) -> None:
    await visitor.open("/")


async def start_refused(visitor: Visitor) -> None:
    visitor.site.admin_token = "sesame open now!"
    await visitor.open("/")
    await visitor.page.click("#make button")
    await visitor.page.fill("#link", "https://elsewhere.example/r/abc")
    await visitor.page.click("#join button")
    await expect(visitor.page.locator("#admin")).to_be_visible()
    visitor.problems.clear()


async def join(visitor: Visitor) -> None:
    await visitor.open("/r/demo")


async def join_microphone(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.click("text=Turn on the microphone")
    await expect(visitor.page.get_by_text("Your microphone works.")).to_be_visible()


async def join_denied(visitor: Visitor) -> None:
    await visitor.page.context.clear_permissions()
    await visitor.open()
    await visitor.page.click("text=Turn on the microphone")
    await expect(visitor.page.get_by_text("does not let this page use")).to_be_visible()


async def join_insecure(visitor: Visitor) -> None:
    port = visitor.site.url.rsplit(":", 1)[1]
    await visitor.open(origin=f"http://elsewhere.test:{port}")
    await expect(visitor.page.get_by_text("insecure connection")).to_be_visible()


async def join_full(visitor: Visitor) -> None:
    refused = {"type": "error", "code": "room_full", "message": "full", "fatal": True}
    visitor.site.room.refusal = (4503, refused)
    await visitor.open()
    await visitor.page.click("#join-button")
    await expect(visitor.page.get_by_text("The room is full")).to_be_visible()


async def join_busy(visitor: Visitor) -> None:
    visitor.site.room.refusal = (4503, {"type": "busy", "retry_s": 30})
    await visitor.open()
    await visitor.page.click("#join-button")
    await expect(visitor.page.get_by_text("Trying again in 30 s")).to_be_visible()


async def idle(visitor: Visitor) -> None:
    await visitor.page.clock.install()
    await visitor.join()
    await visitor.page.clock.fast_forward(6000)
    await expect(visitor.page.locator("#pulse")).to_have_text("[silence]")


async def beside(visitor: Visitor) -> None:
    await live(visitor)
    await visitor.page.press("body", "s")
    await visitor.page.select_option("#setting-languages", "beside")
    await visitor.page.press("body", "Escape")


async def scrolled_back(visitor: Visitor) -> None:
    await live(visitor, rounds=6)
    captions = visitor.page.locator("#captions")
    await captions.evaluate("each => { each.scrollTop = each.scrollTop - 500; }")
    await expect(visitor.page.locator("#newest")).to_be_visible()
    for count in range(1, 4):
        await visitor.site.room.say(f"This is new, number {count}.")
    await expect(visitor.page.locator("#newest")).to_contain_text("3 new")


async def paused(visitor: Visitor) -> None:
    await live(visitor)
    await visitor.page.click("#pause")


async def reconnecting(visitor: Visitor) -> None:
    await live(visitor)
    visitor.site.room.is_away = True
    await visitor.site.room.drop()
    await expect(visitor.page.locator(".notice[data-id=connection]")).to_contain_text(
        "The connection broke"
    )


async def busy(visitor: Visitor) -> None:
    await live(visitor)
    visitor.site.room.refusal = (4503, {"type": "busy", "retry_s": 30})
    await visitor.site.room.drop()
    await expect(visitor.page.locator(".notice[data-id=connection]")).to_contain_text("busy")


async def interrupted(visitor: Visitor) -> None:
    await visitor.page.clock.install()
    await live(visitor)
    await visitor.page.clock.fast_forward(6000)
    await expect(visitor.page.locator("#pulse")).to_have_text("[captions interrupted]")


async def speaking(visitor: Visitor) -> None:
    """Our own microphone is on."""
    await live(visitor)
    await visitor.page.click("#mute")
    await expect(visitor.page.locator("#end-turn")).to_be_visible()


async def not_stored(visitor: Visitor) -> None:
    await live(visitor)
    warning = {"type": "warning", "code": "not_stored", "message": "kept in memory"}
    await visitor.site.room.emit(warning)
    await expect(visitor.page.locator(".notice")).to_contain_text("cannot be saved just now")


async def notices(visitor: Visitor) -> None:
    """Several at once: a poor connection, a language that is not understood, lost speech."""
    await live(visitor)
    room = visitor.site.room
    await room.send({"type": "quality", "state": "poor", "loss": 0.06})
    me = room.people[-1]["id"]
    warning = {"message": "little of this is understood", "code": "language_mismatch"}
    await room.emit({"type": "warning", "speaker": me, **warning})
    await room.emit({"type": "gap", "speaker": "ana", "name": "Ana", "start_s": 1, "end_s": 4})
    await expect(visitor.page.locator(".notice")).to_have_count(2)


def panel(name: str, then: State | None = None) -> State:
    async def opened(visitor: Visitor) -> None:
        await live(visitor, token=HOST_TOKEN if name == "people" else "guest.token")
        await visitor.page.click(f"[data-panel={name}]")
        await expect(visitor.page.locator("#panel h2")).to_be_focused()
        if then:
            await then(visitor)

    return opened


async def search(visitor: Visitor) -> None:
    await visitor.page.fill("#transcript-search", "contract")
    await visitor.page.click("summary")
    await expect(visitor.page.locator("mark")).to_have_count(1)


async def asked_to_end(visitor: Visitor) -> None:
    await visitor.page.click("text=Copy the link")
    await expect(visitor.page.locator("#invite-link")).to_be_visible()
    await visitor.page.click("text=End for everybody")


async def contrast(visitor: Visitor) -> None:
    await visitor.page.select_option("#setting-theme", "contrast")
    await visitor.page.select_option("#setting-size", "200")


async def few_lines(visitor: Visitor) -> None:
    await live(visitor)
    await visitor.page.press("body", "s")
    await visitor.page.select_option("#setting-lines", "3")
    await visitor.page.uncheck("text=Also show what was really said")
    await visitor.page.press("body", "Escape")


def over(message: dict[str, Any], words: str, code: int = 4000) -> State:
    async def ended(visitor: Visitor) -> None:
        await live(visitor)
        await visitor.site.room.send(message)
        await visitor.site.room.drop(code)
        await expect(visitor.page.locator("#over-title")).to_have_text(words)

    return ended


STATES: dict[str, State] = {
    "start": start,
    "start-refused": start_refused,
    "join": join,
    "join-microphone": join_microphone,
    "join-denied": join_denied,
    "join-insecure": join_insecure,
    "join-full": join_full,
    "join-busy": join_busy,
    "idle": idle,
    "live": live,
    "side-by-side": beside,
    "scrolled-back": scrolled_back,
    "paused": paused,
    "three-lines": few_lines,
    "reconnecting": reconnecting,
    "busy": busy,
    "interrupted": interrupted,
    "speaking": speaking,
    "not-stored": not_stored,
    "notices": notices,
    "languages": panel("languages"),
    "people": panel("people", asked_to_end),
    "transcript": panel("transcript", search),
    "settings": panel("settings"),
    "high-contrast": panel("settings", contrast),
    "keys": panel("help"),
    "ended": over(
        {"type": "ended", "code": "ended", "reason": "a host ended it"},
        "The conversation has ended",
    ),
    "removed": over(
        {"type": "ended", "code": "removed", "reason": "removed by a host"},
        "The host removed you from the room",
        4403,
    ),
}
