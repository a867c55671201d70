#!/usr/bin/env python3
"""Measures the program and writes bench.json, a list of {"name", "value", "unit", "conditions"}; `make bench` calls it.

    Benchmarks/run.py --program ./stadtkern --out bench.json [--seconds N] [--database sqlite|postgres|both] [--build | --only-build] [--strict]

Needs nothing but Python's standard library. Serves the demo city on a fresh database over loopback, asks it as portal
visitors, applicants and a clerk do, and takes everything away again. README.md says how to read the numbers.
Exit status 0: measured; 1: something could not be measured, or --strict and a threshold was missed.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import examples
import filling
import load
import machine
import visits
from program import ROOT, NotReady, Postgres, Program, SQLite
from report import CLIENTS, Report
from standins import StandIn

PAGES = ["start", "service", "sign-in", "inbox"]
MANY = 20_000
"""Open cases that one clerk sees, in the cell that asks whether the inbox depends on their number."""
MANY_INBOX = f"inbox-{MANY}"
THINGS = [*PAGES, "applications", "submission", MANY_INBOX]
WAITING = 200
"""Applications put into the inbox before it is looked at."""
STARTS = 5
BODY_BYTES = 12_000
"""The stand-in's answer: about as long as a page."""


class Measurement:
    """Everything that is measured on one database."""

    def __init__(self, program: Program, report: Report, told: argparse.Namespace):
        self.program, self.report, self.told = program, report, told
        self.name = program.database.name
        self.examples = examples.all_of(ROOT / told.services)
        self.paths = {"start": "/", "sign-in": "/identity/sign-in", "inbox": "/procedures/inbox", "service": "/catalogue/:slug"}

    def add(self, name: str, value, unit: str, conditions: str) -> None:
        self.report.add(f"{self.name}.{name}", value, unit, conditions)

    def cells(self, thing: str, visit, conditions: str, after=None) -> None:
        """One thing at 1, 8 and 32 clients."""
        for clients in CLIENTS:
            cell = load.measure(clients, self.told.seconds, visit, self.program.cpu)
            self.program.demand_alive()
            self.report.add_cell(f"{self.name}.{thing}.{clients}", cell, conditions)
            say(f"{self.name} {thing}, {clients} clients: {cell.rate:.1f}/s, p95 {cell.percentile(95) or 0:.1f} ms, {cell.errors} errors"
                + (f" ({cell.first_error[:160]})" if cell.first_error else ""))
            if after:
                after(clients)

    def attempt(self, thing: str, work) -> None:
        """Something that could not be measured is said, and the rest goes on."""
        try:
            work()
        except (load.Failed, KeyError, ValueError, OSError) as problem:
            say(f"{self.name} {thing}: not measured: {problem!r}")
            self.add(thing, None, "", f"not measured: {problem}")

    def wants(self, thing: str) -> bool:
        return not self.told.only or thing in self.told.only

    def run(self) -> None:
        seconds = self.program.start()
        self.add("first-start", seconds, "s",
                 "process start to /health/ready on an empty database: makes the tables and plays the demo city's story")
        self.remember_memory("ready", "after the first start")
        self.find_paths()
        self.attempt("example", self.find_example)
        if self.example:
            self.attempt("inbox", self.inbox)
        self.pages()
        for thing, work in {"applications": self.applications, "submission": self.submissions}.items():
            if self.example and self.wants(thing):
                self.attempt(thing, work)
        self.remember_memory("loaded", "after all of the load")
        for what, count in self.program.counts().items():
            self.add(f"counts.{what}", int(count), "times", "what the process that carried the load counted, from /metrics")
        value, where = self.program.durability()
        self.add("durability", value, "setting", where)
        self.cold_starts()
        self.verify()
        if getattr(self, "references", None) and self.wants(MANY_INBOX):
            self.attempt(MANY_INBOX, self.many)

    # What there is

    def find_paths(self) -> None:
        """Addresses as the program lists them; where it does not, the ones it had when this was written."""
        actions = {"catalogue.start": "start", "catalogue.show": "service", "procedures.inbox": "inbox"}
        for words in self.program.routes():
            # A page that renews itself has a stream besides, under the same action: it never ends.
            if words[0] != "GET" or len(words) < 2 or words[1].startswith("/api/") or words[1].endswith("/live"):
                continue
            if words[1].endswith("/sign-in"):
                self.paths["sign-in"] = words[1]
            for word in words[2:]:
                if word in actions:
                    self.paths[actions[word]] = words[1]

    def find_example(self) -> None:
        """The first example of a service on offer that the program decides by itself, as the folder promises."""
        self.example = None
        line = load.Line(self.program.port)
        answer = line.ask("GET", "/api/v1/services")
        if answer.status != 200:
            raise load.Failed(f"GET /api/v1/services answered {answer.status}")
        said = json.loads(answer.body)
        self.offered = [service["slug"] for service in (said["services"] if isinstance(said, dict) else said)]
        problems = []
        for example in [example for example in self.examples if example.is_automatic and example.service in self.offered][:5]:
            applications = visits.Applications(self.program.port, example, self.program.documents)
            try:
                applications.fetch(line, applications.submit(line))
            except load.Failed as problem:
                problems.append(f"{example}: {problem}")
                continue
            self.example = example
            break
        line.close()
        if self.example is None:
            raise load.Failed("no example of an offered service was decided without a person; " + "; ".join(problems))

    # Pages

    def inbox(self) -> None:
        """Fills the inbox with applications that wait for a person, and finds a clerk who sees them."""
        clock = self.program.environment.get("STADTKERN_CLOCK", "9999")
        waiting = next((example for example in self.examples if not example.is_automatic and example.service in self.offered
                        and example.received <= clock), None)
        references: list[str] = []
        if waiting:
            references = self.submit_many(visits.Applications(self.program.port, waiting, self.program.documents), WAITING)
        self.references = references
        people = json.loads(self.program.demo_file.read_text(encoding="utf-8"))
        people = people["people"] if isinstance(people, dict) else people
        self.cookie, self.inbox_path, role, seen = visits.find_inbox(
            self.program.port, self.paths["sign-in"], self.paths["inbox"], people, references)
        self.inbox_told = (f"as {role}, one session for all clients; {len(references)} applications wait "
                           f"({waiting or 'no example waits'}), {seen} of them on the page")

    def many(self) -> None:
        """The same inbox with many more cases in it. The program stands still while it is filled."""
        self.program.stop()
        began = time.perf_counter()
        rows = filling.fill(self.program, self.references[0], MANY)
        self.add(f"{MANY_INBOX}.filling", time.perf_counter() - began, "s",
                 f"{MANY} copies of one application that waits, {rows} rows straight into the tables (filling.py); not by actions")
        self.program.start()
        people = json.loads(self.program.demo_file.read_text(encoding="utf-8"))
        copied = [f"B-{number:06d}" for number in range(1, MANY + 1)]
        cookie, path, role, seen = visits.find_inbox(
            self.program.port, self.paths["sign-in"], self.paths["inbox"], people, copied)
        if not seen:
            raise load.Failed("none of the copies stands in anybody's inbox")
        self.cells(MANY_INBOX, visits.page(self.program.port, path, cookie),
                   f"as {role}, one session for all clients; {MANY} more cases wait, copied from one; {seen} of them on the page")

    def submit_many(self, applications: visits.Applications, count: int) -> list[str]:
        until = time.perf_counter() + max(20, 2 * self.told.seconds)

        def some(share: int) -> list[str]:
            line = load.Line(self.program.port)
            try:
                return [applications.submit(line)["reference"] for _ in range(share) if time.perf_counter() < until]
            finally:
                line.close()
        with ThreadPoolExecutor(4) as pool:
            references = [reference for part in pool.map(some, [count // 4] * 4) for reference in part]
        # The last ones may still be on their way to a person.
        time.sleep(min(3, self.told.seconds))
        return references

    def pages(self) -> None:
        port = self.program.port
        if self.wants("start"):
            self.cells("start", visits.page(port, self.paths["start"]), "portal's start page, nobody signed in")
        if self.example and self.wants("service"):
            path = self.paths["service"].replace(":slug", self.example.service).replace("{slug}", self.example.service)
            self.cells("service", visits.page(port, path), "page of a service, nobody signed in")
        if self.wants("sign-in"):
            self.cells("sign-in", visits.page(port, self.paths["sign-in"]), "sign-in page, shown and not sent")
        if getattr(self, "cookie", None) and self.wants("inbox"):
            self.cells("inbox", visits.page(port, self.inbox_path, self.cookie), self.inbox_told)

    # Applications

    def applications(self) -> None:
        """From submission to the fetched notice."""
        done = visits.Applications(self.program.port, self.example, self.program.documents)
        self.cells("applications", done.whole, f"submission to fetched notice; {self.example}; without an account; "
                   "time includes asking until the notice is there")
        if not done.notices:
            return
        count = len(done.notices)
        self.add("notices.fetched", count, "notices", f"{done.polls / count:.2f} requests for each notice; "
                 f"{done.with_tag} came with their SHA-256 in a header, which fitted")
        again, differing, missing = done.check()
        self.add("notices.differing", differing, "notices", f"of {again} that were fetched a second time: other bytes, or none")
        self.add("notices.missing", missing, "notices",
                 f"of {count} fetched: no file in the document store under the SHA-256 of the bytes fetched")

    def submissions(self) -> None:
        """The submission alone. What it leaves to do is waited for, so that the next cell starts with a program that rests."""
        done = visits.Applications(self.program.port, self.example, self.program.documents)

        def wait(clients: int) -> None:
            self.add(f"submission.{clients}.backlog", done.backlog(), "s",
                     "from the end of the load until the last one submitted had its notice")
        self.cells("submission", done.alone, f"POST of an application alone; {self.example}; without an account", after=wait)

    # The process

    def remember_memory(self, when: str, conditions: str) -> None:
        if memory := self.program.memory():
            self.add(f"memory.{when}", memory[0], "MB", f"resident (VmRSS) {conditions}")
            if when == "loaded":
                self.add("memory.peak", memory[1], "MB", "highest resident (VmHWM) of the process that carried the load")

    def cold_starts(self) -> None:
        times = []
        for _ in range(STARTS):
            self.program.stop()
            times.append(self.program.start())
        self.add("cold-start", statistics.median(times), "s",
                 f"process start to /health/ready on the database that the load left; median of {STARTS} "
                 f"({min(times):.3f} to {max(times):.3f}); files are in the page cache")
        self.remember_memory("started", "after a start on an existing database")

    def verify(self) -> None:
        """What the load left must be whole; speed that loses documents is none."""
        self.program.stop()
        began = time.perf_counter()
        said = self.program.run("verify", *self.program.folders, "--documents", str(self.program.documents), seconds=300)
        if said is None or said.returncode not in (0, 1) or (said.returncode == 1 and not said.stdout.strip()):
            told = f"exit status {said.returncode}: {(said.stderr or said.stdout).strip()[:200]}" if said else "took longer than 300 s"
            self.add("verify.findings", None, "findings", f"not measured: {told}")
            return
        findings = sum(line.startswith(("audit ", "document ")) for line in said.stdout.splitlines())
        self.add("verify.findings", max(findings, said.returncode), "findings", "verify on what the load left")
        self.add("verify.seconds", time.perf_counter() - began, "s", "verify on what the load left")


def say(text: str) -> None:
    print(text, flush=True)


def client_alone(report: Report, seconds: float) -> None:
    """The same loop against a server that does nothing: below these numbers nothing can be measured."""
    with StandIn("web", str(BODY_BYTES)) as web:
        for clients in CLIENTS:
            def visit(_: int):
                line = load.Line(web.port)
                return lambda: line.ask("GET", "/") and None
            report.add_cell(f"client.trivial.{clients}", load.measure(clients, min(seconds, 3), visit),
                            f"the client's own cost: the same loop against a server that answers {BODY_BYTES} bytes without looking")


def on_database(name: str, place: pathlib.Path, report: Report, told: argparse.Namespace, mail_port: int) -> None:
    """One database; what can go wrong becomes a value that is missing."""
    place.mkdir()
    database = program = None
    try:
        database = SQLite(place) if name == "sqlite" else Postgres(place)
        usable = examples.all_of(ROOT / told.services)
        program = Program(told.program, database, place, told.city, told.services, examples.clock(usable), mail_port)
        Measurement(program, report, told).run()
    except (NotReady, OSError, subprocess.CalledProcessError) as problem:
        say(f"{name}: {problem}")
        report.add(f"{name}.run", None, "", f"broken off: {str(problem).splitlines()[0]}")
    finally:
        if program:
            program.stop()
        if database:
            database.drop()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the program and writes bench.json.")
    parser.add_argument("--program", default=str(ROOT / "stadtkern"))
    parser.add_argument("--out", default="bench.json")
    parser.add_argument("--seconds", type=float, default=10, help="length of each cell")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--only", nargs="*", choices=THINGS, help="these cells only; everything else is measured as always")
    parser.add_argument("--city", default="Cities/leipzig")
    parser.add_argument("--services", default="Services")
    parser.add_argument("--thresholds", default=str(pathlib.Path(__file__).parent / "thresholds.json"))
    parser.add_argument("--build", action="store_true", help="also time a clean release build")
    parser.add_argument("--only-build", action="store_true", help="time a clean release build and nothing else")
    parser.add_argument("--strict", action="store_true", help="exit status 1 where a threshold is missed")
    parser.add_argument("--keep", action="store_true", help="leave database, documents and log where they are")
    return parser.parse_args()


def finish(report: Report, databases: list[str], told: argparse.Namespace, took: float) -> int:
    report.add("bench.seconds", took, "s", f"the whole run; cells of {told.seconds:g} s")
    report.write(told.out)
    say(f"\n{report.table(databases, THINGS)}\n\n{report.single(('machine.', 'build.', *(name + '.' for name in databases)))}\n"
        f"\nRatios within this run\n{report.ratios(databases, THINGS)}\n")
    thresholds = json.loads(pathlib.Path(told.thresholds).read_text(encoding="utf-8"))
    lines, missed = report.compare(thresholds)
    say("Thresholds\n" + "\n".join(lines))
    gaps = [entry["name"] for entry in report.entries if entry["value"] is None]
    if gaps:
        say(f"not measured: {', '.join(gaps)}")
    say(f"written: {told.out} ({len(report.entries)} values, {took:.0f} s)")
    return 1 if gaps or (told.strict and missed) else 0


def main() -> int:
    told = arguments()
    if not told.only_build and not os.access(told.program, os.X_OK):
        print(f"no program at {told.program}: make build", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    databases = [] if told.only_build else ["sqlite", "postgres"] if told.database == "both" else [told.database]
    report, began = Report(), time.perf_counter()
    # In the tree and not in a temporary folder, which may be memory and make every commit look free.
    (ROOT / "var").mkdir(exist_ok=True)
    place = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        machine.describe(report, place)
        if databases:
            client_alone(report, told.seconds)
        with StandIn("mail") as mail:
            for name in databases:
                on_database(name, place / name, report, told, mail.port)
        if told.build or told.only_build:
            machine.release_build(report, place)
    finally:
        if told.keep:
            say(f"kept: {place}")
        else:
            shutil.rmtree(place, ignore_errors=True)
    return finish(report, databases, told, time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
