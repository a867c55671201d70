"""The pages of the product and how to reach each: the table that the accessibility gate walks through.

The gate reads `stadtkern routes`. A GET route that is a page must stand in PAGES, one that hands out a file in DOWNLOADS;
a route in neither, or a row for a route that is no more, fails. Feed the table as the product grows:

    "/procedures/:id": Page(
        roles=("clerk", "head", "auditor"),
        filled=at(lambda w, role: f"/procedures/{w.procedure()}"),
        empty=never("a procedure always has content"),
        error=missing("/procedures/00000000"),
    ),

A role that is not named must be refused there: sent to sign in, or told 403 or 404. `moves_on` names roles that the page
sends elsewhere, as the sign-in page does with somebody who is signed in.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import names
from browser import ANONYMOUS, Visitor
from world import World

# Roles as the demo names them, and nobody at all.
CITIZEN = "citizen"
CLERK, HEAD, COUNTER = "clerk", "head", "counter"
ADMINISTRATOR, OPERATOR, AUDITOR = "administrator", "operator", "auditor"
# Who decides on objections where another unit does.
OBJECTIONS = "objections"
STAFF = (CLERK, HEAD, COUNTER, ADMINISTRATOR, OPERATOR, AUDITOR, OBJECTIONS)
SIGNED_IN = (CITIZEN, *STAFF)
EVERYBODY = (ANONYMOUS, *SIGNED_IN)
# Who sees a case of the first citizen: the citizen, the unit it belongs to, supervision.
CASE_READERS = (CITIZEN, CLERK, HEAD, AUDITOR)

# Brings a visitor to the page in one state.
Visit = Callable[[Visitor, World], None]


@dataclass(frozen=True)
class Never:
    """This state does not exist on this page; the reason is for whoever reads the table."""

    reason: str


def never(reason: str) -> Never:
    return Never(reason)


def at(address: str | Callable[[World, str], str], status: int = 200) -> Visit:
    """Opens an address; a function of world and role may make what is needed and return it."""

    def visit(visitor: Visitor, world: World) -> None:
        visitor.go(address if isinstance(address, str) else address(world, visitor.role), status)

    return visit


def missing(address: str) -> Visit:
    """Opens an address of something that is not there: the page must say so with 404."""
    return at(address, 404)


def refused(address: str | Callable[[World, str], str], form: str = "main form", fields: dict | None = None) -> Visit:
    """Opens an address, fills what is given, sends the form as it is, and wants to see an error told on the page."""

    def visit(visitor: Visitor, world: World) -> None:
        at(address)(visitor, world)
        for name, value in (fields or {}).items():
            visitor.fill(name, value, form)
        visitor.submit(form)
        shown = visitor.page.locator(names.ERROR_SELECTOR)
        assert shown.count(), f"{visitor.page.url} refused nothing, or does not say so in {names.ERROR_SELECTOR}"

    return visit


def of_unit(unit: str, visit: Visit) -> Visit:
    """The same as somebody of this role in another unit, who sees other cases than the first of the role."""

    def go(visitor: Visitor, world: World) -> None:
        world.town.visitor(visitor.role, unit=unit).leave()
        visitor.context.clear_cookies()
        visitor.context.add_cookies(world.town.cookies[f"{visitor.role}/{unit}"]["cookies"])
        visit(visitor, world)

    return go


@dataclass(frozen=True)
class Page:
    """How a page is reached in its three states. `roles` see it; all others must be refused, or move on."""

    roles: tuple[str, ...]
    filled: Visit
    empty: Visit | Never
    error: Visit | Never
    moves_on: tuple[str, ...] = ()

    def visits(self) -> dict[str, Visit]:
        states = {"filled": self.filled, "empty": self.empty, "error": self.error}
        return {name: visit for name, visit in states.items() if not isinstance(visit, Never)}


@dataclass(frozen=True)
class Download:
    """A GET route that hands out a file, which no gate for pages can look at; it is fetched all the same."""

    roles: tuple[str, ...]
    address: Callable[[World, str], str]
    media_type: str


def half_signed_in(visitor: Visitor, world: World) -> None:
    """After the password, before the code."""
    visitor.give_password(world.product.people.with_codes())


def wrong_code(visitor: Visitor, world: World) -> None:
    half_signed_in(visitor, world)
    visitor.fill(names.CODE_FIELD, "x")
    visitor.submit()
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "a wrong code was not refused"


NOTHING = "00000000-0000-7000-8000-000000000000"


def begin_draft(visitor: Visitor, world: World) -> str:
    """A draft of one's own, as the way in makes it: nobody sees somebody else's. Its address."""
    visitor.go(f"/forms/{world.service()}")
    visitor.act("forms.begin-draft")
    return "/forms/drafts/" + visitor.path.split("/")[3]


def first_step(visitor: Visitor, world: World) -> None:
    visitor.go(begin_draft(visitor, world))


def reuse(visitor: Visitor, world: World) -> None:
    """What was answered before is offered before the first question."""
    visitor.go(begin_draft(visitor, world) + "/reuse")


def nothing_ticked(visitor: Visitor, world: World) -> None:
    reuse(visitor, world)
    form = "form[data-action='forms.reuse-answers']"
    boxes = visitor.page.locator(form).first.locator("input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).uncheck()
    visitor.submit(form)
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "taking over nothing was not refused"


def empty_step_sent(visitor: Visitor, world: World) -> None:
    visitor.go(begin_draft(visitor, world))
    form = visitor.page.locator("main form[data-autosave], main form").last
    form.evaluate("form => { form.noValidate = true }")
    with visitor.page.expect_navigation():
        form.locator("button[name=_go][value=next]").click()
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "a step without answers was not refused"


def untouched_summary(visitor: Visitor, world: World) -> None:
    visitor.go(begin_draft(visitor, world) + "/summary")


def sending(visitor: Visitor, world: World) -> None:
    """How letters shall come, asked at the first application."""
    draft = begin_draft(visitor, world).rsplit("/", 1)[1]
    visitor.go(f"/applications/sending?draft={draft}")


def drafts(visitor: Visitor, world: World) -> None:
    """One's drafts; the staff begin none, and find the list empty."""
    if visitor.role not in STAFF:
        begin_draft(visitor, world)
    visitor.go("/forms/drafts")


