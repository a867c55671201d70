"""A clerk's day: ten journeys from the morning's inbox to the last letter. Each is gone on every screen asked for."""

import re

import pytest

from ways import WIDE, Way

pytestmark = pytest.mark.pictures
IDENTIFIER = "[0-9a-f-]{36}"
ACT = f"/procedures/{IDENTIFIER}/tasks/{IDENTIFIER}/acts/"
TAXES, ORDER = "taxes", "public-order"
REASON = "Ein Nachweis über die Ausbildung des Hundes liegt nicht vor."


def opened(town, world, view, name, role="clerk", **who):
    """A fresh case of the first citizen that a person has to judge, and a clerk in front of it."""
    case = world.reviewed(f"{name} {view}")
    way = Way(town, name, role, view=view, **who)
    way.visitor.go(f"/procedures/{case}")
    return way, case


def decided(town, world, view, name):
    """A case that is decided, and a clerk in front of it."""
    case = world.api("citizen").apply(world.service(), world.answers())["id"]
    way = Way(town, name, "clerk", view=view)
    world.wait(lambda: town.fetch("clerk", f"/procedures/{case}").text().count("/notices/") > 0, "no notice was issued")
    way.visitor.go(f"/procedures/{case}")
    return way, case


def choose(way, form, people):
    """Chooses people in lists by their family names."""
    for name, person in people.items():
        choices = way.page.locator(f"{form} [name={name}] option").filter(has_text=person)
        way.visitor.fill(name, choices.first.get_attribute("value"), form)


def preview_and_send(way, what):
    """The letter before it goes out, and then off with it."""
    way.visitor.submit()
    assert way.page.locator("main article").count(), f"no preview: {way.visitor.text()[:800]}"
    way.glance(what)
    way.visitor.submit()


def test_the_morning_begins_with_what_is_due_and_a_filter_is_kept(town, world, screens):
    for view in screens:
        way = Way(town, "clerk-morning", "clerk", view=view)
        way.visitor.go("/procedures/inbox")
        way.says("überfällig", "heute fällig")
        way.glance("inbox")
        way.picture("sb-eingang")
        way.press("main a[href*='due=overdue']:has(strong)")
        assert way.page.locator("[data-rows] tbody tr").count(), "the story left nothing overdue"
        assert way.page.locator("[data-rows] tbody tr").filter(has_text="überfällig").count() == \
            way.page.locator("[data-rows] tbody tr").count(), "something in the list of overdue work is not overdue"
        way.glance("overdue")
        way.visitor.fill("claim", "free", "main form[role=search]")
        way.press("main form[role=search] button")
        called = f"Frei und überfällig {view.width}"
        way.page.locator("main details:has(form[data-action='procedures.keep-filter']) summary").first.click()
        way.picture("sb-filter-speichern")
        way.visitor.act("procedures.keep-filter", {"name": called})
        way.visitor.go("/procedures/inbox")
        with way.page.expect_navigation():
            way.page.get_by_role("link", name=called).first.click()
        assert "claim=free" in way.page.url and "due=overdue" in way.page.url, way.page.url
        way.glance("kept")
        way.press(f"form[data-action='procedures.drop-filter']:has-text('{called}') button")
        assert called not in way.visitor.text()


def test_taking_deciding_and_the_next_one_go_by_keyboard_alone(town, world):
    """The keys are explained on the page; every control besides is reached by Tab. A phone has no such keys."""
    case = world.reviewed("keyboard")
    reference = world.api("citizen").application(case)["reference"]
    way = Way(town, "clerk-keyboard", "clerk")
    keys = way.page.keyboard
    way.visitor.go("/procedures/inbox?tab=unit")
    keys.press("/")
    keys.type(reference)
    with way.page.expect_navigation():
        keys.press("Enter")
    way.page.locator("main h1").click()
    keys.press("j")
    assert reference in way.page.evaluate("document.activeElement.textContent"), "j does not stand on the row"
    way.picture("sb-tastatur")
    with way.page.expect_navigation():
        keys.press("c")
    assert way.visitor.path == f"/procedures/{case}" and way.page.locator("form[data-action='procedures.release']").count()
    way.glance("claimed")

    def reach(selector):
        """Tab until the control has the focus, as somebody without a mouse does."""
        for _ in range(150):
            if way.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab does not reach {selector} on {way.page.url}")

    reach("a[href$='/acts/grantExemption']")
    with way.page.expect_navigation():
        keys.press("Enter")
    reach("main form button[type=submit], main form button:not([type])")
    with way.page.expect_navigation():
        keys.press("Enter")
    way.glance("preview")
    reach("main form button[type=submit], main form button:not([type])")
    with way.page.expect_navigation():
        keys.press("Enter")
    way.says("entschieden")
    way.visitor.go("/procedures/inbox?tab=unit")
    keys.press("j")
    assert way.page.evaluate("document.activeElement.matches('[data-rows] a')"), "the next one is not reached"


