"""An operator's and an administrator's ways: something fails and is mended, mail is tested, the state is looked at."""

import pytest

from test_journeys import WAYS, WIDE, Way

ITEM = "main a[href^='/operation/incidents/']"
MAILS = "/operation/incidents?kind=accounts.mail"


def lose_a_mail(town, world, address: str) -> None:
    """The mail server refuses a mail for good; the incident stands on the page."""
    town.product.mail.behave(refuse=550)
    world.ask_for_account(address)
    scout = town.visitor("operator")

    def shown() -> bool:
        scout.go(MAILS)
        return scout.page.locator(ITEM).count() > 0

    world.wait(shown, "a refused mail is no incident")
    town.product.mail.behave()
    scout.leave()


@pytest.mark.parametrize("javascript, view", WAYS)
def test_an_operator_mends_what_failed(town, world, javascript, view):
    address = f"storung.{'skript' if javascript else 'ohne'}.{view.width}@example.org"
    lose_a_mail(town, world, address)
    way = Way(town, "operator", "operator", javascript, view)
    way.visitor.go("/operation/incidents")
    assert "offen" in way.page.locator("nav a[href='/operation/incidents']").first.inner_text(), "the count is missing"
    assert address not in way.page.content(), "the list shows an address"
    way.look("incidents")
    way.visitor.go(MAILS)
    with way.page.expect_navigation():
        way.page.locator(ITEM).first.click()
    assert address not in way.page.content()
    way.look("incident")

    way.visitor.act("operation.note-incident")
    assert way.page.locator("[role=alert]").count(), "an empty remark was not refused"
    way.visitor.act("operation.note-incident", {"text": "Der Mailserver hat abgelehnt; Testmail folgt."})
    assert "Testmail folgt" in way.visitor.text()
    chooser = way.page.locator("form[data-action='operation.assign-incident'] select option")
    chosen = [option.get_attribute("value") for option in chooser.all() if option.get_attribute("value")]
    assert chosen, "nobody can look after it"
    way.visitor.act("operation.assign-incident", {"person": chosen[0]})
    assert "zugewiesen von" in way.visitor.text()
    way.look("assigned")

    before = len(town.product.mail.mails(address))
    way.visitor.act("incidents.retry")
    way.look("retried")
    world.wait(lambda: len(town.product.mail.mails(address)) > before, "the mail did not leave after the retry")


def test_a_test_mail_tells_what_came_of_it(town, world):
    way = Way(town, "test-mail", "administrator", True, WIDE)
    way.visitor.go("/operation/mail")
    assert "STADTKERN_SMTP" in way.visitor.text() and not way.page.locator("[name=password]").count()
    way.look("mail")
    own = town.product.people.of("administrator")["email"]
    assert own in way.visitor.text()
    before = len(town.product.mail.mails(own))
    way.visitor.act("operation.test-mail")
    # The result comes by itself, without a reload. This person of the demo reads English.
    way.page.get_by_text("taken by the mail server").first.wait_for(timeout=20_000)
    way.look("accepted")
    assert len(town.product.mail.mails(own)) > before

    town.product.mail.behave(refuse=550)
    way.visitor.act("operation.test-mail")
    way.page.get_by_text("not taken").first.wait_for(timeout=20_000)
    town.product.mail.behave()
    way.look("refused")


@pytest.mark.parametrize("javascript, view", WAYS)
@pytest.mark.parametrize("role", ["operator", "administrator"])
def test_the_state_is_seen(town, role, javascript, view):
    way = Way(town, f"state-{role}", role, javascript, view)
    way.visitor.go("/operation/state?lang=de")
    said = way.visitor.text()
    assert "Es gibt noch keine Sicherung" in said and ("SQLite" in said or "PostgreSQL" in said), said
    way.look("state")


def test_incidents_come_to_an_open_page(town, world):
    way = Way(town, "incidents-live", "operator", True, WIDE)
    way.visitor.go(MAILS)
    number = way.page.locator(ITEM).count()
    lose_a_mail(town, world, "lebendig@example.org")
    way.page.wait_for_function(
        f"document.querySelectorAll(\"{ITEM}\").length > {number}", timeout=20_000)
    way.look("renewed")
    # All of a kind at once.
    way.visitor.go("/operation/incidents")
    way.visitor.act("operation.retry-all")
    way.look("all-retried")


@pytest.mark.parametrize("javascript, view", WAYS)
def test_figures_are_drawn_and_told(town, javascript, view):
    way = Way(town, "statistics", "head", javascript, view)
    way.visitor.go("/statistics")
    assert way.page.locator("svg[role=img]").count() == 1
    way.look("statistics")
    with way.page.expect_navigation():
        way.page.locator("main nav a").filter(has_text="Dieses Jahr").first.click()
    assert way.page.locator("main nav a[aria-current=page]").inner_text() == "Dieses Jahr"
    way.look("this-year")
