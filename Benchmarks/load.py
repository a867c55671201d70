"""Load in a closed loop: so many clients, each on one keep-alive connection, each asking again as soon as it was answered."""

from __future__ import annotations

import http.client
import math
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Callable

ANSWER_SECONDS = 30
WARM_UP = 0.15
TURNS = 3
"""A cell of slow turns goes on until so many per client have ended in its window."""
LONGEST = 4
"""… but not longer than so many times the seconds asked for."""

# Threads take turns in the interpreter; the default turn of 5 ms would show in the latencies.
sys.setswitchinterval(0.0005)


class Failed(Exception):
    """One attempt went wrong; the text says how."""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Line:
    """A keep-alive connection to the program."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None) -> Answer:
        try:
            self.connection.request(method, path, body=body, headers=headers or {})
            got = self.connection.getresponse()
            return Answer(got.status, got.headers, got.read())
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            raise Failed(f"{method} {path.split('?')[0]}: {type(problem).__name__}: {problem}") from problem

    def close(self) -> None:
        self.connection.close()


@dataclass
class Cell:
    """What one measurement found. Latencies in ms, sorted; of everything that went well and ended after the warm-up."""

    clients: int
    seconds: float
    """Length of the window; at first as asked for, in the end as it was."""
    latencies: list[float] = field(default_factory=list)
    finished: int = 0
    """How many ended inside the window: what the rate counts."""
    errors: int = 0
    first_error: str = ""
    attempts: int = 0
    """All of them, with those of the warm-up, over which processor time is divided."""
    server_cpu: float = 0
    client_cpu: float = 0
    busy: float = 0
    """Processors in use on the whole machine, on average."""

    @property
    def rate(self) -> float:
        return self.finished / self.seconds

    def percentile(self, percent: float) -> float | None:
        """The nearest rank: a value that was measured, not one in between."""
        if not self.latencies:
            return None
        return self.latencies[max(0, math.ceil(len(self.latencies) * percent / 100) - 1)]


class Window:
    """When a cell counts: from the end of the warm-up until its seconds are over and enough turns have ended."""

    def __init__(self, clients: int, seconds: float):
        self.seconds, self.wanted, self.ended = seconds, TURNS * clients, 0
        self.closed: float | None = None
        self.lock = threading.Lock()
        self.gate = threading.Barrier(clients, action=self.begin)

    def begin(self) -> None:
        """Called once, when all clients stand ready."""
        self.opened = time.perf_counter() + self.seconds * WARM_UP

    def note(self, end: float) -> None:
        if end >= self.opened:
            with self.lock:
                self.ended += 1

    def is_open(self, now: float) -> bool:
        with self.lock:
            passed = now - self.opened
            if self.closed is None and passed >= self.seconds and (self.ended >= self.wanted or passed >= self.seconds * LONGEST):
                self.closed = now
            return self.closed is None


class Client(threading.Thread):
    """One of the clients of a cell."""

    def __init__(self, once: Callable[[], None], window: Window):
        super().__init__(daemon=True)
        self.once, self.window = once, window
        self.taken: list[tuple[float, float]] = []
        self.errors: list[str] = []

    def run(self) -> None:
        self.window.gate.wait()
        while (start := time.perf_counter()) and self.window.is_open(start):
            try:
                self.once()
                self.taken.append((start, time.perf_counter()))
                self.window.note(self.taken[-1][1])
            except Failed as problem:
                self.errors.append(str(problem))
                # A program that refuses at once must not be asked for a refusal ten thousand times a second.
                time.sleep(0.02)


def measure(clients: int, seconds: float, visit: Callable[[int], Callable[[], None]],
            server_cpu: Callable[[], float] = lambda: 0.0) -> Cell:
    """Runs one cell. `visit` makes for each client the function that does the thing once; `server_cpu` tells seconds used so far."""
    cell = Cell(clients, seconds)
    window = Window(clients, seconds)
    people = [Client(visit(number), window) for number in range(clients)]
    server, client, busy, began = server_cpu(), time.process_time(), machine_busy(), time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    took = time.perf_counter() - began
    cell.server_cpu, cell.client_cpu = server_cpu() - server, time.process_time() - client
    cell.busy = (machine_busy() - busy) / took
    closed = window.closed or time.perf_counter()
    cell.seconds = closed - window.opened
    for person in people:
        count(person, cell, window.opened, closed)
    cell.latencies.sort()
    return cell


def count(person: Client, cell: Cell, opened: float, closed: float) -> None:
    cell.attempts += len(person.taken) + len(person.errors)
    cell.latencies += [(end - start) * 1000 for start, end in person.taken if end >= opened]
    cell.finished += sum(1 for _, end in person.taken if opened <= end <= closed)
    cell.errors += len(person.errors)
    if person.errors and not cell.first_error:
        cell.first_error = person.errors[0]


def machine_busy() -> float:
    """Processor seconds that the whole machine has used since it started."""
    with open("/proc/stat", encoding="ascii") as file:
        spent = [int(word) for word in file.readline().split()[1:9]]
    # user nice system idle iowait irq softirq steal; what was stolen by other machines counts as used.
    return (sum(spent) - spent[3] - spent[4]) / os.sysconf("SC_CLK_TCK")
