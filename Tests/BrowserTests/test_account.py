"""A citizen's whole life with the account: renewing and changing what was granted, who looked, a copy of one's data, another
address, closing it."""

import io
import json
import pathlib
import re
import zipfile

import pytest

import names
from browser import ANONYMOUS, Town
from product import ROOT, Product, links
from test_journeys import NARROW, WAYS, WIDE, Way
from world import World

TWO_WAYS = [pytest.param(True, WIDE, id="script-1280"), pytest.param(False, NARROW, id="plain-390")]


def go_through(way: Way, answers: dict[str, str]) -> None:
    """Every step of the form, with these answers where they are asked for, to the summary."""
    for _ in range(10):
        if "/steps/" not in way.visitor.path:
            return
        step = way.visitor.path
        for name, value in answers.items():
            field = way.page.locator(f"main [name='{name}']")
            if field.count() and field.first.is_visible():
                way.visitor.fill(name, value)
        way.look("step-" + step.rsplit("/", 1)[1])
        way.press("main button[name=_go][value=next]")
        assert way.visitor.path != step, f"{step} was refused: {way.visitor.text()[:800]}"
    raise AssertionError(f"no end of steps at {way.visitor.path}")


@pytest.mark.parametrize("javascript, view", WAYS)
def test_a_holder_changes_the_vehicle(town, world, javascript, view):
    """From the list of one's applications; what has not changed comes along, the vehicle is asked anew, the old permit ends."""
    permit = world.permit(f"change-{javascript}-{view.width}")
    way = Way(town, "citizen-change", "citizen", javascript, view)
    way.visitor.go("/applications")
    way.look("list")
    way.follow(f"/applications/{permit}/follow-up/change")
    assert "gültig bis" in way.visitor.text()
    way.look("offer")
    way.visitor.act("applications.begin-follow-up")
    assert "gehört zu Ihrem Antrag" in way.visitor.text()
    go_through(way, {"plate": "L-MK 900E", "vehicleKind": "car", "holder": "self", "correct": "true"})
    summary = way.visitor.text()
    assert "L-MK 900E" in summary and summary.count("Übernommen") >= 3, summary
    way.look("summary")
    way.visitor.act("applications.submit")
    assert way.visitor.path.endswith("/confirmation"), way.visitor.text()
    follower = way.visitor.path.split("/")[2]
    world.grant_permit(follower)
    way.visitor.go(f"/applications/{permit}")
    assert way.page.locator("#follow-up").count() == 0, "what has ended can still be followed"
    way.visitor.go(f"/applications/{follower}")
    way.look("granted")


