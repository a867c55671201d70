#!/usr/bin/env python3
"""Prints the sign-ins of the demo people as a table; the program writes them with --demo-file.

    scripts/demo-people.py var/demo.json                                    names, passwords, secrets
    scripts/demo-people.py var/demo.json --codes http://localhost:8080      with the one-time passwords of this moment

The moment is the program's, whose clock in a demo may run ahead of this machine's. Needs nothing but Python.
"""

import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import struct
import sys
import time
import urllib.error
import urllib.request

COLUMNS = {"role": "role", "unit": "unit", "email": "e-mail", "password": "password", "totpSecret": "one-time password secret"}


def code(secret: str, moment: float) -> str:
    """The six digits for a moment (RFC 6238 with SHA-1 and steps of 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def moment_of(address: str) -> float:
    """The program's time; this machine's if it does not say."""
    asked = urllib.request.Request(address + "/demo/clock", method="POST", data=b'{"advance":"PT0S"}',
                                   headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return datetime.datetime.fromisoformat(json.loads(answer.read())["now"].replace("Z", "+00:00")).timestamp()
    except (OSError, ValueError, KeyError):
        return time.time()


def table(people: list[dict], columns: dict[str, str]) -> str:
    rows = [list(columns.values())] + [[str(person.get(key) or "-") for key in columns] for person in people]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    return "\n".join("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def main(arguments: list[str]) -> None:
    said = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
    people, columns = said["people"] if isinstance(said, dict) else said, dict(COLUMNS)
    if arguments[1:2] == ["--codes"]:
        moment = moment_of(arguments[2])
        people = [person | {"code": code(person["totpSecret"], moment) if person.get("totpSecret") else None} for person in people]
        del columns["totpSecret"]
        columns["code"] = f"one-time password for {30 - int(moment) % 30} s"
    print(table(people, columns))


if __name__ == "__main__":
    main(sys.argv[1:])
