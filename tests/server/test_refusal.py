from server.refusal import Refused


def test_a_refusal_tells_why_and_when_to_come_back() -> None:
    refusal = Refused("busy", "the server is full", retry_s=5.0)
    assert (refusal.code, refusal.retry_s, str(refusal)) == ("busy", 5.0, "the server is full")
