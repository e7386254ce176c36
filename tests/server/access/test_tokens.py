import base64
import hashlib
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.access.tokens import LONGEST_TTL_S, ROLES, Role, Tokens
from server.refusal import Refused

SECRET = "s" * 32
KEY = hashlib.sha256(b"join tokens:" + SECRET.encode()).digest()
NOW_S = 1_800_000_000.0
tokens = Tokens(SECRET)


@given(
    room=st.text(max_size=64),
    role=st.sampled_from(ROLES),
    name=st.text(max_size=60),
    language=st.sampled_from(["", "auto", "pt"]),
    ttl_s=st.floats(1, LONGEST_TTL_S),
    age=st.floats(0, 0.99),
)
def test_a_token_is_good_for_its_room_until_it_ends(
    room: str, role: Role, name: str, language: str, ttl_s: float, age: float
) -> None:
    token = tokens.issue(room, role, ttl_s=ttl_s, now_s=NOW_S, name=name, language=language)
    grant = tokens.read(token, room, now_s=NOW_S + max(0.0, ttl_s * age - 1))
    assert (grant.room, grant.role, grant.name, grant.language) == (room, role, name, language)
    with pytest.raises(Refused, match="expired"):
        tokens.read(token, room, now_s=NOW_S + ttl_s + 1)
    with pytest.raises(Refused, match="another room"):
        tokens.read(token, room + "x", now_s=NOW_S)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]*"))
def test_what_was_not_issued_is_refused(text: str) -> None:
    with pytest.raises(Refused) as info:
        tokens.read(text, "room", now_s=NOW_S)
    assert info.value.code == "bad_token"


@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    token = tokens.issue("room", "listener", ttl_s=60, now_s=NOW_S)
    # The last character of the signature has bits that mean nothing.
    place = data.draw(st.integers(0, len(token) - 2))
    letter = data.draw(st.sampled_from("abcXYZ019_-."))
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(Refused):
            tokens.read(changed, "room", now_s=NOW_S)


def claims(**changes: object) -> dict[str, object]:
    exp = int(NOW_S) + 60
    known = {"aud": "dragoman-room", "jti": "x", "room": "room", "role": "host", "exp": exp}
    return {key: value for key, value in {**known, **changes}.items() if value is not None}


def test_the_forger_knows_how_tokens_are_made() -> None:
    made = jwt.encode(claims(), KEY, algorithm="HS256")
    assert tokens.read(made, "room", now_s=NOW_S).role == "host"


@pytest.mark.parametrize(
    "forged",
    [
        jwt.encode(claims(), "t" * 32, algorithm="HS256"),
        jwt.encode(claims(aud="dragoman-else"), KEY, algorithm="HS256"),
        jwt.encode(claims(aud=None), KEY, algorithm="HS256"),
        jwt.encode(claims(exp=None), KEY, algorithm="HS256"),
        jwt.encode(claims(jti=None), KEY, algorithm="HS256"),
        jwt.encode(claims(role="king"), KEY, algorithm="HS256"),
        jwt.encode(claims(name=3), KEY, algorithm="HS256"),
        jwt.encode(claims(), None, algorithm="none"),
        jwt.encode(claims(), KEY * 2, algorithm="HS512"),
    ],
)
def test_a_forged_token_is_refused(forged: str) -> None:
    with pytest.raises(Refused):
        tokens.read(forged, "room", now_s=NOW_S)


def test_a_token_without_its_signature_is_refused() -> None:
    token = tokens.issue("room", "host", ttl_s=60, now_s=NOW_S)
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode()
    body = token.split(".")[1]
    for forged in (f"{head.rstrip('=')}.{body}.", token.rpartition(".")[0] + "."):
        with pytest.raises(Refused):
            tokens.read(forged, "room", now_s=NOW_S)


def test_nobody_gets_a_token_for_longer_than_a_day() -> None:
    token = tokens.issue("room", "host", ttl_s=1e9, now_s=NOW_S)
    with pytest.raises(Refused, match="expired"):
        tokens.read(token, "room", now_s=NOW_S + LONGEST_TTL_S + 1)
