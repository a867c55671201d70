"""What this machine is worth at the moment, so that the numbers of two runs can be told apart from the noise between them."""

from __future__ import annotations

import hashlib
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time

from program import ROOT
from report import Report


def describe(report: Report, place: pathlib.Path) -> None:
    cores = len(os.sched_getaffinity(0))
    told = f"{cores} processors; Linux {platform.release()}; Python {platform.python_version()}"
    report.add("machine.processors", cores, "processors", told)
    report.add("machine.load", os.getloadavg()[0], "processes", f"load of the last minute before the run; {told}")
    report.add("machine.hash", hash_time(), "ms", "SHA-256 of 32 MiB on one processor, the median of 5")
    report.add("machine.fsync", fsync_time(place), "ms", "append 4 KiB and fsync, the median of 50, where the databases lie")


def hash_time() -> float:
    data = bytes(32 << 20)

    def once() -> float:
        began = time.perf_counter()
        hashlib.sha256(data).digest()
        return (time.perf_counter() - began) * 1000
    return statistics.median(once() for _ in range(5))


def fsync_time(place: pathlib.Path) -> float:
    """What a durable commit costs at least; near zero means a disk that only pretends, and no durability in the numbers."""
    with tempfile.NamedTemporaryFile(dir=place) as file:
        def once() -> float:
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            return (time.perf_counter() - began) * 1000
        return statistics.median(once() for _ in range(50))


def release_build(report: Report, place: pathlib.Path) -> None:
    """A release build from nothing, in a folder of its own; packages that were fetched once come from the cache."""
    arguments = ["swift", "build", "-c", "release", "--product", "stadtkern", "--scratch-path", str(place / "build")]
    began = time.perf_counter()
    fetched = subprocess.run(["swift", "package", "--scratch-path", str(place / "build"), "resolve"],
                             cwd=ROOT, capture_output=True, text=True)
    resolving = time.perf_counter() - began
    began = time.perf_counter()
    built = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True) if fetched.returncode == 0 else fetched
    if built.returncode != 0:
        report.add("build.release", None, "s", "failed: " + " ".join((built.stderr or built.stdout)[-300:].split()))
        return
    report.add("build.release", time.perf_counter() - began, "s", f"clean folder; without {resolving:.0f} s for fetching packages")
