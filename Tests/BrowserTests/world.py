"""What pages need to exist before they can be looked at: made once per run, by the same doors that people use."""

from __future__ import annotations

import datetime
import json
import re
import time
from zoneinfo import ZoneInfo

from api import Api
from product import ROOT, Product, links

IDENTIFIER = "[0-9a-f-]{36}"


class World:
    """Makes things on demand and remembers them. Add a method per thing; `once` keeps what it made."""

    def __init__(self, product: Product, town=None):
        self.product, self.town = product, town
        self.made: dict = {}
        self.visited: list[str] = []

    def once(self, name: str, make):
        """The thing of this name, made at the first call."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def api(self, role: str | None = None) -> Api:
        """The programming interface, signed in as the first person of a role, or as nobody."""
        return self.once(f"api/{role}", lambda: Api(self.product, self.product.people.of(role) if role else None))

    def link(self, role: str, page: str, pattern: str) -> str:
        """The first link of this shape that a role finds on a page; found once, so that later steps do not move it."""

        def find():
            scout = self.town.visitor(role)
            scout.go(page)
            found = scout.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            scout.leave()
            fitting = [address for address in found if re.fullmatch(pattern, address)]
            assert fitting, f"{role} finds no link like {pattern} on {page}, only {found}"
            return fitting[0]

        return self.once(f"link/{role}/{page}/{pattern}", find)

    def today(self) -> datetime.date:
        """The day in the city, by the product's clock."""
        return datetime.datetime.fromtimestamp(self.product.now(), ZoneInfo("Europe/Berlin")).date()

    # The service and its example

    def service(self) -> str:
        """The service that the start page offers first, by its short name."""
        return self.link("anonymous", "/", "/catalogue/[a-z0-9-]+").rsplit("/", 1)[1]

    def answers(self, example: str = "first-dog") -> dict:
        file = ROOT / "Services" / self.service() / "examples" / f"{example}.json"
        return json.loads(file.read_text(encoding="utf-8"))["answers"]

    def reviewed(self, use: str) -> str:
        """An application of the first citizen that a clerk has to judge, one for each use; its identifier."""

        def make():
            answers = self.answers()
            # Whoever asks for an exemption is judged by a person.
            answers["dogs"][0]["assistance"] = True
            return self.api("citizen").apply(self.service(), answers)["id"]

        return self.once(f"reviewed/{use}", make)

    def reference(self, identifier: str) -> str:
        """The reference of an application of the first citizen."""
        return self.once(
            f"reference/{identifier}", lambda: self.api("citizen").call("GET", f"/api/v1/applications/{identifier}")[1]["reference"])

    def asked(self) -> str:
        """An application whose applicant was asked for documents."""

        def make():
            identifier = self.reviewed("asked")
            clerk = self.town.visitor("clerk")
            clerk.go(self.act(identifier, "requestDocuments"))
            clerk.fill("fields.missing", "assistance-proof")
            clerk.submit()
            clerk.submit()
            clerk.leave()
            return identifier

        return self.once("asked", make)

    def requested(self) -> str:
        """A procedure whose applicant was asked for something beside its process, as `/procedures/…`."""

        def make():
            address = f"/procedures/{self.reviewed('requested')}"
            clerk = self.town.visitor("clerk")
            clerk.go(address + "/requests/documents")
            clerk.fill("items", "Impfpass")
            clerk.submit()
            clerk.submit()
            clerk.leave()
            return address

        return self.once("requested", make)

    def extension(self) -> str:
        return self.link("clerk", self.requested(), f"/procedures/{IDENTIFIER}/requests/{IDENTIFIER}/extension")

    def request(self) -> str:
        """What the applicant is asked for, as `/applications/…/requests/…`."""
        parts = self.extension().split("/")
        return f"/applications/{parts[2]}/requests/{parts[4]}"

    def ruled(self) -> str:
        """A procedure of the first citizen that was decided, as `/procedures/…`."""
        return self.decided().replace("/applications/", "/procedures/")

    def objected(self) -> str:
        """An objection that a clerk has entered, as `/procedures/…/objections/…`."""

        def make():
            identifier = self.api("citizen").apply(self.service(), self.answers())["id"]
            clerk = self.town.visitor("clerk")
            clerk.go(f"/procedures/{identifier}/objections")
            clerk.submit()
            clerk.leave()
            found = self.link(
                "clerk", f"/procedures/{identifier}", f"/procedures/{IDENTIFIER}/objections/{IDENTIFIER}/remedy")
            return found.removesuffix("/remedy")

        return self.once("objected", make)

    # Cases of the second service, which another unit than the first clerk's deals with

    PARKING = "bewohnerparkausweis"

    def parking(self, use: str) -> str:
        """An application for a parking permit that somebody has to judge, one for each use, as `/procedures/…`."""

        def make():
            file = ROOT / "Services" / self.PARKING / "examples" / "proof-never-supplied.json"
            answers = json.loads(file.read_text(encoding="utf-8"))["answers"]
            begins = self.today() + datetime.timedelta(days=14)
            return "/procedures/" + self.api("citizen").apply(self.PARKING, answers | {"from": begins.isoformat()})["id"]

        return self.once(f"parking/{use}", make)

    def act_of(self, unit: str, procedure: str, act: str, fields: dict) -> None:
        """Somebody of a unit performs an act at a procedure, without looking at the preview twice."""
        clerk = self.town.visitor("clerk", unit=unit)
        clerk.go(procedure)
        links = clerk.page.locator(f"main a[href*='/acts/{act}']")
        assert links.count(), f"{act} is not offered at {procedure}: {clerk.text()[:500]}"
        clerk.go(links.first.get_attribute("href"))
        for name, value in fields.items():
            clerk.fill(f"fields.{name}", value)
        clerk.submit()
        clerk.submit()
        clerk.leave()

    def found(self, visitor, page: str, pattern: str) -> str:
        """The first link of this shape that a visitor finds on a page."""
        visitor.go(page)
        links = visitor.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        fitting = [address for address in links if re.fullmatch(pattern, address or "")]
        assert fitting, f"no link like {pattern} on {page}, only {links}"
        return fitting[0]

    def proposal(self, use: str = "open") -> str:
        """An act that waits for a second person, as `/procedures/…/proposals/…`."""

        def make():
            procedure = self.parking(f"proposal {use}")
            self.act_of("traffic", procedure, "grantException", {"reason": "Das Fahrzeug wird wegen einer Pflege hier gebraucht."})
            clerk = self.town.visitor("clerk", unit="traffic")
            address = self.found(clerk, procedure, f"{procedure}/proposals/{IDENTIFIER}")
            clerk.leave()
            return address

        return self.once(f"proposal/{use}", make)

    def disputed(self, use: str = "open") -> str:
        """An objection against a refused permit, on which another unit decides, as `/procedures/…/objections/…`."""

        def make():
            procedure = self.parking(f"disputed {use}")
            self.act_of("traffic", procedure, "refuse", {
                "ground": "no-proof", "reason": "Ein Nachweis zum Fahrzeug ist nicht eingegangen."})
            clerk = self.town.visitor("clerk", unit="traffic")
            clerk.go(procedure + "/objections")
            clerk.submit()
            address = self.found(clerk, procedure, f"{procedure}/objections/{IDENTIFIER}/submission")
            clerk.leave()
            return address.removesuffix("/submission")

        return self.once(f"disputed/{use}", make)

    def submitted(self, use: str = "asked") -> str:
        """An objection that lies before the unit that decides on it."""

        def make():
            objection = self.disputed(use)
            clerk = self.town.visitor("clerk", unit="traffic")
            clerk.go(objection + "/submission")
            clerk.fill("statement", "Der Nachweis fehlt bis heute; mehr ist nicht zu sagen.")
            clerk.submit()
            clerk.leave()
            return objection

        return self.once(f"submitted/{use}", make)

    def forwarded(self) -> str:
        """A procedure that the first clerk has handed to the public order office, as `/procedures/…`."""

        def make():
            procedure = f"/procedures/{self.reviewed('forwarded')}"
            clerk = self.town.visitor("clerk")
            clerk.go(procedure + "/forwarding")
            clerk.fill("unit", "public-order")
            clerk.fill("reason", "Die Hunde werden gewerblich gehalten.")
            clerk.submit()
            clerk.submit()
            clerk.leave()
            return procedure

        return self.once("forwarded", make)

    # What was granted until a day

    PERMIT = "bewohnerparkausweis"

    def permit(self, use: str) -> str:
        """A permit of the first citizen that holds from today, one for each use; the identifier of its application."""

        def make():
            folder = ROOT / "Services" / self.PERMIT
            answers = json.loads((folder / "examples/clear.json").read_text(encoding="utf-8"))["answers"]
            citizen = self.api("citizen")
            answers["from"] = time.strftime("%Y-%m-%d", time.gmtime(self.product.now() + 3600))
            answers["registrationProof"] = citizen.upload((folder / "files/registration-certificate.pdf").read_bytes(), "schein.pdf")
            identifier = citizen.apply(self.PERMIT, answers)["id"]
            self.grant_permit(identifier)
            return identifier

        return self.once(f"permit/{use}", make)

    def grant_permit(self, identifier: str) -> None:
        """The clerk of the office grants what waits there."""
        clerk = self.town.visitor("clerk", unit="traffic")
        clerk.go(f"/procedures/{identifier}")
        found = clerk.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        acts = [address for address in found if re.fullmatch(f".*/acts/(grant|grantAfterReview)", address or "")]
        assert acts, f"no act grants {identifier}: {clerk.text()[:500]}"
        clerk.go(acts[0])
        clerk.submit()
        clerk.submit()
        clerk.leave()

    # What a clerk has

    def open_procedure(self) -> str:
        return f"/procedures/{self.reviewed('open')}"

    def act(self, identifier: str, act: str) -> str:
        return self.link("clerk", f"/procedures/{identifier}", f"/procedures/{identifier}/tasks/{IDENTIFIER}/acts/{act}")

    def resubmission(self) -> str:
        """Where free work of a case can be laid aside."""
        procedure = self.open_procedure()
        return self.link("clerk", procedure, f"{procedure}/tasks/{IDENTIFIER}/resubmission")

    def dossier(self) -> str:
        return self.link("clerk", "/dossiers", f"/dossiers/{IDENTIFIER}")

    def letter(self) -> str:
        return self.link("clerk", "/delivery/post", f"/delivery/post/{IDENTIFIER}")

    def letter_of_a_document(self) -> str:
        """A letter whose text is a document of its own; others are messages, set as letters when they are opened."""

        def find():
            scout = self.town.visitor("clerk")
            scout.go("/delivery/post")
            found = scout.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            scout.leave()
            letters = [address for address in found if re.fullmatch(f"/delivery/post/{IDENTIFIER}", address or "")]
            leading = [address for address in letters if self.town.fetch("clerk", address + "/letter").status in (302, 303)]
            assert leading, f"no letter of a document among {letters}"
            return leading[0]

        return self.once("letter of a document", find)

    # What the administrator has

    def person(self) -> str:
        return self.link("administrator", "/organisation/people", f"/organisation/people/{IDENTIFIER}")

    def unit(self) -> str:
        return self.link("administrator", "/organisation", "/organisation/units/[a-z0-9-]+/editing").removesuffix("/editing")

    def post(self) -> str:
        return self.link("administrator", "/organisation", "/organisation/posts/(?!adding)[a-z0-9-]+")

    def version(self) -> str:
        return self.link(
            "administrator", f"/catalogue/versions/{self.service()}", f"/catalogue/versions/{self.service()}/[0-9a-f]{{64}}")

    def change(self) -> str:
        """A change of a page that the administrator has proposed and nobody has decided on."""

        def make():
            scout = self.town.visitor("administrator")
            scout.go("/catalogue/changes/adding?kind=page&name=help")
            form = "form[data-action='catalogue.propose-change']"
            scout.fill("since", "01.01.2031", form)
            scout.fill("norm", "§ 5 DDG", form)
            scout.submit(form)
            path = scout.path
            scout.leave()
            return path

        return self.once("change", make)

    def barrier(self) -> str:
        """A report of a barrier that nobody has answered."""

        def make():
            somebody = self.town.visitor()
            somebody.go("/feedback")
            somebody.act("feedback.report", {"text": "Die Schaltfläche hat keinen Namen.", "page": "/forms/drafts"})
            somebody.leave()

        self.once("barrier", make)
        return self.link("administrator", "/feedback/reports", f"/feedback/reports/{IDENTIFIER}")
    # What the operator has

    def failed(self) -> str:
        """An incident that no office sees: a mail about an account that the mail server refused for good. Its address."""

        def make():
            self.product.mail.behave(refuse=550)
            self.ask_for_account("gescheitert@example.org")
            scout = self.town.visitor("operator")

            def shown() -> bool:
                scout.go("/operation/incidents?kind=accounts.mail&state=all")
                return scout.page.locator("main a[href^='/operation/incidents/']").count() > 0

            self.wait(shown, "a refused mail is no incident")
            self.product.mail.behave()
            scout.leave()
            return self.link(
                "operator", "/operation/incidents?kind=accounts.mail&state=all", f"/operation/incidents/{IDENTIFIER}")

        return self.once("failed", make)

    def ask_for_account(self, address: str) -> None:
        newcomer = self.town.visitor()
        newcomer.go("/accounts/registration")
        for name, value in {"email": address, "password": "drei gelbe Laternen im Wind", "givenName": "Neu",
                            "familyName": "Imort"}.items():
            newcomer.fill(name, value)
        newcomer.submit()
        newcomer.leave()

    # Somebody new

    def confirmation(self) -> str:
        """The link in the mail that somebody gets who has asked for an account."""

        def make():
            address, password = "neu.im.ort@example.org", "drei gelbe Laternen im Wind"
            newcomer = self.town.visitor()
            newcomer.go("/accounts/registration")
            for name, value in {"email": address, "password": password, "givenName": "Neu", "familyName": "Imort"}.items():
                newcomer.fill(name, value)
            newcomer.submit()
            newcomer.leave()
            link = next(link for link in links(self.product.mail.wait(address)) if "/accounts/confirmation" in link)
            # The product calls itself by another name than the browser does.
            return link[link.index("/accounts/confirmation"):]

        return self.once("confirmation", make)

    def new_address(self) -> str:
        """The link in the mail to a new address of the first citizen, who does not follow it."""

        def make():
            address = "mia.neu@example.org"
            citizen = self.town.visitor("citizen")
            citizen.go("/accounts/address")
            citizen.act("accounts.request-address", {
                "email": address, "password": self.product.people.of("citizen")["password"]})
            citizen.leave()
            link = next(link for link in links(self.product.mail.wait(address)) if "/accounts/address/confirmation" in link)
            return link[link.index("/accounts/address/confirmation"):]

        return self.once("new address", make)

    def looked_at(self) -> str:
        """The page that tells who looked, after somebody has looked."""

        def make():
            clerk = self.town.visitor("clerk")
            clerk.go(self.open_procedure())
            clerk.leave()
            return "/disclosures/accesses"

        return self.once("looked at", make)

    def copy_of_data(self) -> str:
        """The address of the file with everything about the first citizen, once it is made."""

        def make():
            citizen = self.town.visitor("citizen")
            citizen.go("/disclosures")
            citizen.act("disclosures.request")
            citizen.leave()

            def found():
                page = self.town.fetch("citizen", "/disclosures").text()
                return re.search(rf"/disclosures/{IDENTIFIER}/file", page)

            self.wait(found, "the copy of the data was not made")
            return found()[0]

        return self.once("copy", make)

    # What the first citizen has

    def message(self) -> str:
        return self.link("citizen", "/delivery/mailbox", f"/delivery/mailbox/{IDENTIFIER}")

    def newest_message(self) -> str | None:
        """The address of the message that stands first in the mailbox of the first citizen."""
        found = re.search(rf"/delivery/mailbox/{IDENTIFIER}", self.town.fetch("citizen", "/delivery/mailbox").text())
        return found and found[0]

    def is_letter(self, reference: str) -> bool:
        """Whether a letter of this case waits to be printed."""
        return reference in self.town.fetch("clerk", "/delivery/post/export?state=open").text()

    @staticmethod
    def wait(holds, complaint: str, seconds: float = 30) -> None:
        """Waits for what a job does behind the page."""
        until = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < until, complaint
            time.sleep(0.2)

    def decided(self) -> str:
        """The first citizen's newest application that has a notice, as `/applications/…`."""

        def find():
            scout = self.town.visitor("citizen")
            try:
                for application in self.shown(scout, "/applications?scope=ended", f"/applications/{IDENTIFIER}"):
                    if self.shown(scout, application, f"/notices/{IDENTIFIER}"):
                        return application
            finally:
                scout.leave()
            raise AssertionError("no application of the first citizen has a notice")

        return self.once("decided", find)

    @staticmethod
    def shown(visitor, page: str, pattern: str) -> list[str]:
        """Addresses of a form to which a page leads, each once, in the page's order."""
        visitor.go(page)
        found = visitor.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        return list(dict.fromkeys(address for address in found if re.fullmatch(pattern, address)))

    def notice(self) -> str:
        return self.link("citizen", self.decided(), f"/notices/{IDENTIFIER}")

    def verification(self) -> str:
        """The page behind the code of the first decided document of the first citizen that has one."""

        def find():
            scout = self.town.visitor("citizen")
            for application in self.shown(scout, "/applications?scope=ended", f"/applications/{IDENTIFIER}"):
                for notice in self.shown(scout, application, f"/notices/{IDENTIFIER}"):
                    if codes := self.shown(scout, notice, "/notices/verification/[A-Z0-9]{26}"):
                        scout.leave()
                        return codes[0]
            raise AssertionError("no decided document of the first citizen carries a code")

        return self.once("verification", find)

    def document(self) -> str:
        return self.link("citizen", self.notice(), rf"/documents/{IDENTIFIER}\?view=inline").split("?")[0]
