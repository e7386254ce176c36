from pathlib import Path

import pytest

from bench.elsewhere import Elsewhere


def test_what_others_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, own_s = [100.0], [7.0]
    monkeypatch.setattr("bench.elsewhere.time.monotonic", lambda: now_s[0])
    monkeypatch.setattr("bench.elsewhere.used", lambda pid: (own_s[0], 50.0))
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 100 100 5000 900 100 100 100 0 0\ncpu0 1 2 3\n")
    elsewhere = Elsewhere(stat=stat)
    # Ten seconds of work more, of which two were ours, in four seconds; idle time is none.
    stat.write_text("cpu  600 300 200 9000 999 200 100 200 0 0\n")
    now_s[0], own_s[0] = 104.0, 9.0
    assert elsewhere.cores() == pytest.approx((10.0 - 2.0) / 4.0)
