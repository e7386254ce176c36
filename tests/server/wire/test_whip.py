import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.wire.whip import BadFragment, ice_link, names_etag, parse_fragment

CANDIDATE = "1 1 udp 2113937151 192.0.2.1 50000 typ host"
FRAGMENT = (
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    f"a=candidate:{CANDIDATE}\r\na=end-of-candidates\r\n"
)


@pytest.mark.parametrize("text", [FRAGMENT, FRAGMENT.replace("\r\n", "\n"), FRAGMENT + "\r\n"])
def test_a_fragment_is_read(text: str) -> None:
    fragment = parse_fragment(text)
    assert fragment.ice_user == "EsAw"
    assert fragment.candidates == (("0", CANDIDATE),)
    assert fragment.is_last


def test_candidates_belong_to_the_media_before_them() -> None:
    lines = ["a=candidate:a", "m=audio 9 x 0", "a=candidate:b", "a=mid:x", "a=candidate:c"]
    fragment = parse_fragment("\n".join([*lines, "m=video 9 x 0", "a=candidate:d"]))
    assert fragment.candidates == ((None, "a"), (None, "b"), ("x", "c"), (None, "d"))
    assert not fragment.is_last


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "nothing about ICE"),
        ("a=mid:0", "nothing about ICE"),
        ("hello", "line 1"),
        ("a=ice-ufrag:x\n{}", "line 2"),
        ("a=ice-ufrag:x\na=candidate:\x00", "line 2"),
        ("a=candidate:x\n" * 33, "more than 32"),
    ],
)
def test_others_are_refused(text: str, problem: str) -> None:
    with pytest.raises(BadFragment, match=problem):
        parse_fragment(text)


@given(st.text() | st.text("am=:-\r\n candidte0").map(lambda text: FRAGMENT + text))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        fragment = parse_fragment(text)
    except BadFragment:
        return
    assert len(fragment.candidates) <= 32


def test_tags() -> None:
    assert names_etag('"abc"', "abc")
    assert names_etag('"x", "abc"', "abc")
    for other in ('W/"abc"', "abc", '"abcd"', "*", ""):
        assert not names_etag(other, "abc"), other


def test_links() -> None:
    assert ice_link("stun:stun.example:3478") == '<stun:stun.example:3478>; rel="ice-server"'
    assert ice_link("turn:t.example", 'a"b', "c\\d") == (
        '<turn:t.example>; rel="ice-server"; username="a\\"b"; credential="c\\\\d"; '
        'credential-type="password"'
    )
