"""The counter's day: a paper is typed in with an interruption, a letter is answered, the post goes out."""

import re

import pytest

import names
from test_journeys import WAYS, find_again
from ways import Way, fill_step, flat

DESK = "/applications/counter"


def typed_in(way: Way, world) -> None:
    """The whole form on one page, as somebody fills it who has the paper before them."""
    answers = flat(world.answers())
    asked = fill_step(way, answers)
    # Without a script what may apply stands there as well; what was shown was asked for.
    assert asked == set(answers), f"the page did not ask for {set(answers) - asked}"


@pytest.mark.parametrize("javascript, view", WAYS)
def test_the_counter_enters_a_paper(town, world, javascript, view):
    way = Way(town, "counter", "counter", javascript, view)
    way.visitor.go(DESK)
    way.look("desk")
    way.follow(f"{DESK}/services/{world.service()}")
    way.visitor.fill("channel", "paper")
    way.look("entry")
    way.visitor.submit("form[data-action='applications.begin-entry']")
    assert way.visitor.path.endswith("/steps/_whole"), way.visitor.text()

    # The telephone rings.
    way.visitor.fill("givenName", "Anna")
    way.press("main button[name=_go][value=later]")
    assert way.visitor.path == DESK
    way.follow("/forms/drafts/[0-9a-f-]{36}")
    assert way.page.locator("[name=givenName]").input_value() == "Anna"

    typed_in(way, world)
    way.look("whole")
    way.press("main button[name=_go][value=next]")
    assert way.visitor.path.endswith("/summary"), way.visitor.text()[:1500]
    way.look("summary")
    way.visitor.act("applications.enter")
    assert re.fullmatch(f"{DESK}/cases/[0-9a-f-]{{36}}", way.visitor.path), way.visitor.text()
    code = way.page.locator(".access-code").inner_text()
    way.look("entered")
    status = "/applications/" + way.visitor.path.rsplit("/", 1)[1]
    way.visitor.leave()
    # At home the person types in the code of the sheet.
    find_again(town, javascript, view, status, code)


@pytest.mark.parametrize("javascript, view", WAYS[:1])
def test_the_counter_takes_in_an_answer(town, world, javascript, view):
    case = world.requested().rsplit("/", 1)[1]
    way = Way(town, "counter-answer", "counter", javascript, view)
    way.visitor.go(DESK)
    form = "form[data-action='applications.open-at-counter']"
    way.visitor.fill("reference", world.reference(case), form)
    way.visitor.fill("familyName", "Niemand", form)
    way.visitor.submit(form)
    assert way.page.locator(names.ERROR_SELECTOR).count()
    way.visitor.fill("familyName", world.answers()["familyName"], form)
    way.visitor.submit(form)
    assert way.visitor.path == f"{DESK}/cases/{case}"
    way.look("case")
    way.follow(f"{DESK}/cases/{case}/requests/[0-9a-f-]{{36}}")
    way.look("answer")
