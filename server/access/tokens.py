"""Join tokens: short-lived, signed, good for one room in one role.

They are JSON Web Tokens (HS256). The secret that signs them never leaves the server.
"""

import hashlib
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Literal, get_args

import jwt

from server.refusal import Refused

__all__ = ["LONGEST_TTL_S", "ROLES", "Grant", "Role", "Tokens"]

Role = Literal["host", "speaker", "listener"]
"""A host runs the room, a speaker may speak, a listener only reads and hears."""

ROLES: tuple[Role, ...] = get_args(Role)
LONGEST_TTL_S = 86_400
_AUDIENCE = "dragoman-room"
_ALGORITHM = "HS256"
_LONGEST_TOKEN = 2048
_CLAIMS = ["aud", "exp", "jti", "room", "role"]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows."""

    id: str
    """The token's own name: who is removed from a room cannot come again with the same one."""
    room: str
    role: Role
    name: str = ""
    """What its holder is called, where that is fixed."""
    language: str = ""
    """What its holder speaks, where they cannot say it themselves (a broadcast)."""


class Tokens:
    """Makes join tokens and reads them. Times are Unix times in seconds."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"join tokens:" + secret.encode()).digest()

    def issue(
        self,
        room: str,
        role: Role,
        *,
        ttl_s: float,
        now_s: float,
        name: str = "",
        language: str = "",
    ) -> str:
        """A token for a room; it ends after `ttl_s`, at most `LONGEST_TTL_S`."""
        claims = {
            "aud": _AUDIENCE,
            "jti": token_urlsafe(9),
            "room": room,
            "role": role,
            "name": name,
            "language": language,
            "iat": int(now_s),
            "exp": int(now_s + min(max(ttl_s, 1.0), LONGEST_TTL_S)),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read(self, token: str, room: str, *, now_s: float) -> Grant:
        """What a token allows in this room. Raises `Refused` (bad_token) for every other one."""
        claims = self._claims(token)
        role, name, language = claims["role"], claims.get("name", ""), claims.get("language", "")
        is_text = isinstance(name, str) and isinstance(language, str)
        if claims["room"] != room or role not in ROLES or not is_text:
            raise Refused("bad_token", "this link is for another room")
        if not isinstance(claims["exp"], int) or claims["exp"] <= now_s:
            raise Refused("bad_token", "this link has expired: ask for a new one")
        return Grant(str(claims["jti"]), room, role, name, language)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            if len(token) > _LONGEST_TOKEN:
                raise jwt.InvalidTokenError("too long")
            # Times are checked by `read`, against the clock it was given.
            options: Any = {"verify_exp": False, "verify_iat": False, "require": _CLAIMS}
            return jwt.decode(
                token, self._key, algorithms=[_ALGORITHM], audience=_AUDIENCE, options=options
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise Refused("bad_token", "this link is not valid") from error
