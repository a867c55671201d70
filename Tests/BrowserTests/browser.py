"""People in front of a browser: who is signed in, with or without JavaScript, on which screen, in which colours."""

from __future__ import annotations

import os
import pathlib
import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

import names
from accessibility import THIN, View, accessible, show
from product import Product

CHROMIUM = "/usr/bin/chromium"
ANONYMOUS = "anonymous"


def launch(playwright: Playwright) -> Browser:
    # Chromium's sandbox refuses to work for root; for anybody else it stays on.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*root, "--disable-dev-shm-usage"])


class Visitor:
    """One person with one window. `page` is Playwright's page; the rest is what tests do with it again and again."""

    def __init__(self, town: "Town", context: BrowserContext, role: str, javascript: bool):
        self.town, self.context, self.role, self.javascript = town, context, role, javascript
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("console", self.hear)
        self.page.on("request", self.watch)

    def hear(self, message) -> None:
        # A refused page is logged as an error too; that is the business of the test that asked for it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def watch(self, request) -> None:
        """A city's page asks nobody else for anything: no fonts, no maps, no counters."""
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(self.town.product.address).netloc:
            self.complaints.append(f"asked another host: {request.url}")

    def go(self, path: str, expect: int | None = 200) -> None:
        """Opens a path and fails unless the answer has this status (None: any)."""
        answer = self.page.goto(self.town.product.address + path if path.startswith("/") else path)
        if expect is not None:
            assert answer.status == expect, f"{self.role}: GET {path} answered {answer.status} instead of {expect}"

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def submit(self, form: str = "main form", checked: bool = False) -> None:
        """Sends a form by its first submit button. The browser's own checks are off unless asked: the server must refuse too."""
        place = self.page.locator(form).first
        if not checked:
            place.evaluate("form => { form.noValidate = true }")
        with self.page.expect_navigation():
            place.locator("button:not([type]), button[type=submit], input[type=submit]").first.click()

    def act(self, action: str, fields: dict | None = None) -> None:
        """Fills and sends the form of an action, found by its data-action; fields by their names."""
        form = f"form[data-action='{action}']"
        for name, value in (fields or {}).items():
            self.fill(name, value, form)
        self.submit(form)

    def fill(self, name: str, value, within: str = "main") -> None:
        """Fills one field by its name, whatever kind of control it is; True and False tick a box, a path is uploaded."""
        controls = self.page.locator(f"{within} [name='{name}']")
        control = controls.first
        kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            control.select_option(value)
        elif kind == "radio":
            controls.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox" and isinstance(value, bool):
            control.set_checked(value)
        elif kind == "checkbox":
            controls.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "file":
            control.set_input_files(value)
        else:
            control.fill(str(value))

    def sign_in(self, person: dict) -> None:
        """Signs in through the pages, with the one-time code if the person has one."""
        for steps in (0, 1):
            self.give_password(person)
            if self.has(names.CODE_FIELD):
                self.fill(names.CODE_FIELD, self.town.product.one_time_password(person, steps))
                self.submit()
            if not self.path.startswith(names.SIGN_IN_PATH):
                return
            if not person.get("totpSecret"):
                break
        raise AssertionError(f"{person['email']} ({person['role']}) could not sign in: {self.text()[:300]}")

    def give_password(self, person: dict) -> None:
        """The first half of signing in; who has one-time codes is asked for one next."""
        self.go(names.SIGN_IN_PATH)
        self.fill(names.EMAIL_FIELD, person["email"])
        self.fill(names.PASSWORD_FIELD, person["password"])
        self.submit()

    def has(self, field: str) -> bool:
        return self.page.locator(f"main [name='{field}']").count() > 0

    def text(self) -> str:
        return self.page.locator("main").inner_text() if self.page.locator("main").count() else self.page.inner_text("body")

    def screenshot(self, name: str, full_page: bool = True) -> pathlib.Path:
        """Keeps the page as var/screenshots/<database>/<name>.png."""
        file = self.town.screenshots / f"{re.sub(r'[^A-Za-z0-9_./-]+', '-', name).strip('-')}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=full_page)
        return file

    def accessible(self, views: list[View] = THIN) -> None:
        """Fails unless the page holds. Axe waits for timers, which never ring in a window without JavaScript."""
        assert self.javascript, "axe works in a window with JavaScript only: look at the same page with another visitor"
        if self.town.is_looked_at:
            accessible(self.page, views)

    def leave(self) -> None:
        """Closes the window; what its pages complained about stays known to the town."""
        self.town.complaints += [f"{self.role}: {text}" for text in self.complaints]
        self.town.inside.remove(self)
        self.context.close()