def handed_over(visitor: Visitor, world: World) -> None:
    """Hands one item of the inbox to oneself; ends on the page that tells what came of it."""
    world.reviewed("open")
    visitor.go("/procedures/inbox")
    visitor.page.locator("input[name=task]").first.check()
    form = "form[data-action='procedures.hand-over-many']"
    visitor.fill("to", "me", form)
    visitor.fill("reason", "Zuständigkeit", form)
    with visitor.page.expect_navigation():
        visitor.page.locator(f"{form} #hand-over button[type=submit]").click()
    visitor.go(visitor.path)


def handed_over_list(visitor: Visitor, world: World) -> None:
    handed_over(visitor, world)
    visitor.go("/procedures/handovers")


def confirmation(visitor: Visitor, world: World) -> None:
    visitor.go(world.confirmation())


def unconfirmed(visitor: Visitor, world: World) -> None:
    """The link without the password."""
    confirmation(visitor, world)
    visitor.submit()
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "a confirmation without the password was not refused"


COUNTER_PATH = "/applications/counter"


def entry_form(visitor: Visitor, world: World) -> None:
    """The form of an application that this person of the staff enters for somebody."""
    visitor.go(f"{COUNTER_PATH}/services/{world.service()}")
    visitor.fill("channel", "paper")
    visitor.submit("form[data-action='applications.begin-entry']")


def entry_facts(visitor: Visitor, world: World) -> None:
    """How that application came, said anew."""
    entry_form(visitor, world)
    visitor.go(f"{COUNTER_PATH}/drafts/{visitor.path.split('/')[3]}")


def entry_refused(visitor: Visitor, world: World) -> None:
    entry_facts(visitor, world)
    form = "form[data-action='applications.begin-entry']"
    visitor.fill("receivedOn", "bald", form)
    visitor.submit(form)
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "a receipt without a day was not refused"


def at_counter(identifier: Callable[[World], str], path: Callable[[World], str] = lambda w: "") -> Visit:
    """Opens a case of the first citizen with its reference and name, then a page of it."""

    def visit(visitor: Visitor, world: World) -> None:
        case = identifier(world)
        visitor.go(COUNTER_PATH)
        form = "form[data-action='applications.open-at-counter']"
        visitor.fill("reference", world.reference(case), form)
        visitor.fill("familyName", world.answers()["familyName"], form)
        visitor.submit(form)
        visitor.go(f"{COUNTER_PATH}/cases/{case}{path(world)}")

    return visit


def authority_refused(visitor: Visitor, world: World) -> None:
    at_counter(lambda w: w.reviewed("open"), lambda w: "/authority")(visitor, world)
    visitor.submit("form[data-action='applications.record-authority']")
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "an authority without a paper was not refused"


def refused_at_counter(identifier, path) -> Visit:
    """The same page, sent without saying how and when it came."""

    def visit(visitor: Visitor, world: World) -> None:
        at_counter(identifier, path)(visitor, world)
        form = "main form[data-action]:has(#f-receivedOn)"
        visitor.fill("receivedOn", "bald", form)
        visitor.submit(form)
        assert visitor.page.locator(names.ERROR_SELECTOR).count(), "what came on no day was not refused"

    return visit


def granted(visitor: Visitor, world: World) -> None:
    """Authorises an address that nobody has."""
    visitor.go("/mandates/granting")
    form = "form[data-action='mandates.grant']"
    visitor.fill("email", "niemand@example.org", form)
    visitor.submit(form)
    visitor.go(visitor.path)


def company(visitor: Visitor, world: World) -> None:
    """Sets up a company."""
    visitor.go("/mandates/companies")
    form = "form[data-action='mandates.found-company']"
    told = {"name": "Beispiel GmbH", "street": "Am Ring", "houseNumber": "1", "postalCode": "04109", "place": "Leipzig"}
    for name, value in told.items():
        visitor.fill(name, value, form)
    visitor.submit(form)
    visitor.go(visitor.path)


