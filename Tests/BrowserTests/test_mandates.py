"""Somebody acts for somebody: offered, accepted, used, seen by both, and revoked at once."""

import re

import pytest

from test_journeys import WAYS
from ways import Way, fill_step, flat


@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_citizen_acts_for_another(town, world, javascript, view):
    citizens = [person for person in world.product.people.all if person["role"] == "citizen"]
    other = citizens[1]
    mia = Way(town, "mandate-principal", "citizen", javascript, view)
    mia.visitor.go("/mandates")
    mia.follow("/mandates/granting")
    mia.visitor.fill("email", other["email"])
    mia.look("granting")
    mia.visitor.act("mandates.grant")
    mandate = mia.visitor.path
    assert re.fullmatch("/mandates/[0-9a-f-]{36}", mandate), mia.visitor.text()

    claudia = Way(town, "mandate-representative", "citizen", javascript, view, key=other["key"])
    claudia.visitor.go("/mandates")
    claudia.look("offered")
    claudia.press(f"form[action='{mandate}/acceptance'] button")
    assert claudia.visitor.path == mandate
    claudia.visitor.go(f"/forms/{world.service()}")
    claudia.look("for-whom")
    claudia.page.locator(f"input[name=for][value='{mandate.rsplit('/', 1)[1]}']").check()
    claudia.visitor.act("forms.begin-draft")
    answers = flat(world.answers())
    for _ in range(10):
        if "/steps/" not in claudia.visitor.path:
            break
        fill_step(claudia, answers)
        claudia.press("main button[name=_go][value=next]")
    assert claudia.visitor.path.endswith("/summary"), claudia.visitor.text()[:800]
    claudia.look("summary")
    claudia.visitor.act("applications.submit")
    status = claudia.visitor.path.removesuffix("/confirmation")
    claudia.visitor.go(status)
    claudia.look("status")
    assert "in Vertretung für" in claudia.visitor.text()

    # The person sees what was done in their name, and ends it.
    mia.visitor.go(status)
    assert "in Vertretung für" in mia.visitor.text()
    mia.look("status")
    mia.visitor.go(mandate)
    mia.look("mandate")
    mia.page.locator("details summary").first.click()
    mia.press(f"form[action='{mandate}/end'] button")
    claudia.visitor.go(status, 404)
    claudia.visitor.leave()
    mia.visitor.leave()
