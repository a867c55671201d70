"""A clerk's day: the inbox by keyboard alone, filters, deputies, hand-overs, two people for one act, another office, objections."""

import datetime
import re

import pytest

from ways import NARROW, WIDE, Way

VIEWS = [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")]
REASON = "Ein Nachweis über die Ausbildung des Hundes liegt nicht vor."


class Keys:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, way):
        self.way, self.page = way, way.page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def follow(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def focus(self, selector: str, most: int = 220) -> None:
        """Goes on with the tabulator until the focus stands on something that fits; it must be seen there."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => !!document.activeElement && document.activeElement.matches(selector)", selector):
                shown = self.page.evaluate(
                    "() => { const box = document.activeElement.getBoundingClientRect(); return box.width > 0 && box.height > 0 }")
                assert shown, f"the focus on {selector} is not to be seen"
                return
        raise AssertionError(f"the tabulator does not reach {selector} on {self.page.url}")

    def search(self, reference: str) -> None:
        """`/` leads to the field, Enter sends it."""
        self.press("/")
        self.page.keyboard.type(reference)
        self.follow("Enter")


def reference(world, procedure: str) -> str:
    return world.api("citizen").application(procedure.rsplit("/", 1)[1])["reference"]


def day(world, after: int = 0) -> str:
    """A day of the city, as people type it."""
    return (world.today() + datetime.timedelta(days=after)).strftime("%d.%m.%Y")


def name_of(person: dict) -> str:
    """As the workbench calls a person, made from the address: the demo gives givenname.familyname."""
    return person["email"].split("@")[0].split(".")[-1]


def test_a_case_from_inbox_to_decision_and_the_next_by_keyboard_alone(town, world):
    first, second = (f"/procedures/{world.reviewed(f'keys {number}')}" for number in (1, 2))
    way = Way(town, "keyboard", "clerk", True, WIDE)
    keys = Keys(way)
    way.visitor.go("/procedures/inbox")
    keys.search(reference(world, first))
    keys.press("j")
    way.look("chosen")
    keys.follow("c")
    assert way.visitor.path == first, f"c led to {way.visitor.path}"
    assert way.page.locator("form[data-action='procedures.release']").count(), "c did not take the work"

    keys.focus("a[href*='/acts/refuseExemption']")
    keys.follow("Enter")
    keys.focus("input[name='fields.ground']")
    keys.press("Space")
    keys.focus("textarea[name='fields.reason']")
    way.page.keyboard.type(REASON)
    keys.focus("button[value=preview]")
    keys.follow("Enter")
    way.look("preview")
    keys.focus("main form button[type=submit]:not([name]), main form button:not([type]):not([name])")
    keys.follow("Enter")
    assert way.visitor.path == first and "entschieden" in way.visitor.text().lower()

    keys.focus("nav a[href='/procedures/inbox']")
    keys.follow("Enter")
    keys.search(reference(world, second))
    keys.press("j")
    keys.follow("Enter")
    assert way.visitor.path == second
    way.look("next")


@pytest.mark.parametrize("view", VIEWS)
def test_a_filter_is_kept_and_used_again(town, world, view):
    name = f"Fällig bis Sonntag {view.width}"
    way = Way(town, "filter", "clerk", True, view)
    way.visitor.go("/procedures/inbox?tab=unit&claim=free")
    way.page.locator("summary", has_text="Diese Filter speichern").click()
    way.visitor.act("procedures.keep-filter", {"name": name})
    kept = way.page.get_by_role("link", name=name)
    assert kept.count() == 1 and "claim=free" in kept.get_attribute("href")
    way.look("kept")
    way.visitor.go("/procedures/inbox")
    with way.page.expect_navigation():
        way.page.get_by_role("link", name=name).click()
    assert "claim=free" in way.page.url
    way.visitor.act("procedures.drop-filter")
    assert not way.page.get_by_role("link", name=name).count()


def test_a_deputy_works_in_the_place_of_an_absent_colleague(town, world):
    case = f"/procedures/{world.reviewed('deputy')}"
    people = [person for person in world.product.people.all if person["role"] == "clerk" and person["unit"] == "taxes"]
    absent = Way(town, "deputy-absent", "clerk", True, WIDE)
    absent.visitor.go(case)
    absent.visitor.act("procedures.claim")
    absent.visitor.go("/organisation/own")
    form = "form[data-action='organisation.report-absence']"
    options = absent.page.locator(f"{form} select[name=person] option")
    fitting = [options.nth(place).get_attribute("value") for place in range(options.count())
               if name_of(people[1]).lower() in options.nth(place).inner_text().lower()]
    assert fitting, f"{people[1]['email']} cannot be a deputy: {options.all_inner_texts()}"
    absent.visitor.fill("person", fitting[0], form)
    absent.visitor.fill("since", day(world), form)
    absent.visitor.fill("until", day(world, 5), form)
    absent.visitor.submit(form)
    absent.look("reported")

    deputy = Way(town, "deputy", "clerk", True, WIDE, key=people[1]["key"])
    newcomer = deputy.visitor
    newcomer.go("/procedures/inbox?tab=deputy")
    assert newcomer.page.locator(f"main a[href='{case}']").count(), newcomer.text()
    deputy.look("inbox")
    newcomer.go(case)
    newcomer.go(newcomer.page.locator("main a[href*='/acts/refuseExemption']").first.get_attribute("href"))
    newcomer.fill("fields.ground", "no-proof")
    newcomer.fill("fields.reason", REASON)
    newcomer.submit()
    newcomer.submit()
    assert "in Vertretung für" in newcomer.text()
    deputy.look("done")

    absent.visitor.go("/organisation/own")
    absent.visitor.act("organisation.end-deputy")


@pytest.mark.parametrize("view", VIEWS)
def test_all_work_of_a_sick_colleague_goes_at_once(town, world, view):
    cases = [f"/procedures/{world.reviewed(f'sick {number} {view}')}" for number in (1, 2, 3)]
    clerk = town.visitor("clerk")
    for case in cases:
        clerk.go(case)
        clerk.act("procedures.claim")
    clerk.leave()
    people = [person for person in world.product.people.all if person["role"] == "clerk" and person["unit"] == "taxes"]
    way = Way(town, "sick", "head", True, view)
    way.visitor.go("/procedures/handovers")
    form = "form[data-action='procedures.hand-over-many']"

    def choose(field: str, person: dict) -> None:
        options = way.page.locator(f"{form} select[name={field}] option")
        fitting = [options.nth(place).get_attribute("value") for place in range(options.count())
                   if name_of(person).lower() in options.nth(place).inner_text().lower()]
        assert fitting, f"{person['email']} is not offered: {options.all_inner_texts()}"
        way.visitor.fill(field, fitting[0], form)

    way.look("empty")
    choose("from", people[0])
    choose("to", people[1])
    way.visitor.fill("reason", "Vertretung bis Ende der Woche", form)
    way.visitor.submit(form)
    world.wait(lambda: (way.visitor.go(way.visitor.path) or "Die Übergabe ist fertig" in way.visitor.text()), "not done")
    assert re.search(r"(\d+) von \1 Aufgaben übergeben", way.visitor.text()), way.visitor.text()
    way.look("done")
    for case in cases:
        way.visitor.go(case)
        said = way.visitor.text()
        assert "Vertretung bis Ende der Woche" in said and "In Bearbeitung bei" in said
    # Back to the unit, so that whoever comes next finds the clerk's work as it was.
    way.visitor.go("/procedures/handovers")
    choose("from", people[1])
    way.visitor.fill("to", "unit", form)
    way.visitor.fill("reason", "Wieder im Dienst", form)
    way.visitor.submit(form)


@pytest.mark.parametrize("view", VIEWS)
def test_two_people_decide_on_an_exception(town, world, view):
    proposal = world.proposal(f"journey {view}")
    procedure = proposal.split("/proposals/")[0]
    way = Way(town, "four-eyes", "head", True, view, unit="traffic")
    way.visitor.go("/procedures/inbox")
    assert "zu bestätigen" in way.visitor.text()
    way.look("inbox")
    way.visitor.go(procedure)
    way.look("waits")
    way.follow(f"{procedure}/proposals/[0-9a-f-]{{36}}")
    said = way.visitor.text()
    assert "wegen einer Pflege" in said and "So lautet das Schreiben" in said
    way.look("confirming")
    way.visitor.act("procedures.return-act")
    assert way.page.locator("[role=alert]").count(), "sending back without a remark was not refused"
    way.look("no-remark")
    way.visitor.act("procedures.confirm")
    assert way.visitor.path == procedure and "bestätigt von" in way.visitor.text()
    way.look("confirmed")


@pytest.mark.parametrize("view", VIEWS)
def test_a_case_goes_to_another_office_and_comes_back(town, world, view):
    identifier = world.reviewed(f"forward {view}")
    case = f"/procedures/{identifier}"
    way = Way(town, "forward", "clerk", True, view)
    way.visitor.go(case)
    way.follow(f"{case}/forwarding")
    way.visitor.submit()
    way.look("form")
    way.visitor.fill("unit", "public-order")
    way.visitor.fill("reason", "Die Hunde werden gewerblich gehalten.")
    way.visitor.submit()
    assert "Ihr Aktenzeichen bleibt gleich" in way.visitor.text()
    way.look("preview")
    way.visitor.submit()
    assert way.visitor.path == "/procedures/inbox"
    way.visitor.go(case, 404)

    other = Way(town, "forward-other", "clerk", True, view, unit="public-order")
    other.visitor.go("/procedures/inbox")
    assert other.page.locator(f"main a[href='{case}']").count()
    other.visitor.go(case)
    other.look("received")
    citizen = Way(town, "forward-citizen", "citizen", True, view)
    citizen.visitor.go(f"/applications/{identifier}")
    assert "Ihren Antrag bearbeitet jetzt" in citizen.visitor.text()
    citizen.look("status")
    other.follow(f"{case}/return")
    other.visitor.fill("reason", "Dafür ist die Steuerabteilung zuständig.")
    other.visitor.submit()
    other.look("returning")
    other.visitor.submit()
    other.visitor.go(case, 404)
    way.visitor.go(case)
    assert "Dafür ist die Steuerabteilung zuständig." in way.visitor.text()
    way.look("back")


@pytest.mark.parametrize("view", VIEWS)
def test_another_unit_decides_on_an_objection_and_its_decision_is_served(town, world, view):
    objection = world.submitted(f"journey {view}")
    procedure = objection.split("/objections/")[0]
    way = Way(town, "objection", "objections", True, view)
    way.visitor.go("/procedures/inbox")
    way.look("inbox")
    way.visitor.go(procedure)
    assert "Der Nachweis fehlt bis heute" in way.visitor.text()
    way.look("case")
    way.follow(f"{objection}/refusal")
    way.visitor.fill("reason", "Ohne Nachweis lässt sich der Anspruch nicht prüfen.")
    way.visitor.fill("court", "Verwaltungsgericht am Ort")
    way.look("form")
    way.visitor.submit()
    said = way.visitor.text()
    assert "Die Kosten des Widerspruchsverfahrens tragen Sie." in said and "nach Zustellung" in said
    way.look("preview")
    way.visitor.submit()
    assert way.visitor.path == "/procedures/inbox"
    way.visitor.go(procedure, 404)

    clerk = Way(town, "service", "clerk", True, view, unit="traffic")
    title = "Entscheidung über den Rechtsbehelf"

    def listed() -> bool:
        clerk.visitor.go("/delivery/post")
        return clerk.page.locator("main tr", has_text=reference(world, procedure)).filter(has_text=title).count() > 0

    world.wait(listed, "the decision is not on the list of letters")
    row = clerk.page.locator("main tr", has_text=reference(world, procedure)).filter(has_text=title)
    assert "Postzustellungsurkunde" in row.inner_text()
    address = row.locator("a[href^='/delivery/post/']").first.get_attribute("href")
    clerk.look("list")
    row.locator("input[name=items]").check()
    form = "form[data-action='delivery.mark-posted']"
    clerk.visitor.fill("day", day(world), form)
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="Als versandt vermerken").click()
    clerk.visitor.go(address)
    clerk.look("posted")
    clerk.visitor.act("delivery.mark-served", {"day": "bald"})
    assert clerk.page.locator("[role=alert]").count()
    clerk.visitor.act("delivery.mark-served", {"day": day(world)})
    assert "noch nicht" not in clerk.page.locator("main dl").inner_text()
    clerk.look("served")
    clerk.visitor.go(procedure)
    said = clerk.visitor.text()
    assert "Förmlich zugestellt am" in said and "Rechtsbehelf gegen ein Schreiben" in said


def test_the_head_sees_what_is_late_and_why_and_sums_of_nobody(town, world):
    """Last in this file, because the clock of all goes on."""
    case = f"/procedures/{world.reviewed('late')}"
    town.advance("P20D")
    way = Way(town, "late", "head", True, WIDE)
    way.visitor.go("/procedures/late")
    said = way.visitor.text()
    assert way.page.locator(f"main a[href='{case}']").count() and "Tage zu spät" in said and "noch nicht übernommen" in said
    way.look("list")
    way.visitor.go("/procedures/workload")
    said = way.visitor.text()
    for person in world.product.people.all:
        if person["role"] in ("clerk", "head"):
            assert name_of(person) not in said.lower(), f"the workload names {person['email']}"
    assert way.page.locator("main table").count()
    way.look("workload")
