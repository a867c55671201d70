"""How people go through the product: by links and buttons, on a wide and a narrow screen, leaving pictures behind."""

from __future__ import annotations

import io
import re

from accessibility import View, overflow, show
from product import ROOT

WIDE, NARROW = View(1280, "light"), View(390, "light")
HANDBOOK = ROOT / "docs/handbuch"
HANDBOOK_PICTURES = HANDBOOK / "bilder"
MOST_BYTES = 100_000


class Way:
    """One person on one way: each place they pass is looked at and kept as a picture."""

    def __init__(self, town, name, role, javascript=True, view=WIDE, *, unit=None, key=None):
        self.visitor = town.visitor(role, unit=unit, key=key, javascript=javascript, view=view)
        self.page, self.view, self.place = self.visitor.page, view, 0
        self.town = town
        self.name = f"journeys/{name}-{'script' if javascript else 'plain'}-{view.width}"

    def look(self, what: str) -> None:
        """The page holds here: no rule broken where axe can look, nothing off the screen, and a picture of it."""
        if self.visitor.javascript:
            self.visitor.accessible([self.view])
            self.keep(what)
        else:
            self.glance(what)

    def glance(self, what: str) -> None:
        """Nothing off the screen, and a picture; for pages that the accessibility gate looks at anyway."""
        wide = overflow(self.page, self.view.width)
        assert not wide, f"{what}: {wide}"
        show(self.page, self.view)
        self.keep(what)

    def keep(self, what: str) -> None:
        self.place += 1
        self.visitor.screenshot(f"{self.name}-{self.place:02}-{what}")

    def picture(self, name: str, of: str | None = None, height: int | None = None) -> None:
        """A picture for the handbook, where `run.py --pictures` asked for them and a page shows it; on the narrow screen it is
        `<name>-390`."""
        name += "" if self.view.width > 600 else "-390"
        if not self.town.makes_pictures or not self.visitor.javascript or name not in shown():
            return
        show(self.page, self.view)
        if of:
            taken = self.page.locator(of).first.screenshot()
        else:
            tall = self.page.evaluate("document.documentElement.scrollHeight")
            high = min(tall, height or round(self.view.height * 1.1))
            taken = self.page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": self.view.width, "height": high})
        HANDBOOK_PICTURES.mkdir(parents=True, exist_ok=True)
        (HANDBOOK_PICTURES / f"{name}.png").write_bytes(small(taken))

    def follow(self, pattern: str) -> None:
        """Clicks the first link whose address fits."""
        links = self.page.locator("main a")
        addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
        fitting = [number for number, address in enumerate(addresses) if re.fullmatch(pattern, address)]
        assert fitting, f"no link like {pattern} on {self.page.url}, only {addresses}"
        with self.page.expect_navigation():
            links.nth(fitting[0]).click()

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def says(self, *words: str) -> None:
        """The page says all of these, whatever their case."""
        said = self.visitor.text().lower()
        missing = [word for word in words if word.lower() not in said]
        assert not missing, f"{self.page.url} does not say {missing}: {said[:1500]}"


def shown() -> dict[str, str]:
    """The pictures that the handbook and the README show, with the page that shows them."""
    pages = [*HANDBOOK.glob("*.md"), ROOT / "README.md"]
    return {name: page.name for page in pages
            for name in re.findall(r"\((?:docs/handbuch/)?bilder/([a-z0-9-]+)\.png\)", page.read_text(encoding="utf-8"))}


def small(taken: bytes) -> bytes:
    """A PNG of few colours that stays below the handbook's limit."""
    from PIL import Image

    for width, colours in ((1.0, 64), (0.75, 48), (0.6, 32)):
        image = Image.open(io.BytesIO(taken)).convert("RGB")
        if width < 1:
            image = image.resize((round(image.width * width), round(image.height * width)), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= MOST_BYTES:
            break
    return kept.getvalue()


def written(value) -> str:
    """An answer as a person types or chooses it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(value))
    return f"{day[3]}.{day[2]}.{day[1]}" if day else str(value)


def flat(value, name: str = "") -> dict[str, str]:
    """Answers by the names of their fields: dogs.0.name."""
    if not isinstance(value, (dict, list)):
        return {name: written(value)}
    members = value.items() if isinstance(value, dict) else enumerate(value)
    return {key: leaf for part, inner in members for key, leaf in flat(inner, f"{name}.{part}" if name else str(part)).items()}


def fill_step(way: Way, answers: dict[str, str]) -> set[str]:
    """Fills what the step shows, in the order of the answers, for one may bring up the next; which it asked for."""
    asked = set()
    for name, value in answers.items():
        field = way.page.locator(f"main [name='{name}']")
        if field.count() and field.first.is_visible():
            way.visitor.fill(name, value)
            asked.add(name)
    return asked
