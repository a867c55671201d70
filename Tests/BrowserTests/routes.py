"""The pages of the product and how to reach each: the table that the accessibility gate walks through.

The gate reads `stadtkern routes`. A GET route that is a page must stand in PAGES, one that hands out a file in DOWNLOADS;
a route in neither, or a row for a route that is no more, fails. Feed the table as the product grows:

    "/procedures/:id": Page(
        roles=("clerk", "head"),
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
STAFF = (CLERK, HEAD, COUNTER, ADMINISTRATOR, OPERATOR, AUDITOR)
SIGNED_IN = (CITIZEN, *STAFF)
EVERYBODY = (ANONYMOUS, *SIGNED_IN)

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


PAGES: dict[str, Page] = {
    # Identity
    "/identity/sign-in": Page(
        roles=(ANONYMOUS,), filled=at("/identity/sign-in"), empty=never("a form without contents of its own"),
        error=refused("/identity/sign-in"), moves_on=SIGNED_IN),
    "/identity/sign-in/code": Page(
        roles=(ANONYMOUS,), filled=half_signed_in, empty=never("a form without contents of its own"), error=wrong_code,
        moves_on=SIGNED_IN),
    "/identity/sessions": Page(
        roles=SIGNED_IN, filled=at("/identity/sessions"), empty=never("the session that looks is always in the list"),
        error=never("nothing can be typed in")),
    "/identity/password": Page(
        roles=SIGNED_IN, filled=at("/identity/password"), empty=never("a form without contents of its own"),
        error=refused("/identity/password", "form[data-action='identity.change-password']")),
    "/identity/second-factor": Page(
        roles=SIGNED_IN, filled=at("/identity/second-factor"), empty=never("it says whether there is one"),
        error=never("confirming it is another route")),
}

DOWNLOADS: dict[str, Download] = {}


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