def company_without_guest(visitor: Visitor, world: World) -> None:
    company(visitor, world)
    visitor.submit("form[data-action='mandates.invite-member']")
    assert visitor.page.locator(names.ERROR_SELECTOR).count(), "an invitation of nobody was not refused"


def granted_list(visitor: Visitor, world: World) -> None:
    granted(visitor, world)
    visitor.go("/mandates")


FORM = never("a form without contents of its own")
TEXT = never("a text of the city or the service, always there")
ONE = never("one thing with its contents; without them there is no page")
READ_ONLY = never("nothing can be typed in")

PAGES: dict[str, Page] = {
    # Catalogue
    "/": Page(roles=EVERYBODY, filled=at("/"), empty=TEXT, error=READ_ONLY),
    "/catalogue": Page(
        roles=EVERYBODY, filled=at("/catalogue"), empty=at("/catalogue?text=xyzzyq"), error=READ_ONLY),
    "/catalogue/:slug": Page(
        roles=EVERYBODY, filled=at(lambda w, role: f"/catalogue/{w.service()}"), empty=TEXT, error=missing("/catalogue/nothing")),
    "/catalogue/pages/:page": Page(
        roles=EVERYBODY, filled=at("/catalogue/pages/help?q=unterlagen"), empty=at("/catalogue/pages/help?q=xyzzyq"), error=missing("/catalogue/pages/nothing")),
    "/catalogue/versions": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at("/catalogue/versions"), empty=never("a city offers services"), error=READ_ONLY),
    "/catalogue/versions/:slug": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at(lambda w, role: f"/catalogue/versions/{w.service()}"), empty=ONE,
        error=missing("/catalogue/versions/nothing")),
    "/catalogue/versions/:slug/:hash": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at(lambda w, role: w.version()), empty=ONE,
        error=missing("/catalogue/versions/nothing/nothing")),
    "/catalogue/changes": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at("/catalogue/changes"), empty=never("a city has amounts and texts"),
        error=READ_ONLY),
    "/catalogue/changes/adding": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at("/catalogue/changes/adding?kind=page&name=imprint"), empty=FORM,
        error=refused("/catalogue/changes/adding?kind=page&name=imprint", "form[data-action='catalogue.propose-change']")),
    "/catalogue/changes/:id": Page(
        roles=(ADMINISTRATOR, HEAD), filled=at(lambda w, role: w.change()), empty=ONE,
        error=missing(f"/catalogue/changes/{NOTHING}")),
    # Feedback
    "/feedback": Page(roles=EVERYBODY, filled=at("/feedback?page=/forms"), empty=FORM, error=refused(
        "/feedback", "form[data-action='feedback.report']")),
    "/feedback/sent": Page(roles=EVERYBODY, filled=at("/feedback/sent"), empty=TEXT, error=READ_ONLY),
    "/feedback/reports": Page(
        roles=(ADMINISTRATOR,), filled=at(lambda w, role: w.barrier() and "/feedback/reports"),
        empty=at("/feedback/reports?state=answered"), error=READ_ONLY),
    "/feedback/reports/:id": Page(
        roles=(ADMINISTRATOR,), filled=at(lambda w, role: w.barrier()), empty=ONE,
        error=refused(lambda w, role: w.barrier(), "form[data-action='feedback.answer']")),
    # Identity
    "/identity/sign-in": Page(
        roles=(ANONYMOUS,), filled=at("/identity/sign-in"), empty=FORM, error=refused("/identity/sign-in"), moves_on=SIGNED_IN),
    "/identity/sign-in/code": Page(
        roles=(ANONYMOUS,), filled=half_signed_in, empty=FORM, error=wrong_code, moves_on=SIGNED_IN),
    "/identity/sessions": Page(
        roles=SIGNED_IN, filled=at("/identity/sessions"), empty=never("the session that looks is always in the list"),
        error=READ_ONLY),
    "/identity/password": Page(
        roles=SIGNED_IN, filled=at("/identity/password"), empty=FORM,
        error=refused("/identity/password", "form[data-action='identity.change-password']")),
    "/identity/second-factor": Page(
        roles=SIGNED_IN, filled=at("/identity/second-factor"), empty=never("it says whether there is one"),
        error=never("confirming it is another route")),
    # Accounts
    "/accounts/registration": Page(
        roles=(ANONYMOUS, *STAFF), filled=at("/accounts/registration"), empty=FORM, error=refused("/accounts/registration"),
        moves_on=(CITIZEN,)),
    "/accounts/registration/sent": Page(roles=EVERYBODY, filled=at("/accounts/registration/sent"), empty=TEXT, error=READ_ONLY),
    "/accounts/confirmation": Page(
        roles=EVERYBODY, filled=confirmation, empty=FORM, error=unconfirmed),
    "/accounts/profile": Page(
        roles=(CITIZEN,), filled=at("/accounts/profile"), empty=FORM,
        error=refused("/accounts/profile", "form[data-action='accounts.change-profile']", {"born": "bald"})),
    "/accounts/address": Page(
        roles=(CITIZEN,), filled=at("/accounts/address"), empty=FORM,
        error=refused("/accounts/address", "form[data-action='accounts.request-address']")),
    "/accounts/address/sent": Page(roles=(CITIZEN,), filled=at("/accounts/address/sent"), empty=TEXT, error=READ_ONLY),
    "/accounts/address/confirmation": Page(
        roles=EVERYBODY, filled=at(lambda w, role: w.new_address()), empty=FORM,
        error=at("/accounts/address/confirmation?token=nothing", 410)),
    "/accounts/closing": Page(
        roles=(CITIZEN,), filled=at("/accounts/closing"), empty=never("what goes and what stays always stands there"),
        error=refused("/accounts/closing", "form[data-action='accounts.close']")),
    "/accounts/reset": Page(roles=EVERYBODY, filled=at("/accounts/reset"), empty=FORM, error=refused("/accounts/reset")),
    "/accounts/reset/sent": Page(roles=EVERYBODY, filled=at("/accounts/reset/sent"), empty=TEXT, error=READ_ONLY),
    # Mandates
    "/mandates": Page(
        roles=(CITIZEN,), filled=granted_list, empty=at("/mandates"), error=READ_ONLY),
    "/mandates/granting": Page(
        roles=(CITIZEN,), filled=at("/mandates/granting"), empty=FORM,
        error=refused("/mandates/granting", "form[data-action='mandates.grant']")),
    "/mandates/companies": Page(
        roles=(CITIZEN,), filled=at("/mandates/companies"), empty=FORM,
        error=refused("/mandates/companies", "form[data-action='mandates.found-company']")),
    "/mandates/companies/:id": Page(
        roles=(CITIZEN,), filled=company, empty=ONE, error=company_without_guest),
    "/mandates/:id": Page(
        roles=(CITIZEN,), filled=granted, empty=ONE, error=missing(f"/mandates/{NOTHING}")),
    # Forms
    "/forms/:slug": Page(
        roles=EVERYBODY, filled=at(lambda w, role: f"/forms/{w.service()}"), empty=TEXT, error=missing("/forms/nothing")),
    "/forms/drafts": Page(roles=EVERYBODY, filled=drafts, empty=at("/forms/drafts"), error=READ_ONLY),
    "/forms/drafts/:id/steps/:step": Page(
        roles=(ANONYMOUS, CITIZEN), filled=first_step, empty=never("a new draft is the empty state"), error=empty_step_sent),
    "/forms/drafts/:id/summary": Page(
        roles=(ANONYMOUS, CITIZEN), filled=untouched_summary, empty=never("without answers it tells what is missing, as here"),
        error=missing(f"/forms/drafts/{NOTHING}/summary")),
    "/forms/drafts/:id/reuse": Page(
        roles=(CITIZEN,), filled=reuse, empty=never("who has an account has a name and an address in it"),
        error=nothing_ticked),
    # Applications
    "/applications": Page(
        roles=(CITIZEN, ANONYMOUS), filled=at("/applications"), empty=at("/applications?scope=ended&service=nothing"), error=READ_ONLY,
        moves_on=STAFF),
    "/applications/access": Page(
        roles=EVERYBODY, filled=at("/applications/access"), empty=FORM, error=refused("/applications/access")),
    "/applications/sending": Page(
        roles=(CITIZEN,), filled=sending, empty=FORM,
        error=never("the citizens of the demo have chosen; ApplicationsTests send it without an answer")),
    "/applications/:id/follow-up/:kind": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: f"/applications/{w.permit('rows')}/follow-up/change"), empty=ONE,
        error=missing(f"/applications/{NOTHING}/follow-up/change")),
    "/applications/counter": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at(COUNTER_PATH),
        empty=never("a city has services"),
        error=refused(COUNTER_PATH, "form[data-action='applications.open-at-counter']")),
    "/applications/counter/services/:slug": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at(lambda w, role: f"{COUNTER_PATH}/services/{w.service()}"), empty=FORM,
        error=refused(
            lambda w, role: f"{COUNTER_PATH}/services/{w.service()}", "form[data-action='applications.begin-entry']")),
    "/applications/counter/drafts/:id": Page(
        roles=(COUNTER,), filled=entry_facts, empty=FORM, error=entry_refused),
    "/applications/counter/cases/:id": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at_counter(lambda w: w.reviewed("open")), empty=ONE,
        error=missing(f"{COUNTER_PATH}/cases/{NOTHING}")),
    "/applications/counter/cases/:id/requests/:request": Page(
        roles=(COUNTER, CLERK, HEAD),
        filled=at_counter(lambda w: w.reviewed("requested"), lambda w: "/requests/" + w.request().rsplit("/", 1)[1]), empty=FORM,
        error=refused_at_counter(
            lambda w: w.reviewed("requested"), lambda w: "/requests/" + w.request().rsplit("/", 1)[1])),
    "/applications/counter/cases/:id/evidence": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at_counter(lambda w: w.asked(), lambda w: "/evidence"), empty=FORM,
        error=refused_at_counter(lambda w: w.asked(), lambda w: "/evidence")),
    "/applications/counter/cases/:id/authority": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at_counter(lambda w: w.reviewed("open"), lambda w: "/authority"), empty=FORM,
        error=authority_refused),
    "/applications/counter/cases/:id/delivery": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at_counter(lambda w: w.reviewed("open"), lambda w: "/delivery"), empty=FORM,
        error=missing(f"{COUNTER_PATH}/cases/{NOTHING}/delivery")),
    "/applications/counter/cases/:id/withdrawal": Page(
        roles=(COUNTER, CLERK, HEAD), filled=at_counter(lambda w: w.reviewed("open"), lambda w: "/withdrawal"), empty=FORM,
        error=refused_at_counter(lambda w: w.reviewed("open"), lambda w: "/withdrawal")),
    "/applications/:id": Page(
        roles=CASE_READERS, filled=at(lambda w, role: w.decided()), empty=ONE,
        error=missing(f"/applications/{NOTHING}")),
    "/applications/:id/confirmation": Page(
        roles=CASE_READERS, filled=at(lambda w, role: f"/applications/{w.reviewed('open')}/confirmation"), empty=ONE,
        error=missing(f"/applications/{NOTHING}/confirmation")),
    # Only the applicant acts: who reads the case in the office does not find these.
    "/applications/:id/withdrawal": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: f"/applications/{w.reviewed('open')}/withdrawal"), empty=ONE,
        error=missing(f"/applications/{NOTHING}/withdrawal")),
    "/applications/:id/delivery": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: f"/applications/{w.reviewed('open')}/delivery"), empty=FORM,
        error=missing(f"/applications/{NOTHING}/delivery")),
    "/applications/:id/evidence": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: f"/applications/{w.asked()}/evidence"), empty=ONE,
        error=missing(f"/applications/{NOTHING}/evidence")),
    "/notices/verification": Page(
        roles=EVERYBODY, filled=at("/notices/verification"), empty=FORM, error=at("/notices/verification?code=BCDF", 422)),
    "/notices/verification/:code": Page(
        roles=EVERYBODY, filled=at(lambda w, role: w.verification()), empty=ONE,
        error=missing("/notices/verification/BCDFGHJKLMNPQRSTVWXZ234567")),
    "/applications/:id/requests/:request": Page(
        roles=CASE_READERS, filled=at(lambda w, role: w.request()), empty=ONE,
        error=missing(f"/applications/{NOTHING}/requests/{NOTHING}")),
    "/applications/:id/objection": Page(
        roles=CASE_READERS, filled=at(lambda w, role: w.decided() + "/objection"), empty=FORM,
        error=missing(f"/applications/{NOTHING}/objection")),
    "/notices/:id": Page(
        roles=CASE_READERS, filled=at(lambda w, role: w.notice()), empty=ONE, error=missing(f"/notices/{NOTHING}")),
    # Delivery
    "/delivery/mailbox": Page(
        roles=(CITIZEN,), filled=at("/delivery/mailbox"), empty=never("the first citizen of the demo has a message"),
        error=READ_ONLY),
    "/delivery/mailbox/:id": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: w.message()), empty=ONE,
        error=missing(f"/delivery/mailbox/{NOTHING}")),
    "/delivery/choice": Page(
        roles=(CITIZEN,), filled=at("/delivery/choice"), empty=TEXT, error=never("either choice is taken")),
    "/delivery/post": Page(
        roles=(CLERK, HEAD), filled=at("/delivery/post"), empty=at("/delivery/post?state=printed"),
        error=never("what is not chosen is told on another route")),
    "/delivery/post/:id": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.letter()), empty=ONE, error=missing(f"/delivery/post/{NOTHING}")),
    # Disclosures
    "/disclosures": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: w.copy_of_data() and "/disclosures"),
        empty=never("what a copy contains always stands there"), error=READ_ONLY),
    "/disclosures/accesses": Page(
        roles=(CITIZEN,), filled=at(lambda w, role: w.looked_at()), empty=at("/disclosures/accesses?before=1"), error=READ_ONLY),
    # Operation
    "/operation/incidents": Page(
        roles=STAFF, filled=at(lambda w, role: w.failed() and "/operation/incidents?state=all"),
        empty=at("/operation/incidents?number=S-0000-0000"), error=READ_ONLY),
    "/operation/incidents/:id": Page(
        roles=(OPERATOR,), filled=at(lambda w, role: w.failed()), empty=ONE,
        error=refused(lambda w, role: w.failed(), "form[data-action='operation.note-incident']")),
    "/operation/mail": Page(
        roles=(OPERATOR, ADMINISTRATOR), filled=at("/operation/mail"), empty=never("it says whether there is a server"),
        error=never("the environment sets the tests' server, so that there is no form; OperationTests have it")),
    "/operation/state": Page(
        roles=(OPERATOR, ADMINISTRATOR), filled=at("/operation/state"), empty=never("there is always a state"), error=READ_ONLY),
    # Procedures
    "/procedures": Page(
        roles=STAFF, filled=at("/procedures"), empty=at("/procedures?text=xyzzyq"), error=READ_ONLY),
    "/procedures/inbox": Page(
        roles=STAFF, filled=at("/procedures/inbox"), empty=at("/procedures/inbox?text=xyzzyq"), error=READ_ONLY),
    "/procedures/handovers": Page(
        roles=(CLERK, HEAD), filled=handed_over_list, empty=at("/procedures/handovers"),
        error=refused("/procedures/handovers", "form[data-action='procedures.hand-over-many']")),
    "/procedures/handovers/:id": Page(
        roles=(CLERK,), filled=handed_over, empty=ONE, error=missing(f"/procedures/handovers/{NOTHING}")),
    "/procedures/late": Page(roles=(HEAD,), filled=at("/procedures/late"), empty=at("/procedures/late?unit=none"), error=READ_ONLY),
    "/procedures/workload": Page(
        roles=(HEAD,), filled=at("/procedures/workload"), empty=never("something always waits in the demo"), error=READ_ONLY),
    "/procedures/:id": Page(
        roles=(CLERK, HEAD, AUDITOR), filled=at(lambda w, role: w.open_procedure()), empty=ONE,
        error=missing(f"/procedures/{NOTHING}")),
    "/procedures/:id/notes": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.open_procedure() + "/notes"), empty=FORM,
        error=refused(lambda w, role: w.open_procedure() + "/notes")),
    "/procedures/:id/requests/documents": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.open_procedure() + "/requests/documents"), empty=FORM,
        error=never("a mistake is looked for before the preview, at the same form")),
    "/procedures/:id/requests/hearing": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.open_procedure() + "/requests/hearing"), empty=FORM,
        error=refused(lambda w, role: w.open_procedure() + "/requests/hearing")),
    "/procedures/:id/requests/:request/extension": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.extension()), empty=FORM, error=refused(lambda w, role: w.extension())),
    "/procedures/:id/consultations": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.open_procedure() + "/consultations"), empty=FORM,
        error=refused(lambda w, role: w.open_procedure() + "/consultations")),
    "/procedures/:id/forwarding": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.open_procedure() + "/forwarding"), empty=FORM,
        error=never("a mistake is looked for before the preview, at the same form")),
    "/procedures/:id/return": Page(
        roles=(CLERK,), filled=of_unit("public-order", at(lambda w, role: w.forwarded() + "/return")), empty=FORM,
        error=of_unit("public-order", missing(f"/procedures/{NOTHING}/return"))),
    "/procedures/:id/deadlines/extension": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: f"/procedures/{w.asked()}/deadlines/extension"), empty=FORM,
        error=refused(lambda w, role: f"/procedures/{w.asked()}/deadlines/extension")),
    "/procedures/:id/tasks/:task/resubmission": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.resubmission()), empty=FORM, error=refused(lambda w, role: w.resubmission())),
    "/procedures/:id/version": Page(
        roles=(HEAD,), filled=at(lambda w, role: w.open_procedure() + "/version"), empty=ONE,
        error=missing(f"/procedures/{NOTHING}/version")),
    # What one has put forward oneself only somebody else confirms; that page is looked at in test_workbench.py.
    "/procedures/:id/proposals/:proposal": Page(
        roles=(CLERK, AUDITOR), filled=of_unit("traffic", at(lambda w, role: w.proposal())), empty=ONE,
        error=of_unit("traffic", refused(lambda w, role: w.proposal(), "form[data-action='procedures.return-act']"))),
    "/procedures/:id/objections/:objection/submission": Page(
        roles=(CLERK,), filled=of_unit("traffic", at(lambda w, role: w.disputed() + "/submission")), empty=FORM,
        error=of_unit("traffic", refused(lambda w, role: w.disputed() + "/submission"))),
    "/procedures/:id/objections/:objection/question": Page(
        roles=(OBJECTIONS,), filled=at(lambda w, role: w.submitted() + "/question"), empty=FORM,
        error=refused(lambda w, role: w.submitted() + "/question")),
    "/procedures/:id/rulings/correction": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.ruled() + "/rulings/correction"), empty=FORM,
        error=refused(lambda w, role: w.ruled() + "/rulings/correction")),
    "/procedures/:id/rulings/withdrawal": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.ruled() + "/rulings/withdrawal"), empty=FORM,
        error=refused(lambda w, role: w.ruled() + "/rulings/withdrawal")),
    "/procedures/:id/rulings/revocation": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.ruled() + "/rulings/revocation"), empty=FORM,
        error=refused(lambda w, role: w.ruled() + "/rulings/revocation")),
    "/procedures/:id/reopening": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.ruled() + "/reopening"), empty=FORM,
        error=refused(lambda w, role: w.ruled() + "/reopening")),
    "/procedures/:id/objections": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.ruled() + "/objections"), empty=FORM,
        error=refused(lambda w, role: w.ruled() + "/objections", fields={"receivedOn": "bald"})),
    "/procedures/:id/objections/:objection/remedy": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.objected() + "/remedy"), empty=FORM,
        error=refused(lambda w, role: w.objected() + "/remedy")),
    "/procedures/:id/objections/:objection/refusal": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.objected() + "/refusal"), empty=FORM,
        error=refused(lambda w, role: w.objected() + "/refusal")),
    "/procedures/:id/tasks/:task/acts/:act": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.act(w.reviewed("open"), "refuseExemption")), empty=FORM,
        error=refused(lambda w, role: w.act(w.reviewed("open"), "refuseExemption"))),
    # Dossiers, organisation, supervision
    "/dossiers": Page(roles=(CLERK, HEAD), filled=at("/dossiers"), empty=at("/dossiers?text=xyzzyq"), error=READ_ONLY),
    "/dossiers/:id": Page(
        roles=(CLERK, HEAD), filled=at(lambda w, role: w.dossier()), empty=ONE, error=missing(f"/dossiers/{NOTHING}")),
    "/statistics": Page(
        roles=STAFF, filled=at("/statistics"), empty=at("/statistics?from=01.01.2000&to=31.01.2000"),
        error=at("/statistics?from=x", 422)),
    "/processes": Page(
        roles=EVERYBODY, filled=at("/processes"), empty=never("the demo city makes one process public"), error=READ_ONLY),
    "/processes/:service": Page(
        roles=EVERYBODY, filled=at(lambda w, role: f"/processes/{w.service()}"),
        empty=at(lambda w, role: f"/processes/{w.service()}?from=01.01.2000&to=31.01.2000"),
        error=missing("/processes/nothing")),
    "/processes/:service/decisions/:decision": Page(
        roles=EVERYBODY,
        filled=at(lambda w, role: w.link(ANONYMOUS, f"/processes/{w.service()}", "/processes/[^/]+/decisions/[A-Za-z]+")),
        empty=never("a decision has its rules"), error=missing("/processes/nothing/decisions/nothing")),
    "/organisation": Page(roles=STAFF, filled=at("/organisation"), empty=TEXT, error=READ_ONLY),
    "/organisation/own": Page(
        roles=STAFF, filled=at("/organisation/own"), empty=never("everybody of the staff has a post in the demo"),
        error=refused("/organisation/own", "form[data-action='organisation.report-absence']")),
    "/organisation/absences": Page(
        roles=(HEAD, ADMINISTRATOR), filled=at("/organisation/absences"), empty=never("a form that is always there"),
        error=refused("/organisation/absences", "form[data-action='organisation.record-absence']")),
    "/organisation/posts/:key": Page(
        roles=STAFF, filled=at(lambda w, role: w.link(CLERK, "/organisation", "/organisation/posts/[a-z0-9-]+")), empty=ONE,
        error=missing("/organisation/posts/nothing")),
    "/organisation/people": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/people"), empty=at("/organisation/people?text=xyzzyq"),
        error=READ_ONLY),
    "/organisation/people/adding": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/people/adding"), empty=FORM,
        error=refused("/organisation/people/adding", "form[data-action='organisation.add-person']")),
    "/organisation/people/:id": Page(
        roles=(ADMINISTRATOR,), filled=at(lambda w, role: w.person()), empty=ONE,
        error=refused(
            lambda w, role: w.person(), "form[data-action='organisation.change-person']", {"givenName": ""})),
    "/organisation/units/adding": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/units/adding"), empty=FORM,
        error=refused("/organisation/units/adding", "form[data-action='organisation.edit']")),
    "/organisation/units/:key/editing": Page(
        roles=(ADMINISTRATOR,), filled=at(lambda w, role: w.unit() + "/editing"), empty=FORM,
        error=refused(lambda w, role: w.unit() + "/editing", "form[data-action='organisation.edit']")),
    "/organisation/posts/adding": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/posts/adding"), empty=FORM,
        error=refused("/organisation/posts/adding", "form[data-action='organisation.edit']")),
    "/organisation/posts/:key/editing": Page(
        roles=(ADMINISTRATOR,), filled=at(lambda w, role: w.post() + "/editing"), empty=FORM,
        error=refused(lambda w, role: w.post() + "/editing", "form[data-action='organisation.edit']")),
    "/organisation/roles": Page(
        roles=STAFF, filled=at("/organisation/roles"), empty=never("a city has roles"), error=READ_ONLY),
    "/organisation/roles/adding": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/roles/adding"), empty=FORM,
        error=refused("/organisation/roles/adding", "form[data-action='organisation.edit']")),
    "/organisation/roles/:key": Page(
        roles=STAFF, filled=at("/organisation/roles/clerk"), empty=ONE, error=missing("/organisation/roles/nothing")),
    "/organisation/edits": Page(
        roles=(ADMINISTRATOR,), filled=at("/organisation/edits"), empty=never("nothing was edited in the demo: filled is empty here"),
        error=READ_ONLY),
    "/organisation/requests": Page(
        roles=STAFF, filled=at("/organisation/requests"), empty=never("nothing waits in the demo: filled is empty here"),
        error=READ_ONLY),
    "/identity/invitation": Page(
        roles=EVERYBODY, filled=at("/identity/invitation"), empty=FORM,
        error=at("/identity/invitation?key=nothing", 410)),
    "/audit": Page(roles=(AUDITOR,), filled=at("/audit"), empty=never("it always holds who signed in"), error=READ_ONLY),
}

