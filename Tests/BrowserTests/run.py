#!/usr/bin/env python3
"""Runs the browser tests against the built program on one database or on both.

    var/venv/bin/python Tests/BrowserTests/run.py --database sqlite|postgres|both --program .build/debug/stadtkern
                                                  [--city DIR] [--counts DIR] [words that pytest takes, like -k sign]

Both run side by side, each with its own server, database, mail server and browser. The whole accessibility matrix is
walked on SQLite; on PostgreSQL each page in each state is visited once, without axe: the HTML is the same, only what it is
made from differs.
With --pictures only the journeys are gone, on SQLite, and leave the handbook's pictures in docs/handbuch/bilder.
Prints how many tests ran per database and fails if they differ. Screenshots lie in var/screenshots/<database>, the
program's log in var/browser/<database>/place/server.log.
"""

from __future__ import annotations

import argparse
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VIEWS = {"sqlite": "full", "postgres": "none"}


class Run:
    """The tests on one database, in a process of their own."""

    def __init__(self, database: str, told: argparse.Namespace, further: list[str]):
        self.database, self.began = database, time.monotonic()
        self.place = ROOT / "var/browser" / database
        shutil.rmtree(ROOT / "var/screenshots" / database, ignore_errors=True)
        self.place.mkdir(parents=True, exist_ok=True)
        self.results = self.place / "results.xml"
        self.results.unlink(missing_ok=True)
        self.said = open(self.place / "output.txt", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-c", HERE / "pytest.ini", "--rootdir", HERE, HERE,
             "--program", pathlib.Path(told.program).resolve(), "--database", database, "--city", told.city,
             "--views", told.views or VIEWS[database], "--junitxml", self.results, *further],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.said, stderr=subprocess.STDOUT)

    def end(self) -> None:
        """Ends the tests if they still run; they stop the program and the servers they started."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def finish(self) -> bool:
        status = self.process.wait()
        self.said.seek(0)
        print(f"-- browser tests on {self.database} ({time.monotonic() - self.began:.0f} s)")
        print(self.said.read(), end="", flush=True)
        self.said.close()
        return status == 0

    def count(self) -> int:
        """Tests that ran; a skipped one did not."""
        if not self.results.exists():
            return 0
        suites = xml.parse(self.results).getroot().iter("testsuite")
        return sum(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) for suite in suites)


def postgres(command: str, check: bool) -> int:
    return subprocess.run([ROOT / "scripts/postgres.sh", command], check=check, stdout=subprocess.DEVNULL,
                          stderr=None if check else subprocess.DEVNULL).returncode


def start_postgres() -> bool:
    """Starts a cluster unless one runs; whether it is ours to stop."""
    if postgres("url", check=False) == 0:
        return False
    postgres("start", check=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the browser tests.")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--program", default=str(ROOT / ".build/debug/stadtkern"))
    parser.add_argument("--city", default="Cities/leipzig")
    parser.add_argument("--views", choices=["full", "thin", "none"], default=None)
    parser.add_argument("--counts", default=None, help="folder for one file per database with the number of tests")
    parser.add_argument("--pictures", action="store_true", help="make the handbook's pictures and nothing else")
    told, further = parser.parse_known_args()
    if told.pictures:
        told.database = "sqlite"
        further = ["--pictures", "-m", "pictures", *further]
    if not pathlib.Path(told.program).exists():
        print(f"no program at {told.program}: build it first (swift build --build-tests)", file=sys.stderr)
        return 2
    databases = ["sqlite", "postgres"] if told.database == "both" else [told.database]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ours = "postgres" in databases and start_postgres()
    runs: list[Run] = []
    try:
        for database in databases:
            runs.append(Run(database, told, further))
        fine = all([run.finish() for run in runs])
    finally:
        for run in runs:
            run.end()
        if ours:
            postgres("stop", check=True)
    for run in runs:
        print(f"browser tests on {run.database}: {run.count()}")
        if told.counts:
            (pathlib.Path(told.counts) / f"browser-{run.database}.count").write_text(f"{run.count()}\n")
    if len({run.count() for run in runs}) > 1:
        print("the two databases did not run the same number of browser tests")
        fine = False
    return 0 if fine and all(run.count() for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