class Town:
    """The product and one browser; hands out visitors and remembers who signed in."""

    def __init__(self, product: Product, browser: Browser, screenshots: pathlib.Path):
        self.product, self.browser, self.screenshots = product, browser, screenshots
        self.cookies: dict[str, dict] = {}
        self.turned_away: dict[str, str] = {}
        self.fetchers: dict[str, BrowserContext] = {}
        self.inside: list[Visitor] = []
        self.complaints: list[str] = []
        self.is_looked_at = True
        """Whether axe looks at pages; the HTML is the same on either database, so that once is enough."""
        self.makes_pictures = False
        """Whether journeys leave pictures for the handbook behind."""

    def visitor(self, role: str = ANONYMOUS, *, unit: str | None = None, key: str | None = None, javascript: bool = True,
                language: str = "de-DE", view: View = View(1280, "light")) -> Visitor:
        """A person with a window of their own, signed in unless anonymous: the first of a role, or the one of this key. Each signs
        in once and keeps the cookies."""
        people = self.product.people
        known = f"person/{key}" if key else f"{role}/{unit or ''}"
        if role != ANONYMOUS and known not in self.cookies:
            self.cookies[known] = self.admitted(known, people.called(key) if key else people.of(role, unit))
        return self.window(role, self.cookies.get(known), javascript, language, view)

    def fetch(self, role: str, address: str):
        """The answer to a GET of a role without a window: no page is drawn, and redirects are not followed."""
        if role not in self.fetchers:
            cookies = None
            if role != ANONYMOUS:
                self.visitor(role).leave()
                cookies = self.cookies[f"{role}/"]
            self.fetchers[role] = self.browser.new_context(storage_state=cookies, locale="de-DE", base_url=self.product.address)
        return self.fetchers[role].request.get(address, max_redirects=0)

    def admitted(self, known: str, person: dict) -> dict:
        """The cookies of a person who signs in now. Who could not once is not tried again: hundreds of tests would wait."""
        if known in self.turned_away:
            raise AssertionError(f"{known} could not sign in before: {self.turned_away[known]}")
        newcomer = self.window(ANONYMOUS, None, True, "de-DE", View(1280, "light"))
        try:
            newcomer.sign_in(person)
        except Exception as wrong:
            self.turned_away[known] = str(wrong).splitlines()[0]
            raise
        cookies = newcomer.context.storage_state()
        newcomer.leave()
        return cookies

    def window(self, role: str, cookies: dict | None, javascript: bool, language: str, view: View) -> Visitor:
        context = self.browser.new_context(
            storage_state=cookies, java_script_enabled=javascript, locale=language, timezone_id="Europe/Berlin",
            reduced_motion="reduce", base_url=self.product.address, accept_downloads=True)
        visitor = Visitor(self, context, role, javascript)
        show(visitor.page, view)
        self.inside.append(visitor)
        return visitor

    def advance(self, duration: str) -> None:
        """Moves the clock of the product on. Sessions may end by it, so everybody signs in again."""
        self.product.advance(duration)
        self.cookies.clear()
        self.fetchers.clear()

    def close_windows(self) -> list[str]:
        """Closes every window; what pages complained about since the last time."""
        for visitor in list(self.inside):
            visitor.leave()
        complaints, self.complaints = self.complaints, []
        return complaints
