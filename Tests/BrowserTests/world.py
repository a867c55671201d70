"""What pages need to exist before they can be looked at: made once per run, by the same doors that people use."""

from __future__ import annotations

import json
import re

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

    # What a clerk has

    def open_procedure(self) -> str:
        return f"/procedures/{self.reviewed('open')}"

    def act(self, identifier: str, act: str) -> str:
        return self.link("clerk", f"/procedures/{identifier}", f"/procedures/{identifier}/tasks/{IDENTIFIER}/acts/{act}")

    def dossier(self) -> str:
        return self.link("clerk", "/dossiers", f"/dossiers/{IDENTIFIER}")

    def letter(self) -> str:
        return self.link("clerk", "/delivery/post", f"/delivery/post/{IDENTIFIER}")

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
            return next(link for link in links(self.product.mail.wait(address)) if "/accounts/confirmation" in link)

        return self.once("confirmation", make)

    # What the first citizen has

    def message(self) -> str:
        return self.link("citizen", "/delivery/mailbox", f"/delivery/mailbox/{IDENTIFIER}")

    def decided(self) -> str:
        """The first citizen's application that is decided, as `/applications/…`."""
        return self.link("citizen", "/applications?state=decided", f"/applications/{IDENTIFIER}")

    def notice(self) -> str:
        return self.link("citizen", self.decided(), f"/notices/{IDENTIFIER}")

    def document(self) -> str:
        return self.link("citizen", self.notice(), rf"/documents/{IDENTIFIER}\?view=inline").split("?")[0]