def test_missing_documents_are_asked_for_reminded_of_and_come(town, world, screens):
    for view in screens:
        way, case = opened(town, world, view, "clerk-documents")
        way.glance("case")
        way.picture("sb-verfahren")
        way.follow(f"/procedures/{case}/requests/documents")
        way.visitor.fill("items", "Impfpass des Hundes")
        way.picture("sb-unterlagen-anfordern")
        preview_and_send(way, "preview")
        way.says("Impfpass des Hundes")
        way.visitor.act("procedures.remind")
        way.glance("asked")
        way.picture("sb-unterlagen-erinnern", of="main section.panel:has(form[data-action='procedures.remind'])")

        citizen = Way(town, "clerk-documents-citizen", "citizen", view=view)
        citizen.visitor.go(f"/applications/{case}")
        citizen.follow(f"/applications/{case}/requests/{IDENTIFIER}")
        citizen.visitor.act("procedures.answer-request", {"text": "Der Impfpass liegt beim Tierarzt, ich hole ihn am Freitag."})
        way.visitor.go(f"/procedures/{case}")
        way.says("Der Impfpass liegt beim Tierarzt")
        assert not way.page.locator("form[data-action='procedures.remind']").count(), "answered, but it can be reminded of"
        way.glance("answered")


def test_before_a_refusal_the_applicant_is_heard(town, world, screens):
    for view in screens:
        way, case = opened(town, world, view, "clerk-hearing")
        way.follow(f"/procedures/{case}/requests/hearing")
        way.visitor.fill("intended", "Wir beabsichtigen, die Befreiung abzulehnen: " + REASON)
        way.picture("sb-anhoeren")
        preview_and_send(way, "hearing")
        way.says("Anhörung", "offen")
        citizen = Way(town, "clerk-hearing-citizen", "citizen", view=view)
        citizen.visitor.go(f"/applications/{case}")
        citizen.follow(f"/applications/{case}/requests/{IDENTIFIER}")
        citizen.visitor.act("procedures.answer-request", {"text": "Die Ausbildung ist noch nicht abgeschlossen."})
        way.visitor.go(f"/procedures/{case}")
        way.says("Die Ausbildung ist noch nicht abgeschlossen.")
        way.glance("heard")
        way.follow(ACT + "refuseExemption")
        way.visitor.fill("fields.ground", "no-proof")
        way.visitor.fill("fields.reason", REASON)
        way.picture("sb-ablehnen")
        preview_and_send(way, "preview")
        assert way.visitor.path == f"/procedures/{case}"
        way.says("entschieden")
        way.glance("refused")


def test_another_office_is_asked_and_answers(town, world, screens):
    for view in screens:
        way, case = opened(town, world, view, "clerk-consultation")
        way.follow(f"/procedures/{case}/consultations")
        way.visitor.fill("unit", ORDER)
        way.visitor.fill("question", "Ist Ihnen dieser Hund als gefährlich bekannt?")
        way.picture("sb-stelle-beteiligen")
        way.visitor.submit()
        way.says("Ist Ihnen dieser Hund als gefährlich bekannt?")
        way.glance("asked")

        other = Way(town, "clerk-consultation-office", "clerk", view=view, unit=ORDER)
        reference = world.api("citizen").application(case)["reference"]
        other.visitor.go(f"/procedures/inbox?text={reference}")
        other.glance("inbox")
        other.follow(f"/procedures/{case}")
        other.follow(f"/procedures/{case}/consultations/{IDENTIFIER}/opinion")
        other.visitor.fill("stance", "agrees")
        other.visitor.fill("opinion", "Nein, uns liegt nichts vor.")
        other.picture("sb-stellung-nehmen")
        other.visitor.submit()
        way.visitor.go(f"/procedures/{case}")
        way.says("Nein, uns liegt nichts vor.")
        way.glance("answered")
        # With its opinion the other office has done its part and sees the case no more.
        other.visitor.go(f"/procedures/{case}", 404)


def test_a_notice_is_corrected_and_then_withdrawn(town, world, screens):
    for view in screens:
        way, case = decided(town, world, view, "clerk-rulings")
        way.follow(f"/procedures/{case}/rulings/correction")
        for name, value in {"wrong": "Bruno", "right": "Bruna", "reason": "Schreibfehler im Namen des Hundes"}.items():
            way.visitor.fill(name, value)
        way.picture("sb-berichtigen")
        preview_and_send(way, "correction")
        way.says("berichtigt")
        way.follow(f"/procedures/{case}/rulings/withdrawal")
        way.visitor.fill("reason", "Der Hund wird in Halle gehalten; die Steuer durfte hier nicht festgesetzt werden.")
        way.visitor.fill("noHearing", "Die Halterin hat es selbst mitgeteilt und darum gebeten.")
        way.visitor.fill("then", "refused")
        way.picture("sb-zuruecknehmen")
        preview_and_send(way, "withdrawal")
        way.says("zurückgenommen")
        way.glance("withdrawn")


