"""Fills a database with many open cases, faster than anybody could apply: copies of one case that came in by its application.

Twenty thousand applications through the program would take longer than everything else that is measured. So one case is copied,
row by row, in the tables that the lists of the office read (TABLES); each copy has its own identifiers, reference, applicant and
day. What no list reads is not copied: the state of the process, audit entries, events, documents, dossiers. So the copies can be
listed but not worked on. The program is stopped meanwhile.
"""

from __future__ import annotations

import datetime
import sqlite3

from load import Failed
from program import Postgres, Program

# Tables with the column that names the case.
TABLES = {"procedures": "id", "procedures_tasks": "procedure", "procedures_deadlines": "procedure"}
# What opens one case only.
EMPTIED = {"code_digest"}
DAYS = 60
"""Due days lie between 20 days before the case's own and 40 days after it."""


def identifier(table: int, number: int, place: int) -> str:
    """Like those of the program (RFC 9562, version 7), older than any of them."""
    return f"{0x01900000 + number // 0x10000:08x}-{number % 0x10000:04x}-7{table:03x}-8{place:03x}-{number:012x}"


class Rows:
    """The rows of one table that belong to the case, and their copies."""

    def __init__(self, number: int, table: str, key: str, columns: list[str], rows: list[list]):
        self.number, self.table, self.key, self.columns, self.rows = number, table, key, columns, rows

    def copies(self, count: int):
        for copy in range(1, count + 1):
            for place, row in enumerate(self.rows):
                yield [self.altered(column, value, copy, place) for column, value in zip(self.columns, row)]

    def altered(self, column: str, value, copy: int, place: int):
        if column == self.key:
            return identifier(0, copy, 0)
        if column == "id":
            return identifier(self.number, copy, place)
        if value is None or column in EMPTIED:
            return None
        if column == "reference":
            return f"B-{copy:06d}"
        if column == "applicant":
            return f"{value} {copy}"
        if column == "due":
            return str(datetime.date.fromisoformat(value) + datetime.timedelta(days=copy * 7 % DAYS - 20))
        return value


def fill_sqlite(file: str, reference: str, count: int) -> int:
    with sqlite3.connect(file) as database:
        case = database.execute("SELECT id FROM procedures WHERE reference = ?", [reference]).fetchone()
        if case is None:
            raise Failed(f"no case {reference} to copy")
        total = 0
        for number, (table, key) in enumerate(TABLES.items()):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            found = [list(row) for row in database.execute(f"SELECT * FROM {table} WHERE {key} = ?", case)]
            rows = Rows(number, table, key, columns, found)
            marks = ", ".join("?" * len(columns))
            total += database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows.copies(count)).rowcount
    database.close()
    return total


def fill_postgres(database: Postgres, reference: str, count: int) -> int:
    case = database.ask(f"SELECT id FROM procedures WHERE reference = '{reference}'").strip()
    if not case:
        raise Failed(f"no case {reference} to copy")
    total = 0
    for number, (table, key) in enumerate(TABLES.items()):
        columns = database.ask("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                               f"AND table_name = '{table}' ORDER BY ordinal_position").split()
        told = database.ask(f"COPY (SELECT * FROM {table} WHERE {key} = '{case}') TO STDOUT")
        found = [[None if cell == "\\N" else cell for cell in line.split("\t")] for line in told.rstrip("\n").split("\n")]
        lines = ["\t".join("\\N" if cell is None else cell for cell in row)
                 for row in Rows(number, table, key, columns, found).copies(count)]
        database.ask(f"COPY {table} FROM STDIN", "\n".join(lines) + "\n")
        total += len(lines)
    # What autovacuum does of itself within minutes after so many new rows.
    database.ask("ANALYZE")
    return total


def fill(program: Program, reference: str, count: int) -> int:
    """Copies the case until there are `count` more; how many rows that made. The program must not run."""
    if isinstance(program.database, Postgres):
        return fill_postgres(program.database, reference, count)
    return fill_sqlite(program.database.url.removeprefix("sqlite:"), reference, count)