PDF, CSV, ZIP = "application/pdf", "text/csv", "application/zip"

DOWNLOADS: dict[str, Download] = {
    "/documents/:id": Download(CASE_READERS, lambda w, role: w.document(), PDF),
    "/applications/export": Download(
        (CITIZEN, ANONYMOUS), lambda w, role: "/applications/export?scope=ended", CSV),
    # The counter itself opens a case before it has a sheet for it; here it has not.
    "/applications/counter/cases/:id/handout": Download(
        (CLERK, HEAD), lambda w, role: f"{COUNTER_PATH}/cases/{w.reviewed('handout')}/handout", PDF),
    "/applications/:id/receipt": Download(
        CASE_READERS, lambda w, role: f"/applications/{w.reviewed('open')}/receipt", PDF),
    "/applications/:id/notices/:notice": Download(
        CASE_READERS, lambda w, role: w.link(CITIZEN, w.decided(), "/applications/[^/]+/notices/.+"), PDF),
    "/disclosures/:id/file": Download((CITIZEN,), lambda w, role: w.copy_of_data(), ZIP),
    "/delivery/post/export": Download((CLERK, HEAD), lambda w, role: "/delivery/post/export?state=open", CSV),
    "/dossiers/export": Download((CLERK, HEAD), lambda w, role: "/dossiers/export", CSV),
    "/organisation/export": Download((ADMINISTRATOR,), lambda w, role: "/organisation/export", "application/json"),
    "/dossiers/:id/export": Download((CLERK, HEAD), lambda w, role: w.dossier() + "/export", CSV),
}

