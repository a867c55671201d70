"""A citizen's life: from the phone at night to the objection. Three of the eight journeys live in test_journeys.py and
test_citizen.py, where they are gone without a script too (journey_list.py names all)."""

import re

import pytest

from browser import ANONYMOUS
from product import ROOT, links
from ways import NARROW, WIDE, Way, fill_step, flat

pytestmark = pytest.mark.pictures
IDENTIFIER = "[0-9a-f-]{36}"
PASSWORD = "vier rote Rosen am Zaun"


def next_step(way):
    way.press("main button[name=_go][value=next]")


def test_registered_and_begun_on_the_phone_at_night_sent_from_the_desk_next_morning(town, world):
    """The account, its confirmation by mail, a draft that lies on the other device too. One screen each: that is the point."""
    address = "nachts.am.telefon@example.org"
    phone = Way(town, "citizen-night", ANONYMOUS, view=NARROW)
    phone.visitor.go("/accounts/registration")
    for name, value in {"email": address, "password": PASSWORD, "givenName": "Nora", "familyName": "Nacht"}.items():
        phone.visitor.fill(name, value)
    phone.glance("registration")
    phone.picture("bu-konto-anlegen")
    phone.visitor.submit()
    phone.glance("sent")
    link = next(link for link in links(world.product.mail.wait(address)) if "/accounts/confirmation" in link)
    phone.visitor.go(link[link.index("/accounts/confirmation"):])
    phone.visitor.fill("password", PASSWORD)
    phone.glance("confirmation")
    phone.visitor.submit()
    if phone.visitor.path.startswith("/identity/"):
        phone.visitor.sign_in({"email": address, "password": PASSWORD, "role": "citizen"})
    phone.visitor.go(f"/forms/{world.service()}")
    phone.visitor.act("forms.begin-draft")
    if phone.visitor.path.endswith("/reuse"):
        phone.glance("reuse")
        phone.visitor.go(phone.visitor.path.removesuffix("/reuse"))
    answers = flat(world.answers())
    fill_step(phone, answers)
    phone.picture("bu-schritt")
    next_step(phone)
    phone.glance("second-step")
    phone.visitor.leave()

    desk = Way(town, "citizen-morning", ANONYMOUS, view=WIDE)
    desk.visitor.sign_in({"email": address, "password": PASSWORD, "role": "citizen"})
    desk.visitor.go("/forms/drafts")
    desk.glance("drafts")
    desk.picture("bu-entwuerfe")
    desk.follow("/forms/drafts/" + IDENTIFIER + ".*")
    for _ in range(10):
        if "/steps/" not in desk.visitor.path:
            break
        given = desk.page.locator("main [name=givenName]")
        if given.count():
            assert given.input_value() == answers["givenName"], "what was typed on the phone is not here"
        fill_step(desk, answers)
        next_step(desk)
    assert desk.visitor.path.endswith("/summary"), desk.visitor.text()[:800]
    desk.says(answers["givenName"], answers["dogs.0.name"])
    desk.glance("summary")
    desk.picture("bu-zusammenfassung")
    desk.visitor.act("applications.submit")
    # Whoever was never asked is asked once how they want to be written to.
    assert desk.visitor.path == "/applications/sending", desk.visitor.text()[:800]
    desk.glance("sending")
    desk.visitor.act("applications.submit", {"way": "mailbox"})
    assert re.search(r"[A-Z]+-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", desk.visitor.text()), desk.visitor.text()
    desk.glance("confirmation")


def test_a_document_that_was_asked_for_is_sent_afterwards(town, world, screens):
    for view in screens:
        case = world.reviewed(f"evidence {view}")
        clerk = town.visitor("clerk")
        clerk.go(world.act(case, "requestDocuments"))
        clerk.fill("fields.missing", "assistance-proof")
        clerk.submit()
        clerk.submit()
        clerk.leave()
        way = Way(town, "citizen-evidence", "citizen", view=view)
        way.visitor.go(f"/applications/{case}")
        way.says("Unterlagen")
        way.glance("status")
        way.picture("bu-nachreichen-stand")
        way.follow(f"/applications/{case}/evidence")
        proof = ROOT / "Services" / world.service() / "files/assistance-dog-proof.pdf"
        way.visitor.fill("assistanceProof", proof)
        way.picture("bu-nachreichen")
        way.visitor.submit("main form[data-action='procedures.supply']")
        assert way.visitor.path == f"/applications/{case}", way.visitor.text()[:800]
        assert not way.page.locator(f"main a[href='/applications/{case}/evidence']").count(), "it is still asked for"
        way.glance("sent")
        answer = town.fetch("clerk", f"/procedures/{case}")
        assert "assistance-dog-proof.pdf" in answer.text(), "the office does not find what was sent"


def test_a_notice_is_read_and_each_sentence_says_why(town, world, screens):
    for view in screens:
        way = Way(town, "citizen-notice", "citizen", view=view)
        newest = world.newest_message()
        world.api("citizen").apply(world.service(), world.answers())
        world.wait(lambda: world.newest_message() != newest, "the notice is not in the mailbox")
        way.visitor.go("/delivery/mailbox")
        way.glance("mailbox")
        way.picture("bu-postfach")
        way.follow(f"/delivery/mailbox/{IDENTIFIER}")
        way.glance("message")
        way.visitor.go(world.notice())
        why = way.page.locator("article details")
        assert why.count() > 3, "hardly a sentence says why"
        why.first.locator("summary").click()
        assert why.first.locator("li").first.is_visible(), "'Warum?' shows no reason"
        way.glance("why")
        way.picture("bu-warum")


def test_an_objection_is_raised_online_and_taken_back(town, world, screens):
    for view in screens:
        case = world.api("citizen").apply(world.service(), world.answers())["id"]
        way = Way(town, "citizen-objection", "citizen", view=view)
        way.visitor.go(f"/applications/{case}")
        way.follow(f"/applications/{case}/objection")
        way.says("bis")
        way.visitor.fill("reason", "Bruno ist seit November nicht mehr bei mir.")
        way.glance("form")
        way.picture("bu-widerspruch")
        way.visitor.act("procedures.object")
        assert way.visitor.path == f"/applications/{case}", way.visitor.text()[:800]
        way.glance("raised")
        way.picture("bu-widerspruch-stand")
        assert town.fetch("clerk", f"/procedures/{case}").text().count("Bruno ist seit November nicht mehr bei mir.")
        way.visitor.act("procedures.withdraw-objection")
        way.says("zurückgenommen")
        way.glance("taken-back")


def test_an_application_is_withdrawn_before_it_is_decided(town, world, screens):
    for view in screens:
        case = world.reviewed(f"withdrawal {view}")
        way = Way(town, "citizen-withdrawal", "citizen", view=view)
        way.visitor.go(f"/applications/{case}")
        way.follow(f"/applications/{case}/withdrawal")
        way.glance("asked")
        way.picture("bu-zurueckziehen")
        way.visitor.act("procedures.withdraw")
        way.visitor.go(f"/applications/{case}")
        way.says("zurückgezogen")
        assert not way.page.locator(f"main a[href='/applications/{case}/withdrawal']").count(), "withdrawn, and yet again?"
        way.glance("withdrawn")
