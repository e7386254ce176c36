"""The demo from end to end on 25 s of a real voice, with the real models."""

import re
import wave
from itertools import pairwise
from pathlib import Path

import pytest

from bench.demo import SCRIPTS, Demo, demo_talk, main, run_demo
from bench.engines import ECHO_MODEL, needed_models, read_settings
from bench.prompts import LANGUAGES, find_prompts
from bench.reading import read_events, spoken_clauses
from bench.talk import join_talk
from configs.errors import MissingPart
from model_store.store import ModelStore
from streaming.transcript import Transcript
from translators.translate import Pair

PAIR = Pair("en", "pt")
PASSAGES = ("demo-nogo", "conf-placeintoconf", "vm-newuser", "conf-onlyone")


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(300)
def test_a_talk_is_captioned_translated_and_spoken(tmp_path: Path, store: ModelStore) -> None:
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    for name in [*needed_models(read_settings()[0], store, PAIR), ECHO_MODEL]:
        store.ensure(name)
    talk = join_talk([prompts[name] for name in PASSAGES], seed=1)
    # Nothing is left to the captions alone, however slow the machine is today.
    settings = ("speak.most_behind_s=600",)
    live, scores = run_demo(Demo(PAIR, tmp_path, settings), talk)

    assert scores.errors.rate <= 0.08
    assert scores.seams.lost == scores.seams.doubled == 0
    assert scores.chrf is not None
    assert scores.chrf >= 80
    assert scores.echo is not None
    assert scores.echo.rate <= 0.2
    assert scores.caption_erasure < 1.0
    assert live.run.exit_status == 0

    for track in ("en", "pt"):
        for suffix in ("vtt", "srt", "txt"):
            assert (tmp_path / f"captions.{track}.{suffix}").stat().st_size > 100
    assert (tmp_path / "talk.txt").read_text(encoding="utf-8").count("\n") == len(PASSAGES)
    _check_events(tmp_path)
    _check_speech(tmp_path)


def _check_events(out: Path) -> None:
    """What people saw as settled stayed, and every segment that began had one final."""
    events = read_events(out / "events.jsonl")
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    stable: dict[int, str] = {}
    finals: list[int] = []
    for event in events:
        text = event.value
        if isinstance(text, Transcript):
            assert text.stable.startswith(stable.get(text.segment_id, ""))
            stable[text.segment_id] = text.stable
            finals += [text.segment_id] if text.is_final else []
    assert sorted(stable) == sorted(set(finals)) == sorted(finals)


def _check_speech(out: Path) -> None:
    """Clauses are spoken in order, one at a time, inside the file."""
    clauses = spoken_clauses(read_events(out / "events.jsonl"))
    assert len(clauses) >= len(PASSAGES)
    for (_, ended), (began, _) in pairwise(clauses):
        assert began.clause == ended.clause + 1
        assert began.at_s >= ended.at_s - 0.002
    with wave.open(str(out / "speech.pt.wav")) as wav:
        assert wav.getnframes() / wav.getframerate() >= clauses[-1][1].at_s - 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_script_makes_a_talk_of_a_minute_and_more(language: str) -> None:
    try:
        talk = demo_talk(language)
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert 60 <= talk.duration_s <= 90
    assert len(talk.passages) == len(SCRIPTS[language])


def test_a_language_without_recordings_is_one_clear_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--from", "de"], standalone_mode=False)
    assert ended.value.code == 1
    assert re.fullmatch(r"demo: there are no recorded prompts in 'de'.*\n", capsys.readouterr().err)


def test_a_pair_that_nobody_has_is_said_before_anything_is_fetched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        find_prompts("ru")
    except MissingPart as missing:
        pytest.skip(str(missing))
    settings = ["--set", "translate.backend=firefox", "--set", f"models.cache={tmp_path}"]
    with pytest.raises(SystemExit) as ended:
        main(["--from", "ru", "--to", "ja", "--out", str(tmp_path), *settings])
    assert ended.value.code == 2
    assert "no translator from ru to ja" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