@pytest.fixture(scope="module")
def later(pytestconfig, browser):
    """The same city a year on, with a program and a database of its own: permits of the first citizen end in some weeks."""
    database = pytestconfig.getoption("--database")
    product = Product(
        pathlib.Path(pytestconfig.getoption("--program")).resolve(), database, pytestconfig.getoption("--city"),
        ROOT / "var/browser" / database / "later")
    product.start()
    town = Town(product, browser, ROOT / "var/screenshots" / database)
    world = World(product, town)
    for javascript, view in [(True, WIDE.width), (False, NARROW.width)]:
        world.permit(f"renew-{javascript}-{view}")
    product.advance("P311D")
    town.cookies.clear()
    town.fetchers.clear()
    world.made = {name: made for name, made in world.made.items() if name.startswith("permit/")}
    yield town, world
    town.close_windows()
    product.stop()


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_a_holder_is_reminded_and_renews(later, javascript, view):
    """A message some weeks before the end, a mail that says there is one, and the renewal with last year's answers."""
    town, world = later
    permit = world.permit(f"renew-{javascript}-{view.width}")
    reference = world.api("citizen").application(permit)["reference"]
    way = Way(town, "citizen-renewal", "citizen", javascript, view)
    way.visitor.go("/delivery/mailbox")
    messages = way.page.locator("main a", has_text="gültig bis zum")
    assert messages.count() >= 2, way.visitor.text()
    way.look("mailbox")
    assert town.product.mail.mails(world.product.people.of("citizen")["email"]), "no mail tells of the message"
    bodies = []
    for address in [link.get_attribute("href") for link in messages.all()]:
        way.visitor.go(address)
        bodies.append(way.visitor.text())
        if reference in bodies[-1]:
            break
    assert reference in bodies[-1], f"nobody was reminded of {reference}"
    way.look("message")
    way.visitor.go(f"/applications/{permit}")
    way.look("status")
    way.follow(f"/applications/{permit}/follow-up/renewal")
    assert "L-MK 417" in way.visitor.text() and reference in way.visitor.text()
    way.look("offer")
    way.visitor.act("applications.begin-follow-up")
    go_through(way, {"correct": "true"})
    assert way.visitor.text().count("Übernommen") >= 5
    way.look("summary")
    way.visitor.act("applications.submit")
    assert way.visitor.path.endswith("/confirmation"), way.visitor.text()
    way.look("sent")
    assert town.fetch("citizen", f"/applications/{permit}/follow-up/renewal").status == 409, "renewed twice"


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_a_citizen_sees_who_looked(town, world, javascript, view):
    """A clerk opens a case and writes a note: both stand there, with the unit, not with the name."""
    case = world.reviewed(f"seen-{javascript}")
    clerk = town.visitor("clerk")
    clerk.go(f"/procedures/{case}/notes")
    clerk.act("procedures.note", {"text": "Anruf: Hund ist gechipt."})
    clerk.go(f"/procedures/{case}")
    way = Way(town, "citizen-accesses", "citizen", javascript, view)
    way.visitor.go("/accounts/profile")
    way.follow("/disclosures/accesses")
    way.visitor.fill("application", case)
    way.press("main form[role=search] button")
    said = way.visitor.text()
    assert "angesehen" in said and "Vermerk" in said, said
    person = world.product.people.of("clerk")["name"]
    assert person not in said and person.split()[-1] not in said, "a clerk is named"
    way.look("seen")


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_a_citizen_takes_their_data(town, world, javascript, view):
    """Asked for, watched, fetched: an index to read, the data for programs, the documents."""
    way = Way(town, "citizen-data", "citizen", javascript, view)
    way.visitor.go("/disclosures")
    way.look("page")
    way.visitor.act("disclosures.request")
    way.look("asked")
    if javascript:
        way.page.locator("main a[href$='/file']").first.wait_for(timeout=60_000)
    else:
        world.wait(lambda: "/file" in town.fetch("citizen", "/disclosures").text(), "the copy was not made")
        way.visitor.go("/disclosures")
    way.look("ready")
    address = way.page.locator("main a[href$='/file']").first.get_attribute("href")
    answer = town.fetch("citizen", address)
    assert answer.headers["content-type"] == "application/zip" and "no-store" in answer.headers["cache-control"]
    archive = zipfile.ZipFile(io.BytesIO(answer.body()))
    assert archive.testzip() is None
    assert archive.read("index.pdf").startswith(b"%PDF")
    data = json.loads(archive.read("data.json"))
    assert data["account"]["email"] == world.product.people.of("citizen")["email"]
    named = [document["file"] for entry in data["applications"] for document in entry["documents"] if document["file"]]
    assert named and set(named) <= set(archive.namelist())
    assert town.fetch(ANONYMOUS, address).status in (303, 404)
    assert town.fetch("clerk", address).status in (403, 404)


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_somebody_comes_moves_and_goes(town, world, javascript, view):
    """Registers, is asked how letters shall come, changes the address, closes the account, and finds the case by its code."""
    old, new = (f"ida.{kind}.{view.width}@example.org" for kind in ("alt", "neu"))
    password = "drei gelbe Laternen im Wind"
    way = Way(town, "citizen-leaving", ANONYMOUS, javascript, view)
    way.visitor.go("/accounts/registration")
    way.visitor.act("accounts.request-registration", {
        "email": old, "password": password, "givenName": "Ida", "familyName": "Sommer"})

    def link(address: str, part: str) -> str:
        found = next(link for link in links(town.product.mail.wait(address)) if part in link)
        return found[found.index(part):]

    way.visitor.go(link(old, "/accounts/confirmation"))
    way.visitor.act("accounts.confirm-registration", {"password": password})

    answers = world.answers()
    answers["dogs"][0]["assistance"] = True
    way.visitor.go(f"/forms/{world.service()}")
    way.visitor.act("forms.begin-draft")
    if way.visitor.path.endswith("/reuse"):
        way.follow("/forms/drafts/[0-9a-f-]+")
    from test_journeys import fill_step, flat
    for _ in range(10):
        if "/steps/" not in way.visitor.path:
            break
        fill_step(way, flat(answers))
        way.press("main button[name=_go][value=next]")
    way.visitor.act("applications.submit")
    assert way.visitor.path == "/applications/sending", way.visitor.text()
    way.look("asked")
    way.visitor.act("applications.submit", {"way": "mailbox"})
    assert way.visitor.path.endswith("/confirmation"), way.visitor.text()
    case = way.visitor.path.split("/")[2]

    way.visitor.go("/accounts/profile")
    way.look("profile")
    way.visitor.go("/accounts/address")
    way.visitor.act("accounts.request-address", {"email": new, "password": password})
    way.visitor.go(link(new, "/accounts/address/confirmation"))
    way.look("address")
    way.visitor.act("accounts.confirm-address")
    world.wait(lambda: town.product.mail.mails(old, "geändert"), "the old address was not told")

    way.visitor.go("/accounts/closing")
    way.look("closing")
    way.visitor.act("accounts.close", {"password": password})
    code = way.page.locator(".access-code").first.inner_text()
    code = re.search(r"[2-9B-Z]{5}(-[2-9B-Z]{5}){3}", code)[0]
    way.look("closed")
    way.visitor.go("/accounts/profile")
    assert way.visitor.path.startswith(names.SIGN_IN_PATH), "still signed in"
    way.visitor.go("/applications/access")
    way.visitor.act("applications.open-access", {"code": code})
    assert way.visitor.path == f"/applications/{case}"
    way.look("by-code")


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_somebody_reports_a_barrier(town, world, javascript, view):
    """From the statement on accessibility; the confirmation and the answer come by mail."""
    address = f"ada.{view.width}@example.org"
    way = Way(town, "barrier", ANONYMOUS, javascript, view)
    way.visitor.go("/catalogue/pages/accessibility")
    way.look("statement")
    way.follow("/feedback")
    way.visitor.act("feedback.report", {"text": f"Zu kleine Schrift {view.width}", "page": "Formular", "email": "keine"})
    assert way.page.locator("[name=text]").input_value().startswith("Zu kleine"), "what was typed is lost"
    way.look("refused")
    way.visitor.act("feedback.report", {"email": address})
    assert way.visitor.path == "/feedback/sent"
    way.look("sent")
    town.product.mail.wait(address, "angekommen")
    office = town.visitor("administrator")
    office.go("/feedback/reports")
    office.page.get_by_role("link", name=f"Zu kleine Schrift {view.width}").click()
    office.act("feedback.answer", {"answer": "Die Schrift ist jetzt größer."})
    assert "Die Schrift ist jetzt größer." in office.text()
    town.product.mail.wait(address, "Antwort")


@pytest.mark.parametrize("javascript, view", TWO_WAYS)
def test_help_is_searched(town, world, javascript, view):
    way = Way(town, "help", ANONYMOUS, javascript, view)
    way.visitor.go("/catalogue/pages/help")
    way.visitor.fill("q", "zugangscode")
    way.press("main form[role=search] button")
    assert "Wo steht mein Antrag?" in way.visitor.text() and "Einen Antrag zurückziehen" not in way.visitor.text()
    way.look("found")
