"""What a page must hold for everybody: axe finds nothing, and nothing runs off a narrow screen."""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass

import axe_playwright_python
from playwright.sync_api import Page

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# WCAG 2.2 up to level AA; target-size is off in axe unless asked for. Best practices are taste, so they stay out.
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What a colour scheme can change: the dark one sets colours and nothing else (web/stadtkern.css), so that after the light one of the
# same width only these can find more.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class View:
    """A window width in CSS pixels and a colour scheme."""

    width: int
    scheme: str

    @property
    def height(self) -> int:
        return 844 if self.width < 600 else 900

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


FULL = [View(1280, "light"), View(1280, "dark"), View(390, "light"), View(390, "dark")]
THIN = [View(1280, "light")]
NARROWEST = 320


def show(page: Page, view: View) -> None:
    page.set_viewport_size({"width": view.width, "height": view.height})
    page.emulate_media(color_scheme=view.scheme)


def violations(page: Page, options: dict = OPTIONS) -> list[str]:
    """One text per element that breaks a rule: rule, element, what is wrong with it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(f"axe.run({json.dumps(options)}).then(results => results.violations)")
    said = []
    for violation in found:
        for node in violation["nodes"]:
            reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
            target = " ".join(str(part) for part in node["target"])
            said.append(f"{violation['id']}: {target}: {'; '.join(reasons)}\n    {node['html'][:200]}")
    return said


def overflow(page: Page, width: int = NARROWEST) -> list[str]:
    """What makes the page wider than a window of this width: empty if it need not be scrolled sideways (WCAG 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 640})
    return page.evaluate("""() => {
        const room = document.documentElement.clientWidth
        if (document.scrollingElement.scrollWidth <= room) return []
        const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 0.5)
        const innermost = wide.filter(e => !wide.some(other => other !== e && e.contains(other)))
        return [`${document.scrollingElement.scrollWidth} px wide in a window of ${room} px`,
                ...innermost.slice(0, 5).map(e => e.outerHTML.slice(0, 160))]
    }""")


def accessible(page: Page, views: list[View] = THIN) -> None:
    """Fails with everything that is wrong in any of the views; leaves the page in the first of them."""
    wrong = []
    lit: set[int] = set()
    for view in views:
        show(page, view)
        is_lit = view.scheme == "dark" and view.width in lit
        if view.scheme == "light":
            lit.add(view.width)
        wrong += [f"[{view}] {text}" for text in violations(page, COLOURS if is_lit else OPTIONS)]
    wrong += [f"[{NARROWEST}] scrolls sideways: {text}" for text in overflow(page)]
    show(page, views[0])
    assert not wrong, f"{page.url} is not accessible:\n" + "\n".join(wrong)
