"""What was measured, as bench.json has it, as a table for people, and against the thresholds."""

from __future__ import annotations

import fnmatch
import json
import pathlib

from load import Cell

CLIENTS = (1, 8, 32)


class Report:
    def __init__(self):
        self.entries: list[dict] = []

    def add(self, name: str, value: float | str | None, unit: str, conditions: str) -> None:
        if isinstance(value, float):
            value = round(value, 4 if abs(value) < 1 else 2)
        self.entries.append({"name": name, "value": value, "unit": unit, "conditions": conditions})

    def add_cell(self, name: str, cell: Cell, conditions: str) -> None:
        """The entries of one cell: percentiles, rate, errors, processor time for one."""
        told = (f"{conditions}; {cell.clients} clients in a closed loop; {cell.seconds:.1f} s; {len(cell.latencies)} counted; "
                f"machine {cell.busy:.2f} processors busy")
        for percent in (50, 95, 99):
            self.add(f"{name}.p{percent}", cell.percentile(percent), "ms", told)
        self.add(f"{name}.per-second", cell.rate, "1/s", told)
        self.add(f"{name}.errors", cell.errors, "errors", told + (f"; first: {cell.first_error}" if cell.first_error else ""))
        if cell.attempts:
            if cell.server_cpu:
                self.add(f"{name}.server-cpu", cell.server_cpu * 1000 / cell.attempts, "ms",
                         told + "; processor time of the program for one")
            self.add(f"{name}.client-cpu", cell.client_cpu * 1000 / cell.attempts, "ms",
                     told + "; processor time of the client for one")

    def value(self, name: str):
        return next((entry["value"] for entry in self.entries if entry["name"] == name), None)

    def write(self, path: str) -> None:
        """One entry a line, so that two runs can be compared with diff."""
        lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in self.entries)
        pathlib.Path(path).write_text(f"[\n{lines}\n]\n", encoding="utf-8")

    # For people

    def table(self, databases: list[str], things: list[str]) -> str:
        rows = [["", "clients", "p50 ms", "p95 ms", "p99 ms", "per second", "errors", "cpu ms"]]
        for database in ["client", *databases]:
            for thing in ["trivial"] if database == "client" else things:
                for clients in CLIENTS:
                    name = f"{database}.{thing}.{clients}"
                    if self.value(f"{name}.per-second") is not None:
                        cpu = "client-cpu" if database == "client" else "server-cpu"
                        rows.append([f"{database} {thing}", str(clients)] + [
                            written(self.value(f"{name}.{part}")) for part in ("p50", "p95", "p99", "per-second", "errors", cpu)])
        return aligned(rows)

    def single(self, prefixes: tuple[str, ...]) -> str:
        """The entries that are no cells."""
        rows = [[entry["name"], written(entry["value"]), entry["unit"]] for entry in self.entries
                if entry["name"].startswith(prefixes) and not any(f".{clients}." in entry["name"] for clients in CLIENTS)]
        return aligned(rows)

    def ratios(self, databases: list[str], things: list[str]) -> str:
        """What holds on a noisy machine as well: numbers of one run set against each other."""
        rows = []
        most = CLIENTS[-1]
        for database in databases:
            for thing in things:
                one, many = (self.value(f"{database}.{thing}.{clients}.per-second") for clients in (CLIENTS[0], most))
                if one and many:
                    rows.append([f"{database} {thing}: rate at {most} clients to rate at {CLIENTS[0]}", f"{many / one:.2f}"])
        if {"sqlite", "postgres"} <= set(databases):
            for thing in things:
                first, second = (self.value(f"{database}.{thing}.{most}.per-second") for database in ("sqlite", "postgres"))
                if first and second:
                    rows.append([f"{thing}: rate on postgres to rate on sqlite at {most} clients", f"{second / first:.2f}"])
        return aligned(rows)

    # Thresholds

    def compare(self, thresholds: dict) -> tuple[list[str], int]:
        """A line for each value that a threshold speaks of, and how many miss it. Rates are to be reached, words to be equal,
        everything else is not to be exceeded."""
        lines, missed = [], 0
        for pattern, wanted in thresholds.items():
            found = [entry for entry in self.entries if fnmatch.fnmatchcase(entry["name"], pattern)]
            if not found:
                lines.append(f"  not measured  {pattern}")
            outcome = [(entry, meets(entry, wanted)) for entry in found]
            missed += sum(not holds for _, holds in outcome)
            # Dozens of lines that say "no errors" would hide the others.
            shown = outcome if len(found) <= 6 else [pair for pair in outcome if not pair[1]]
            for entry, holds in shown:
                found_value = f"{entry['name']} {written(entry['value'])} {entry['unit']}"
                lines.append(f"  {'holds' if holds else 'MISSED':12}  {found_value}, wanted: {wanted}")
            if len(shown) < len(found):
                lines.append(f"  {'holds':12}  {pattern} for {len(found) - len(shown)} values, wanted: {wanted}")
        return lines, missed


def meets(entry: dict, wanted: float | str) -> bool:
    value = entry["value"]
    if isinstance(wanted, str) or not isinstance(value, (int, float)):
        return value == wanted
    return value >= wanted if entry["unit"] == "1/s" else value <= wanted


def written(value) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) and abs(value) < 1 else f"{value:.1f}" if isinstance(value, float) else str(value)


def aligned(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return "\n".join("  " + "  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                                      for index, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)
