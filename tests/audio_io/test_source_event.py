import dataclasses

import pytest

from audio_io.source_event import SourceEvent


def test_an_event_cannot_be_changed() -> None:
    event = SourceEvent("gap", "0.5 s were not heard", 1.0, 1.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.start_s = 0.0  # type: ignore[misc]
