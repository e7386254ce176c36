"""What hosts do in a room."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from server.refusal import Refused
from server.rooms.farewell import ENDED_BY_HOST
from server.rooms.room import Room
from server.wire.room import Host

__all__ = ["host"]


def host(room: Room, person_id: str, told: Host) -> None:
    """Do what a host asks for. Raises `Refused` for everybody else, and for what makes no sense."""
    room.state.check_host(person_id)
    _ACTIONS[told.action](room, told)
    room.changed()


def _whom(told: Host) -> str:
    if told.person is None:
        raise Refused("bad_message", f"{told.action} needs a person")
    return told.person


def _mute(room: Room, told: Host) -> None:
    room.state.silence(_whom(told), silenced=True)


def _unmute(room: Room, told: Host) -> None:
    room.state.silence(_whom(told), silenced=False)


def _remove(room: Room, told: Host) -> None:
    room.remove(_whom(told))


def _allow(room: Room, told: Host) -> None:
    room.state.allow(_whom(told))


def _lock(room: Room, told: Host) -> None:
    room.state.locked = True


def _unlock(room: Room, told: Host) -> None:
    room.state.locked = False


def _languages(room: Room, told: Host) -> None:
    room.state.set_languages(told.languages or ())


def _who_may_speak(room: Room, told: Host) -> None:
    if told.who is None:
        raise Refused("bad_message", "who_may_speak needs who")
    room.state.set_who_may_speak(told.who)


def _end(room: Room, told: Host) -> None:
    room.end(ENDED_BY_HOST)


_ACTIONS: Mapping[str, Callable[[Room, Host], None]] = MappingProxyType(
    {
        "mute": _mute,
        "unmute": _unmute,
        "remove": _remove,
        "allow": _allow,
        "lock": _lock,
        "unlock": _unlock,
        "languages": _languages,
        "who_may_speak": _who_may_speak,
        "end": _end,
    }
)
