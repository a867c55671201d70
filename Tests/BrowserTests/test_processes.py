"""The pages of processes: a head of office looks at the drawing and the rules, a visitor at what is public."""

import pytest

from browser import ANONYMOUS
from test_journeys import WAYS
from ways import Way

DRAWING = "svg.drawing"


@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_head_looks_at_a_process(town, world, javascript, view):
    world.reviewed(f"processes {javascript} {view}")
    way = Way(town, "processes", "head", javascript, view)
    way.visitor.go("/processes?lang=de")
    way.look("list")
    way.follow(f"/processes/{world.service()}")
    way.says("Zahlen je Schritt", "Welche Wege die Fälle nahmen", "Hundesteuersatzung")
    drawing = way.page.locator(DRAWING)
    assert drawing.count() == 1 and drawing.locator("text").count() > 20
    # The picture is wider than the screen: it moves within its frame, which the keyboard reaches.
    frame = way.page.locator(".drawing-frame")
    assert frame.get_attribute("tabindex") == "0"
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    way.look("process")
    # Each link of the outline leads to a step that is there.
    for address in way.page.locator(".outline a[href^='#']").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        assert way.page.locator(f"[id='{address[1:]}']").count() == 1, address
    way.follow(f"/processes/{world.service()}/decisions/Route")
    way.says("Die erste Zeile, die zutrifft, gilt.", "Treffer")
    way.look("decision")


@pytest.mark.parametrize("javascript, view", WAYS[::2])
def test_a_visitor_sees_what_is_public_and_no_small_number(town, world, javascript, view):
    way = Way(town, "processes-public", ANONYMOUS, javascript, view)
    way.visitor.go(f"/catalogue/{world.service()}")
    way.follow(f"/processes/{world.service()}")
    way.says("weniger als 5", "Ablauf als Text")
    assert not way.page.locator("main form").count() and not way.page.locator("a[href*='format=csv']").count()
    way.look("process")
