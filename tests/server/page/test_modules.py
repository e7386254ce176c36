"""The page's modules that decide things: run in the browser that they are made for."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.server.page.fake_room import MODULES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def cases_of(path: Path) -> list[tuple[str, str]]:
    names = re.findall(r"^export (?:async )?function (test\w+)", path.read_text(), re.MULTILINE)
    return [(path.name, name) for name in names]


CASES = [case for path in sorted(MODULES.glob("*.test.js")) for case in cases_of(path)]


@pytest.mark.parametrize(("module", "name"), CASES, ids=[f"{m}:{n}" for m, n in CASES])
async def test_module(module: str, name: str, module_page: Any) -> None:
    run = "async ([module, name]) => { await (await import(`/modules/${module}`))[name](); }"
    await module_page.evaluate(run, [module, name])


async def test_a_failure_is_seen(module_page: Any) -> None:
    with pytest.raises(Exception, match="is 1, not 2"):
        await module_page.evaluate("async () => (await import('/modules/check.js')).same(1, 2)")
