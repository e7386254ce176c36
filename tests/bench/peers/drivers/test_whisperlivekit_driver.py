from bench.peers.drivers.job import Job
from bench.peers.drivers.whisperlivekit_driver import command, texts


def test_lines_are_committed_and_the_buffer_is_not() -> None:
    message = {
        "lines": [
            {"speaker": 1, "text": " Good morning."},
            {"speaker": -2, "text": None},
            {"speaker": 1, "text": " How are"},
        ],
        "buffer_transcription": " you",
    }
    assert texts(message) == ("Good morning. How are", " you")
    assert texts({"lines": []}) == ("", "")


def test_the_policy_and_the_weights_are_those_that_are_compared() -> None:
    line = command(Job("whisperlivekit", "a.wav", "/models/tiny", "en", ("a",), (0,)), 4321)
    options = dict(zip(line[1::2], line[2::2], strict=False))
    assert options["--backend-policy"] == "localagreement"
    assert options["--backend"] == "faster-whisper"
    assert options["--model-path"] == "/models/tiny"
    assert options["--port"] == "4321"