@dataclass(frozen=True)
class LeadsOn:
    """A GET route without a page of its own. `way` makes what it needs in a visitor's window and returns its address; the
    answer must be a redirect to an address of this shape, which opens for the same visitor."""

    roles: tuple[str, ...]
    way: Callable[[Visitor, World], str]
    target: str


LEADS_ON: dict[str, LeadsOn] = {
    # It has a page only where a service is offered no more; FormsTests look at that.
    "/forms/drafts/:id": LeadsOn((ANONYMOUS, CITIZEN), begin_draft, "/forms/drafts/[0-9a-f-]+/steps/[a-z-]+"),
    "/delivery/post/:id/letter": LeadsOn(
        (CLERK, HEAD), lambda visitor, w: w.letter_of_a_document() + "/letter", r"/documents/[0-9a-f-]+\?view=inline"),
}

# What the gate does not look at, and why. A route stands here by its path, one state of a page as "path state".
# The gate accepts these and nothing else, and says how many they are.
KNOWN_GAPS: dict[str, str] = {
    "/procedures/:id/consultations/:consultation/opinion": "the office that is asked has no person among the roles looked at",
    "/procedures/inbox/live": "a stream of events that renews the inbox, which is looked at itself",
    "/procedures/handovers/:id/live": "a stream of events that renews the page of the hand-over",
    "/disclosures/live": "a stream of events that renews the list of copies, which is looked at itself",
    "/operation/incidents/live": "a stream of events that renews the incidents, which are looked at themselves",
    "/operation/mail/live": "a stream of events that renews the test mails, which are looked at themselves",
    "/applications/:id/live": "a stream of events that renews the status, which is looked at itself",
}


