"""What the clients do: look at pages, submit applications, wait for the notice, sign in as a clerk."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html.parser
import http.cookies
import json
import pathlib
import re
import secrets
import struct
import threading
import time
import urllib.parse

from examples import Example
from load import Failed, Line

NOTICE_SECONDS = 30
# Not there yet: unknown, still running, too early, not available.
LATER = (202, 404, 409, 425, 503)


def shorten(text: bytes) -> str:
    return re.sub(r"\s+", " ", text[:200].decode("utf-8", "replace"))


def page(port: int, path: str, cookie: str | None = None):
    """A visit to a page, for `load.measure`: right is status 200 and a whole HTML page."""
    headers = {"Cookie": cookie} if cookie else {}

    def visit(_: int):
        line = Line(port)

        def once() -> None:
            answer = line.ask("GET", path, headers=headers)
            if answer.status != 200 or b"</html>" not in answer.body[-200:].lower():
                raise Failed(f"GET {path} answered {answer.status}: {shorten(answer.body)}")
        return once
    return visit


class Applications:
    """Submissions of one example, and what became of them."""

    def __init__(self, port: int, example: Example, documents: pathlib.Path):
        self.port, self.example, self.documents = port, example, documents
        self.path = f"/api/v1/services/{urllib.parse.quote(example.service)}/applications"
        self.notices: dict[str, tuple[str, str]] = {}
        """Digest and access code by the application's id."""
        self.last: dict | None = None
        self.polls = 0
        self.with_tag = 0
        self.lock = threading.Lock()

    def submit(self, line: Line) -> dict:
        answer = line.ask("POST", self.path, self.example.body,
                          {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)})
        if answer.status != 201:
            raise Failed(f"POST {self.path} answered {answer.status}: {shorten(answer.body)}")
        self.last = json.loads(answer.body)
        return self.last

    def fetch(self, line: Line, submitted: dict, seconds: float = NOTICE_SECONDS) -> tuple[str, bool, int]:
        """Asks for the notice until it is there: its digest, whether the program named the same one, and how often it was asked."""
        path = f"/api/v1/applications/{submitted['id']}/notice"
        headers = {"Access-Code": submitted.get("accessCode") or ""}
        until, pause, asked = time.perf_counter() + seconds, 0.005, 0
        while True:
            answer = line.ask("GET", path, headers=headers)
            asked += 1
            if answer.status == 200:
                break
            if answer.status not in LATER:
                raise Failed(f"GET …/notice answered {answer.status}: {shorten(answer.body)}")
            if time.perf_counter() > until:
                raise Failed(f"no notice after {seconds:.0f} s, the last answer was {answer.status}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        if not answer.body.startswith(b"%PDF-"):
            raise Failed("the notice is not a PDF")
        digest = hashlib.sha256(answer.body).hexdigest()
        return digest, self.compare(digest, answer.headers), asked

    @staticmethod
    def compare(digest: str, headers) -> bool:
        """Whether a header told the digest; fails where it told another one (RFC 9110, 8.8.3; RFC 9530)."""
        told = []
        if (tag := (headers.get("ETag") or "").removeprefix("W/").strip('"')) and re.fullmatch("[0-9a-f]{64}", tag):
            told.append(tag)
        for name in ("Repr-Digest", "Content-Digest"):
            if found := re.search(r"sha-256=:([^:]+):", headers.get(name) or ""):
                told.append(base64.b64decode(found[1]).hex())
        if any(one != digest for one in told):
            raise Failed("the notice's bytes do not fit the digest in the header")
        return bool(told)

    def whole(self, _: int):
        """From submission to the fetched notice."""
        line = Line(self.port)

        def once() -> None:
            submitted = self.submit(line)
            digest, told, asked = self.fetch(line, submitted)
            with self.lock:
                self.polls += asked
                self.with_tag += told
                self.notices[submitted["id"]] = (digest, submitted.get("accessCode") or "")
        return once

    def alone(self, _: int):
        """The submission only."""
        line = Line(self.port)
        return lambda: self.submit(line) and None

    def backlog(self, seconds: float = 60) -> float | None:
        """Seconds until the last one submitted has its notice; nothing where that takes too long."""
        if self.last is None:
            return 0.0
        began = time.perf_counter()
        line = Line(self.port)
        try:
            self.fetch(line, self.last, seconds)
        except Failed:
            return None
        finally:
            line.close()
        return time.perf_counter() - began

    def check(self, most: int = 200) -> tuple[int, int, int]:
        """After the clock has stopped: how many were fetched again, how many of those differ, and how many fetched notices do
        not lie in the document store under their digest."""
        again = list(self.notices.items())[:: max(1, len(self.notices) // most)][:most]
        differing = 0
        line = Line(self.port)
        for identifier, (digest, code) in again:
            try:
                differing += self.fetch(line, {"id": identifier, "accessCode": code}, 5)[0] != digest
            except Failed:
                differing += 1
        line.close()
        missing = sum(not (self.documents / digest[:2] / digest[2:4] / digest).is_file() for digest, _ in self.notices.values())
        return len(again), differing, missing


class Forms(html.parser.HTMLParser):
    """The forms of a page and its links."""

    def __init__(self, text: str):
        super().__init__()
        self.forms: list[dict] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes) -> None:
        told = dict(attributes)
        if tag == "form":
            self.forms.append({"action": told.get("action") or "", "fields": {}})
        elif tag == "input" and self.forms and told.get("name") and told.get("type") not in ("submit", "checkbox", "radio"):
            self.forms[-1]["fields"][told["name"]] = told.get("value") or ""
        elif tag == "a" and told.get("href"):
            self.links.append(told["href"])


class Browser:
    """Cookies, forms and redirects; enough to sign in as a person does."""

    def __init__(self, port: int):
        self.line = Line(port)
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def go(self, path: str, form: dict | None = None) -> tuple[str, int, str]:
        """Path, status and text of the page in the end."""
        for _ in range(6):
            headers = {"Cookie": self.cookie} if self.cookies else {}
            body = None
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urllib.parse.urlencode(form).encode()
            answer = self.line.ask("GET" if form is None else "POST", path, body, headers)
            self.keep(answer.headers.get_all("Set-Cookie") or [])
            if answer.status not in (301, 302, 303, 307, 308):
                return path, answer.status, answer.body.decode("utf-8", "replace")
            path, form = urllib.parse.urljoin(path, answer.headers["Location"]), None
        raise Failed(f"too many redirects to {path}")

    def keep(self, cookies: list[str]) -> None:
        for text in cookies:
            for name, morsel in http.cookies.SimpleCookie(text).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)

    def send(self, here: str, text: str, values: dict) -> tuple[str, int, str]:
        """Fills in the form of a page that has these fields, and sends it."""
        for form in Forms(text).forms:
            if values.keys() <= form["fields"].keys():
                return self.go(urllib.parse.urljoin(here, form["action"] or here), form["fields"] | values)
        raise Failed(f"the page {here} has no form with {', '.join(values)}")


def one_time_password(secret: str, moment: float) -> str:
    """The six digits for a moment (RFC 6238 with SHA-1 and steps of 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(port: int, address: str, person: dict) -> Browser:
    """Signs in with the pages; a browser with the person's session."""
    browser = Browser(port)
    here, status, text = browser.go(address)
    here, status, text = browser.send(here, text, {"email": person["email"], "password": person["password"]})
    for step in (0, 1, -1):
        if not any("code" in form["fields"] for form in Forms(text).forms):
            break
        # By this machine's clock also in a demo; a code that was used already is refused, so the next one is tried.
        code = one_time_password(person["totpSecret"], time.time() + 30 * step)
        here, status, text = browser.send(here, text, {"code": code})
    if status >= 400 or here.startswith(address):
        raise Failed(f"signing in as {person.get('role')} ended at {here} with {status}")
    return browser


def find_inbox(port: int, sign_in_path: str, inbox: str, people: list[dict], references: list[str]) -> tuple[str, str, str, int]:
    """A clerk in whose inbox the applications lie: cookie, address, role, and how many of them the page shows."""
    staff = [person for person in people if person.get("unit") and person.get("password")]
    staff.sort(key=lambda person: person.get("role") != "clerk")
    best, problem = None, "the demo file has no staff"
    for person in staff[:4]:
        try:
            browser = sign_in(port, sign_in_path, person)
            _, status, text = browser.go(inbox)
            if status != 200:
                raise Failed(f"GET {inbox} answered {status} to {person.get('role')}")
        except Failed as failed:
            problem = str(failed)
            continue
        tabs = [link for link in Forms(text).links if link.startswith(inbox + "?") and "format=" not in link]
        for address in [inbox, *dict.fromkeys(tabs)]:
            shown = browser.go(address)[2]
            seen = sum(reference in shown for reference in references)
            if best is None or seen > best[3]:
                best = (browser.cookie, address, person.get("role") or "staff", seen)
            if seen:
                return best
    if best is None:
        raise Failed(problem)
    return best
