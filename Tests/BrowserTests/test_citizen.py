"""A citizen's life with the account: where is my application, answers given before, letters into the mailbox or by post."""

import re

import pytest

import names
from browser import ANONYMOUS
from test_journeys import WAYS
from ways import Way, flat

IDENTIFIER = "[0-9a-f-]{36}"


@pytest.mark.pictures
@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_citizen_finds_all_applications(town, world, javascript, view):
    """Open and ended ones, each with the date that comes next, and all of them as a table."""
    # Of their own, so that they stand on the first page of the list however many there are.
    waiting = world.reviewed("list")
    decided = world.once("list/decided", lambda: world.api("citizen").apply(world.service(), world.answers())["id"])
    way = Way(town, "citizen-list", "citizen", javascript, view)
    way.visitor.go("/applications")
    way.look("all")
    way.picture("bu-antraege")
    for scope, shown, hidden in [("open", waiting, decided), ("ended", decided, waiting)]:
        way.visitor.fill("scope", scope)
        way.press("main form[role=search] button")
        links = way.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert f"/applications/{shown}" in links and f"/applications/{hidden}" not in links, links
        way.look(scope)
    said = way.visitor.text()
    assert re.search(r"\d{1,2}\. \w+ 20\d\d\.", said), f"no next date in a sentence: {said}"

    table = town.fetch("citizen", "/applications/export?scope=ended")
    assert table.status == 200 and table.headers["content-type"].startswith("text/csv")
    assert town.fetch(ANONYMOUS, f"/applications/{waiting}").status == 404


@pytest.mark.pictures
@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_citizen_takes_over_earlier_answers(town, world, javascript, view):
    """Offered before the first question, taken over on request only, with origin and date, and free to be changed."""
    earlier = world.reviewed("open")
    reference = world.api("citizen").application(earlier)["reference"]
    way = Way(town, "citizen-reuse", "citizen", javascript, view)
    way.visitor.go(f"/forms/{world.service()}")
    way.visitor.act("forms.begin-draft")
    assert way.visitor.path.endswith("/reuse"), way.visitor.path
    assert reference in way.visitor.text(), f"{reference} is not among the sources: {way.visitor.text()}"
    way.look("offer")
    way.picture("bu-uebernehmen")

    form = f"main form[data-action='forms.reuse-answers']:has(input[value='{earlier}'])"
    way.page.locator(f"{form} input[value=familyName]").uncheck()
    way.visitor.submit(form)
    person = flat(world.answers())
    assert way.page.locator("[name=givenName]").input_value() == person["givenName"]
    assert way.page.locator("[name=familyName]").input_value() == "", "what was not ticked was taken over"
    assert f"Übernommen aus Ihrem Antrag {reference}" in way.visitor.text()
    way.look("taken")

    way.visitor.fill("givenName", "Maria")
    way.visitor.fill("familyName", person["familyName"])
    way.press("main button[name=_go][value=next]")
    way.press("main button[name=_go][value=back]")
    hint = way.page.locator("[name=givenName]").locator("xpath=ancestor::div[contains(@class, 'field')][1]").inner_text()
    assert "Übernommen" not in hint, f"a changed answer still names its origin: {hint}"
    way.look("changed")
    way.visitor.go(re.sub("/steps/.*", "/summary", way.visitor.path))
    assert way.page.locator("dl.summary").first.inner_text().count("Übernommen") >= 1
    way.look("summary")
    way.page.locator("main details summary").last.click()
    way.visitor.act("forms.discard-draft")


@pytest.mark.pictures
@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_citizen_chooses_letters_by_post(town, world, javascript, view):
    """Refused: the next letter is one to print and post. Agreed to again: it comes into the mailbox."""
    way = Way(town, "citizen-delivery", "citizen", javascript, view)
    way.visitor.go("/delivery/mailbox")
    way.look("mailbox")
    way.follow("/delivery/choice")
    way.look("choice")
    way.picture("bu-zustellung")
    way.visitor.act("delivery.choose", {"way": "post"})
    assert "Ihre Auswahl gilt ab jetzt" in way.visitor.text()
    way.look("post")
    newest = world.newest_message()
    sent = world.api("citizen").apply(world.service(), world.answers())
    world.wait(lambda: world.is_letter(sent["reference"]), "the notice is not on the list of letters")
    assert world.newest_message() == newest, "the notice came into the mailbox although that was refused"

    way.visitor.act("delivery.choose", {"way": "mailbox"})
    assert way.page.locator(".timeline li").count() >= 2, "the earlier choice is not kept"
    sent = world.api("citizen").apply(world.service(), world.answers())
    world.wait(lambda: world.newest_message() != newest, "the notice is not in the mailbox")
    assert not world.is_letter(sent["reference"]), "the notice is a letter although the mailbox was chosen"
    way.visitor.go("/delivery/mailbox")
    assert way.page.locator(".site-nav .badge").count() == 1, "the navigation does not say that something is new"
    way.look("new")
    way.follow(f"/delivery/mailbox/{IDENTIFIER}")
    way.look("message")


def test_a_choice_must_be_made(town):
    way = town.visitor("citizen")
    way.go("/delivery/choice")
    for radio in way.page.locator("input[name=way]").all():
        radio.evaluate("radio => { radio.checked = false }")
    way.submit("form[data-action='delivery.choose']")
    assert way.page.locator(names.ERROR_SELECTOR).count(), "choosing nothing was not refused"
