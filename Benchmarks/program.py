"""The program under measurement: its database, its process, what the kernel says of it."""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
START_SECONDS = 120
STOP_SECONDS = 20


class NotReady(Exception):
    """The program did not start, or it ended; the text carries the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SQLite:
    name = "sqlite"

    def __init__(self, place: pathlib.Path):
        self.url = f"sqlite:{place / 'stadtkern.sqlite'}"

    def drop(self) -> None:
        """The file goes with its folder."""


class Postgres:
    """A database of its own on a cluster of its own, made by scripts/postgres.sh: the one of the tests may belong to somebody
    who is using it. A cluster that ran already, as STADTKERN_POSTGRES_DIR may name one, is left running."""

    name = "postgres"

    def __init__(self, place: pathlib.Path):
        tree = f"{zlib.crc32(str(ROOT).encode()):08x}"
        own = pathlib.Path(tempfile.gettempdir()) / f"stadtkern-bench-{os.getuid()}-{tree}"
        self.environment = {"STADTKERN_POSTGRES_DIR": str(own)} | os.environ
        self.was_running = self.script("url").returncode == 0
        started = self.script("start")
        if started.returncode != 0:
            raise NotReady(started.stderr.strip())
        self.server = started.stdout.strip()
        self.database = f"bench_{secrets.token_hex(6)}"
        self.psql(f'CREATE DATABASE "{self.database}"')
        self.url = self.server.rsplit("/", 1)[0] + "/" + self.database

    def script(self, command: str) -> subprocess.CompletedProcess:
        return subprocess.run([ROOT / "scripts/postgres.sh", command], env=self.environment, capture_output=True, text=True)

    def psql(self, statement: str) -> None:
        subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", self.server,
                        "--command", statement], check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def ask(self, statement: str, sent: str | None = None) -> str:
        """A statement in the program's own database: what it says; `sent` is what COPY … FROM STDIN reads."""
        return subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--no-align", "--tuples-only",
                               "--dbname", self.url, "--command", statement], check=True, capture_output=True, text=True,
                              **({"input": sent} if sent is not None else {"stdin": subprocess.DEVNULL})).stdout

    def drop(self) -> None:
        self.psql(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        if not self.was_running:
            self.script("stop")


class Program:
    """`stadtkern serve` of the demo city on one database."""

    def __init__(self, path: str, database: SQLite | Postgres, place: pathlib.Path, city: str, services: str,
                 clock: str | None, mail_port: int):
        self.path, self.database, self.place = str(pathlib.Path(path).resolve()), database, place
        self.folders = ["--city", city, "--services", services]
        self.documents = place / "documents"
        self.demo_file = place / "demo.json"
        self.log = place / "server.log"
        self.process: subprocess.Popen | None = None
        self.port = self.admin_port = 0
        # Nothing of the caller's surroundings may change what is measured, or send mail to anybody.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("STADTKERN_")}
        self.environment["STADTKERN_DATABASE"] = database.url
        self.environment["STADTKERN_SMTP"] = f"smtp://127.0.0.1:{mail_port}"
        if clock:
            self.environment["STADTKERN_CLOCK"] = clock

    def start(self) -> float:
        """Seconds from making the process until it says that it is ready."""
        self.port, self.admin_port = free_port(), free_port()
        with open(self.log, "ab") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(
                [self.path, "serve", "--demo", "--demo-file", str(self.demo_file), *self.folders, "--documents", str(self.documents),
                 "--port", str(self.port), "--admin-port", str(self.admin_port)],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not self.is_ready():
            self.demand_alive()
            if time.perf_counter() - began > START_SECONDS:
                raise NotReady(f"not ready after {START_SECONDS} s\n{self.log_end()}")
            time.sleep(0.002)
        return time.perf_counter() - began

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def demand_alive(self) -> None:
        if self.process is None or self.process.poll() is not None:
            status = self.process.returncode if self.process else "no"
            raise NotReady(f"the program ended with status {status}\n{self.log_end()}")

    def stop(self) -> None:
        """Asks it to end as a service manager does; kills it if it does not."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def log_end(self, lines: int = 15) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    # What the kernel says

    def cpu(self) -> float:
        """Processor seconds of the process so far, its threads included."""
        try:
            words = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, AttributeError, IndexError):
            return 0.0

    def memory(self) -> tuple[float, float] | None:
        """Resident memory now and at its highest, in MB (10^6 bytes)."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii", errors="replace")
            now, peak = (re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE) for name in ("VmRSS", "VmHWM"))
            return int(now[1]) * 1.024e-3, int(peak[1]) * 1.024e-3
        except (OSError, AttributeError, TypeError):
            return None

    # What the program says

    def run(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess | None:
        """Another command of the program on the same database; nothing where it takes too long."""
        try:
            return subprocess.run([self.path, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None

    def routes(self) -> list[list[str]]:
        """The words of each line of `routes`: METHOD path action …"""
        said = self.run("routes", seconds=30)
        return [line.split() for line in (said.stdout if said else "").splitlines() if line[:1].isupper()]

    def metrics(self) -> list[str]:
        """The lines of /metrics that carry a value; none where the operators' port does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=5)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return []
        finally:
            connection.close()
        return [line for line in text.splitlines() if line and not line.startswith("#")]

    def counts(self) -> dict[str, float]:
        """What the program counted besides requests and what went well: conflicts, refusals, failures."""
        found = {}
        for line in self.metrics():
            if told := re.match(r"(?!\w+_requests?_)(\w+)(?:\{(.*)\})? (\d+(?:\.\d+)?)$", line):
                what = re.search(r'what="([^"]*)"', told[2] or "")
                found[what[1] if what else told[1]] = float(told[3])
        return {name: count for name, count in sorted(found.items()) if not name.startswith("event:") and not name.endswith(":done")}

    def durability(self) -> tuple[str, str]:
        """What the program read back from its database, and where it says so: the serving process if it does, else `doctor`, which
        opens the database in the same way. A connection of ours would only tell of itself."""
        for line in self.metrics():
            if re.search("durab|synchronous", line):
                labels = re.findall(r'"([^"]*)"', line)
                return labels[-1] if labels else line.split()[-1], "read back by the serving process: /metrics"
        if said := self.run("doctor", "--json", *self.folders, seconds=60):
            for line in [said.stdout, *said.stdout.splitlines(), *said.stderr.splitlines()]:
                if found := told_durability(line):
                    return found, "read back by the program's doctor, on a connection that it opens as serve does"
        return "not read back", "neither /metrics nor doctor tells it; a connection of our own would only tell of itself"


def told_durability(text: str) -> str | None:
    """What a line or a document says of durability."""
    if words := re.search(r"durab\w*[^:\n\"{]*:\s*([\w/]+)\s*$", text, re.IGNORECASE):
        return words[1]
    try:
        return named_durability(json.loads(text))
    except ValueError:
        return None


def named_durability(said) -> str | None:
    """The first value that is named after durability, however deep it stands."""
    if isinstance(said, dict):
        for key, value in said.items():
            if re.search("durab|synchronous", key, re.IGNORECASE) and isinstance(value, (str, int)):
                return str(value)
    for value in said.values() if isinstance(said, dict) else said if isinstance(said, list) else []:
        if found := named_durability(value):
            return found
    return None
