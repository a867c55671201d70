#!/usr/bin/env python3
"""Prints the sign-ins of the demo people as a table; the program writes them with --demo-file.

    scripts/demo-people.py var/demo.json
"""

import json
import pathlib
import sys

COLUMNS = {"role": "role", "unit": "unit", "email": "e-mail", "password": "password", "totpSecret": "one-time password secret"}


def table(people: list[dict]) -> str:
    rows = [list(COLUMNS.values())] + [[str(person.get(key) or "-") for key in COLUMNS] for person in people]
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    return "\n".join("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


if __name__ == "__main__":
    said = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(table(said["people"] if isinstance(said, dict) else said))
