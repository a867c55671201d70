"""The product under test: a fresh database, a mail server, the program itself with its demo city, its people and clock."""

from __future__ import annotations

import email
import email.policy
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pyotp

import names

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS = 300


class NotReady(Exception):
    """The program did not start; the text carries the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    """scripts/mailserver.py in a process of its own; ends with this one."""

    def __init__(self, directory: pathlib.Path):
        self.behaviour_file = directory.parent / "mail-behaviour.json"
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "scripts/mailserver.py", "--directory", directory, "--until-eof",
             "--behaviour", self.behaviour_file],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.directory = directory
        self.address = f"smtp://{said['host']}:{said['port']}"

    def behave(self, **how) -> None:
        """Changes how it answers from now on: refuse=451, stage="data", times=2, delay=3; nothing at all is normal."""
        unfinished = self.behaviour_file.with_suffix(".part")
        unfinished.write_text(json.dumps(how), encoding="utf-8")
        unfinished.rename(self.behaviour_file)

    def mails(self, to: str | None = None, subject: str | None = None) -> list[email.message.EmailMessage]:
        """Every mail so far, the oldest first, to a recipient and with words in its subject if asked."""
        found = []
        for file in sorted(self.directory.glob("*.eml")):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if to and to not in (mail.get_all("X-Envelope-To") or []):
                continue
            if subject and subject not in (mail["Subject"] or ""):
                continue
            found.append(mail)
        return found

    def wait(self, to: str, subject: str | None = None, after: int = 0, seconds: float = 20) -> email.message.EmailMessage:
        """The newest mail to somebody once there are more than `after` of them."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.mails(to, subject)
            if len(found) > after:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {to} with {subject!r} in its subject after {seconds} s")

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)


def links(mail: email.message.EmailMessage) -> list[str]:
    """The addresses in the plain text of a mail."""
    return re.findall(r"https?://[^\s<>\")]+", mail.get_body(("plain",)).get_content())


class People:
    """The demo people, as the program wrote them to its demo file."""

    def __init__(self, file: pathlib.Path):
        said = json.loads(file.read_text(encoding="utf-8"))
        self.all: list[dict] = said["people"] if isinstance(said, dict) else said

    def roles(self) -> list[str]:
        return list(dict.fromkeys(person["role"] for person in self.all))

    def of(self, role: str, unit: str | None = None) -> dict:
        """The first person of a role, of a unit if asked."""
        for person in self.all:
            if person["role"] == role and (unit is None or person.get("unit") == unit):
                return person
        raise AssertionError(f"the demo has nobody with the role {role!r} in {unit or 'any unit'}; it has {self.roles()}")

    def called(self, key: str) -> dict:
        """The person whom the city's people.json calls so."""
        return next(person for person in self.all if person["key"] == key)

    def with_codes(self) -> dict:
        """Somebody who needs a one-time code."""
        return next(person for person in self.all if person.get("totpSecret"))


class Product:
    """The running program. `database` is sqlite or postgres."""

    def __init__(self, program: pathlib.Path, database: str, city: str, place: pathlib.Path):
        self.program, self.database, self.city, self.place = program, database, city, place
        self.process = self.mail = self.people = None
        self.environment = dict(os.environ)
        self.postgres_name = f"browser_{secrets.token_hex(6)}"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    # Start and stop

    def start(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        self.mail = MailServer(self.place / "mails")
        self.environment[names.DATABASE_VARIABLE] = self.fresh_database()
        self.environment[names.MAIL_VARIABLE] = self.mail.address
        self.serve()

    def serve(self) -> None:
        """Starts the program on what is there already; a test may stop and serve it again to see that nothing is lost."""
        demo_file = self.place / "demo.json"
        with open(self.place / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--demo", "--demo-file", demo_file, "--city", self.city,
                 "--documents", self.place / "documents", "--port", str(self.port)],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while not self.answers("/health/ready"):
            if self.process.poll() is not None:
                raise NotReady(f"the program ended with {self.process.returncode}\n{self.log_end()}")
            if time.monotonic() > until:
                self.process.kill()
                raise NotReady(f"the program was not ready after {START_SECONDS} s\n{self.log_end()}")
            time.sleep(0.05)
        self.people = People(demo_file)

    def fresh_database(self) -> str:
        if self.database == "sqlite":
            return f"sqlite:{self.place / 'stadtkern.sqlite'}"
        server = self.postgres_url()
        self.psql(server, f'CREATE DATABASE "{self.postgres_name}"')
        return server.rsplit("/", 1)[0] + "/" + self.postgres_name

    @staticmethod
    def postgres_url() -> str:
        return subprocess.run([ROOT / "scripts/postgres.sh", "start"], check=True, capture_output=True, text=True).stdout.strip()

    @staticmethod
    def psql(url: str, statement: str) -> None:
        subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url, "--command", statement],
                       check=True, capture_output=True)

    def quit(self, seconds: float = 20) -> None:
        """Asks the program to end, as a service manager does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def stop(self) -> None:
        self.quit()
        if self.mail:
            self.mail.stop()
        if self.database == "postgres" and names.DATABASE_VARIABLE in self.environment:
            self.psql(self.postgres_url(), f'DROP DATABASE IF EXISTS "{self.postgres_name}" WITH (FORCE)')

    def log_end(self, lines: int = 40) -> str:
        file = self.place / "server.log"
        return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]) if file.exists() else ""

    # Talking to it

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None):
        """Status, headers and body; a refusal is an answer like any other, and redirects are not followed."""
        asked = urllib.request.Request(self.address + path, data=body, method=method, headers=headers or {})
        try:
            with OPENER.open(asked, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers, refusal.read()

    def answers(self, path: str) -> bool:
        try:
            return self.request("GET", path)[0] == 200
        except OSError:
            return False

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Another command of the program, with the same database."""
        return subprocess.run([self.program, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True)

    # The simulated clock

    def advance(self, duration: str) -> dict:
        """Moves the demo clock on by an ISO 8601 duration, P10D or PT1H."""
        status, _, body = self.request("POST", "/demo/clock", json.dumps({"advance": duration}).encode(),
                                       {"Content-Type": "application/json"})
        assert status in (200, 204), f"POST /demo/clock answered {status}: {body[:300]!r}"
        return json.loads(body) if body else {}

    def now(self) -> float:
        """The clock of the program in seconds since 1970; it may run ahead of this machine's."""
        told = self.advance("PT0S").get("now")
        if not told:
            return time.time()
        from datetime import datetime
        return datetime.fromisoformat(told.replace("Z", "+00:00")).timestamp()

    def one_time_password(self, person: dict, steps: int = 0) -> str:
        """The person's code at the program's time, some steps of 30 s later if asked: a used code is refused (RFC 6238, 5.2)."""
        return pyotp.TOTP(person["totpSecret"]).at(int(self.now()) + 30 * steps)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect())
