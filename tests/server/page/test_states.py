"""Every state can be read and used by everybody: checked by axe, and by what axe cannot see."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.server.page.states import BOTH, STATES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""The enhanced rule wants 7:1, and 4.5:1 for large letters."""
AXE_SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text()
IN_THE_DARK = {"start", "join-microphone", "live", "notices"}
ON_A_TELEPHONE = {"join", "live", "speaking", "people", "notices"}
"""States of which there are such pictures, too."""
NARROW = {"width": 320, "height": 640}

SMALL_TARGETS = """() => {
  const wanted = "button, select, input, a[href], summary, [tabindex='0']";
  return [...document.querySelectorAll(wanted)]
    .filter((each) => each.checkVisibility() && !each.matches(".skip"))
    .map((each) => each.matches("[type=checkbox], [type=radio]") ? each.closest("label") : each)
    .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
    .map(([html, { width, height }]) => `${html} ${width}x${height}`);
}"""
LOST = """() => {
  const lost = [];
  const seen = (each) => each.checkVisibility({ visibilityProperty: true });
  for (const each of document.querySelectorAll("body *")) {
    if (!seen(each) || each.closest(".unseen, .skip, svg, option")) continue;
    const { overflowX } = getComputedStyle(each);
    if (each.scrollWidth > each.clientWidth + 1 && overflowX !== "visible" &&
        !each.matches("input, select")) lost.push(`cut off: ${each.outerHTML.slice(0, 90)}`);
  }
  const wanted = "button, select, input, a[href], summary, p, h1, h2";
  for (const each of document.querySelectorAll(wanted)) {
    if (!seen(each) || each.closest(".unseen, .skip") || !each.getClientRects().length) continue;
    if (each.matches("p, h1, h2") && !each.textContent.trim()) continue;
    each.scrollIntoView({ block: "center", behavior: "instant" });
    const [box] = each.getClientRects();
    const isBeside = box.left < -1 || box.right > innerWidth + 1;
    if (isBeside || box.bottom < 1 || box.top > innerHeight - 1) {
      lost.push(`out of reach: ${each.outerHTML.slice(0, 90)} ${JSON.stringify(box)}`);
    }
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) lost.push(`the page is ${scrollWidth} px wide`);
  return lost;
}"""


async def violations(page: Any) -> list[str]:
    await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(f"axe.run(document, {json.dumps(AXE)})")
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


async def reached(visit: Any, name: str, **options: Any) -> Any:
    visitor = await visit(person=BOTH, **options)
    await STATES[name](visitor)
    return visitor.page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
async def test_everybody_can_use_it(
    visit: Any, name: str, theme: str, pictures: Path | None
) -> None:
    page = await reached(visit, name, color_scheme=theme)
    assert await violations(page) == []
    assert await page.evaluate(SMALL_TARGETS) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if pictures and theme == "light":
        await page.screenshot(path=pictures / f"page-{name}.png", animations="disabled")
    elif pictures and name in IN_THE_DARK:
        await page.screenshot(path=pictures / f"page-{name}-dark.png", animations="disabled")


@pytest.mark.parametrize("name", STATES)
async def test_nothing_is_lost_in_large_letters_on_a_narrow_screen(
    visit: Any, name: str, pictures: Path | None
) -> None:
    page = await reached(visit, name, viewport=NARROW)
    if pictures and name in ON_A_TELEPHONE:
        await page.screenshot(path=pictures / f"page-{name}-narrow.png", animations="disabled")
    assert await page.evaluate(LOST) == []
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await page.evaluate(LOST) == []
    assert await violations(page) == []
