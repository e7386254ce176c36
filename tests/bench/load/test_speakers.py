import pytest

from bench.load.speakers import speak_together, talks
from configs.errors import MissingPart
from model_store.store import ModelStore


@pytest.mark.slow
@pytest.mark.models
async def test_two_speak_at_once(store: ModelStore) -> None:
    for model in ("whisper-tiny.en", "firefox-en-pt"):
        store.ensure(model)
    try:
        said = talks(2, 8.0)
    except MissingPart as missing:
        pytest.skip(str(missing))
    found = await speak_together(said, reads="pt")
    assert found.sustained.sessions == 2
    assert found.sustained.failures == 0
    assert found.sustained.error_rate < 0.2
    assert found.sustained.final is not None
    assert found.translation is not None
    assert found.translation.count >= 2