def test_an_objection_on_paper_is_entered_and_remedied(town, world, screens):
    for view in screens:
        way, case = decided(town, world, view, "clerk-objection")
        way.follow(f"/procedures/{case}/objections")
        way.visitor.fill("reason", "Der Hund ist schon in der Gemeinde Borsdorf angemeldet.")
        way.picture("sb-widerspruch-erfassen")
        way.visitor.submit()
        way.says("Der Hund ist schon in der Gemeinde Borsdorf angemeldet.")
        way.glance("entered")
        way.picture("sb-widerspruch")
        way.follow(f"/procedures/{case}/objections/{IDENTIFIER}/remedy")
        way.visitor.fill("reason", "Der Hund ist nachweislich in Borsdorf angemeldet.")
        way.visitor.fill("then", "granted")
        preview_and_send(way, "remedy")
        way.says("abgeholfen")
        way.glance("remedied")


def test_the_work_of_a_sick_colleague_goes_to_the_deputy(town, world, screens):
    for view in screens:
        case = world.reviewed(f"sick colleague {view}")
        colleague = Way(town, "clerk-sick-colleague", "clerk", key="colleague")
        colleague.visitor.go(f"/procedures/{case}")
        colleague.visitor.act("procedures.claim")
        head = Way(town, "clerk-sick-head", "head", view=view, unit=TAXES)
        head.visitor.go("/organisation/absences")
        head.glance("absences")
        head.picture("sb-abwesenheit")
        form = "form[data-action='organisation.record-absence']"
        # A year that no story tells of, another week on each screen.
        week = 1 if view is WIDE else 2
        choose(head, form, {"absent": "Haidari", "person": "Winter"})
        head.visitor.fill("since", f"0{week}.03.2032", form)
        head.visitor.fill("until", f"0{week}.03.2032", form)
        head.visitor.submit(form)
        head.says(f"Farid Haidari: 0{week}.03.2032")

        head.visitor.go("/procedures/handovers")
        form = "form[data-action='procedures.hand-over-many']"
        choose(head, form, {"from": "Haidari", "to": "Winter"})
        head.visitor.fill("reason", "Vertretung", form)
        head.picture("sb-uebergeben")
        head.visitor.submit(form)
        head.glance("handed-over")
        deputed = Way(town, "clerk-sick-deputy", "clerk", view=view)
        deputed.visitor.go("/procedures/inbox?tab=mine")
        reference = world.api("citizen").application(case)["reference"]
        deputed.says(reference)
        deputed.visitor.go(f"/procedures/{case}")
        deputed.says("Von: Farid Haidari", "Vertretung")
        deputed.glance("history")


def test_the_head_sees_what_is_late_and_how_much_waits(town, world, screens):
    for view in screens:
        way = Way(town, "clerk-head", "head", view=view, unit=TAXES)
        way.visitor.go("/procedures/inbox")
        way.follow("/procedures/late")
        way.says("überfällig")
        assert way.page.locator("main table tbody tr, main [data-rows] tr").count(), "nothing is late in the demo"
        way.glance("late")
        way.picture("sb-ueberfaellig")
        way.follow("/procedures/workload")
        way.glance("workload")
        way.picture("sb-arbeitslast")
        # Sums of units only.
        assert "Karla Winter" not in way.visitor.text() and "Farid Haidari" not in way.visitor.text()


def test_the_letters_of_the_day_are_printed_and_posted(town, world, screens):
    for view in screens:
        sent = world.api().apply(world.service(), world.answers())["reference"]
        world.wait(lambda: world.is_letter(sent), "the notice is not on the list of letters")
        way = Way(town, "clerk-post", "clerk", view=view)
        way.visitor.go("/delivery/post")
        row = way.page.locator("main tbody tr").filter(has_text=sent)
        row.locator("input[name=items]").check()
        way.glance("open")
        way.picture("sb-postausgang")
        way.press("main button[formaction='/delivery/post/prints']")
        way.visitor.go("/delivery/post?state=printed")
        way.page.locator("main tbody tr").filter(has_text=sent).locator("input[name=items]").check()
        way.glance("printed")
        way.press("main form[data-action='delivery.mark-posted'] fieldset button:not([formaction])")
        way.visitor.go("/delivery/post?state=posted")
        assert re.search(re.escape(sent), way.visitor.text()), f"{sent} is not among what was posted"
        way.glance("posted")
        assert not world.is_letter(sent)