def gap(path: str, state: str) -> str | None:
    """Why a state of a page is not looked at, if that is known."""
    return KNOWN_GAPS.get(f"{path} {state}")


@dataclass(frozen=True)
class Route:
    """A line of `stadtkern routes`: METHOD path  action  who may  file:line, columns at least two spaces apart."""

    method: str
    path: str
    action: str
    who: str
    place: str

    @staticmethod
    def read(line: str) -> "Route":
        columns = re.split(r"\s{2,}", line.strip())
        if len(columns) != 4 or columns[0].count(" ") != 1:
            raise ValueError(f"no line of routes: {line!r}")
        return Route(*columns[0].split(" "), *columns[1:])

    @property
    def is_page(self) -> bool:
        """A page for people; what only the operator's port hands out is none."""
        if self.method != "GET" or self.who == names.ADMIN_PORT:
            return False
        return not any((self.path + "/").startswith(start) for start in names.NOT_PAGES)

    def fits(self, path: str) -> bool:
        """Whether a path of the address bar belongs to this route: `:id` stands for one part, `*rest` for any rest."""
        pattern = ""
        for part in self.path.strip("/").split("/"):
            if part.startswith("*"):
                pattern += "/.+"
            elif part.startswith(":"):
                pattern += "/[^/]+"
            else:
                pattern += "/" + re.escape(part)
        return re.fullmatch(pattern if pattern != "/" else "/?", path) is not None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def read_routes(program, city: str) -> list[Route]:
    """Every route of the product, by its own word."""
    said = subprocess.run([program, "routes", "--city", city], capture_output=True, text=True, check=True).stdout
    return [Route.read(line) for line in said.splitlines() if line.strip()]
