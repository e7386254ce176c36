import pytest

from tests.server.made import client


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/r/stand-up", "text/html"),
        ("/captions/stand-up", "text/html"),
        ("/static/room.js", "javascript"),
        ("/static/style/base.css", "text/css"),
        ("/static/style/icon.svg", "image/svg"),
    ],
)
async def test_the_page_and_its_parts(path: str, kind: str) -> None:
    async with client() as (http, _):
        answer = await http.get(path)
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../slots.py",
        "/static/%2e%2e/slots.py",
        "/static/..%2fslots.py",
        "/static/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/style",
        "/static/",
        "/r/..%2f..%2fetc",
        "/r/UPPER",
        "/captions/x",
    ],
)
async def test_nothing_else_is_served(path: str) -> None:
    async with client() as (http, _):
        answer = await http.get(path)
        assert answer.status_code in (404, 422)
        assert "Slots" not in answer.text
        assert "build-system" not in answer.text


async def test_pages_need_no_inline_script() -> None:
    async with client() as (http, _):
        for path in ("/", "/r/stand-up", "/captions/stand-up"):
            text = (await http.get(path)).text
            assert "<script>" not in text
            assert " style=" not in text
