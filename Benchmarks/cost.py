#!/usr/bin/env python3
"""Processor time of the server for one application and for one page, which other users of the machine disturb far less than rates.

    Benchmarks/cost.py [--program ./stadtkern] [--database sqlite|postgres] [--applications 400] [--pages 1000] [--profile FILE]

Files a fixed number of applications, fetches each notice, waits until the program rests, and divides. `--profile` lets Linux's
perf watch the applications. Nothing is written but the profile; bench.json is the business of run.py.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import examples
import load
import visits
from program import ROOT, Postgres, Program, SQLite
from standins import StandIn

WARM_UP = 40


def shared(count: int, clients: int, visit) -> None:
    """So many turns, shared by the clients."""
    left, lock, problems = [count], threading.Lock(), []

    def work(number: int) -> None:
        once = visit(number)
        while True:
            with lock:
                if left[0] <= 0:
                    return
                left[0] -= 1
            try:
                once()
            except load.Failed as problem:
                problems.append(str(problem))
    people = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    if problems:
        raise load.Failed(f"{len(problems)} of {count}: {problems[0]}")


def rest(program: Program) -> None:
    """Until the program does no more than it does when nobody asks: under a twentieth of a processor for a second."""
    until = time.perf_counter() + 60
    while time.perf_counter() < until:
        before = program.cpu()
        time.sleep(1)
        if program.cpu() - before < 0.05:
            return


def cost(program: Program, count: int, clients: int, visit) -> float:
    """Milliseconds of processor time for one turn, what it leaves to be done included."""
    before = program.cpu()
    shared(count, clients, visit)
    rest(program)
    return (program.cpu() - before) * 1000 / count


class Watching:
    """Linux's perf beside the program; nothing without a file."""

    def __init__(self, program: Program, file: str | None):
        self.command = ["perf", "record", "-q", "-F", "499", "-g", "-p", str(program.process.pid), "-o", file] if file else None

    def __enter__(self):
        self.process = subprocess.Popen(self.command) if self.command else None

    def __exit__(self, *_):
        if self.process:
            self.process.send_signal(2)
            self.process.wait()


def measure(program: Program, told: argparse.Namespace) -> None:
    program.start()
    found = examples.all_of(ROOT / told.services)
    line = load.Line(program.port)
    offered = [one["slug"] for one in json.loads(line.ask("GET", "/api/v1/services").body)["services"]]
    line.close()
    example = next(one for one in found if one.is_automatic and one.service in offered)
    done = visits.Applications(program.port, example, program.documents)
    shared(WARM_UP, told.clients, done.whole)
    rest(program)
    with Watching(program, told.profile):
        spent = cost(program, told.applications, told.clients, done.whole)
    print(f"{example}: {spent:.1f} ms of processor time for one application "
          f"({told.database}, {told.clients} clients, {told.applications} applications)", flush=True)
    if told.pages:
        people = json.loads(program.demo_file.read_text(encoding="utf-8"))
        people = people["people"] if isinstance(people, dict) else people
        cookie, inbox, role, _ = visits.find_inbox(program.port, "/identity/sign-in", "/procedures/inbox", people, [])
        pages = {"start": ("/", None), "service": (f"/catalogue/{example.service}", None), "sign-in": ("/identity/sign-in", None),
                 "inbox": (inbox, cookie)}
        for name, (path, signed) in pages.items():
            visit = visits.page(program.port, path, signed)
            shared(WARM_UP, told.clients, visit)
            rest(program)
            with Watching(program, told.profile_inbox if name == "inbox" else None):
                spent = cost(program, told.pages, told.clients, visit)
            print(f"{name}: {spent:.2f} ms", flush=True)
    now, peak = program.memory() or (0, 0)
    print(f"memory: {now:.0f} MB, at its highest {peak:.0f} MB", flush=True)
    for _ in range(told.starts):
        program.stop()
        seconds = program.start()
        print(f"start on this database: {seconds:.2f} s, {program.cpu():.2f} s of processor time", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Processor time of the server for one application.")
    parser.add_argument("--program", default=str(ROOT / "stadtkern"))
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--applications", type=int, default=400)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--profile", help="perf.data of the applications")
    parser.add_argument("--profile-inbox", help="perf.data of the inbox")
    parser.add_argument("--city", default="Cities/leipzig")
    parser.add_argument("--services", default="Services")
    told = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    place = pathlib.Path(tempfile.mkdtemp(prefix="cost-", dir=ROOT / "var"))
    program = database = None
    try:
        with StandIn("mail") as mail:
            database = SQLite(place) if told.database == "sqlite" else Postgres(place)
            clock = examples.clock(examples.all_of(ROOT / told.services))
            program = Program(told.program, database, place, told.city, told.services, clock, mail.port)
            try:
                measure(program, told)
            finally:
                program.stop()
    finally:
        if database:
            database.drop()
        shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
