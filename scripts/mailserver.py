#!/usr/bin/env python3
"""A mail server for tests: takes every mail on a loopback port and writes it to a folder as an .eml file.

    var/venv/bin/python scripts/mailserver.py --directory DIR [--port N] [--refuse CODE] [--times N] [--delay SECONDS]
                                              [--user NAME --password WORD] [--behaviour FILE]

As soon as it listens it prints one line of JSON, {"host", "port", "directory"}, and flushes it; it ends with SIGTERM,
SIGINT or, with --until-eof, when its standard input closes (so that it never outlives the test that started it).

Each mail becomes DIR/00001.eml, 00002.eml …, written under another name first and then renamed: a file that ends in
.eml is complete. Three fields on top tell the envelope: X-Envelope-From, X-Envelope-To (once per recipient) and
X-Received-At. Refused mails leave no file, but every attempt is a line in DIR/attempts.log.

How it misbehaves, from the command line or, read anew for every mail, from the JSON file of --behaviour with the keys
refuse, stage, times, delay:
  refuse   reply code of 4xx (come back later) or 5xx (never), e.g. 451 or 550
  stage    where it refuses: rcpt or data (the default)
  times    refuse so many attempts, then accept; without it every one
  delay    seconds before it answers the end of the data
"""

import argparse
import asyncio
import datetime
import json
import pathlib
import signal
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def reply(code: int) -> str:
    """The words that go with a reply code; 4xx is temporary, 5xx is final (RFC 5321, 4.2.1)."""
    return f"{code} {'try again later' if code < 500 else 'not accepted here'}"


class Postbox:
    """Takes mails, or refuses them as it was told to."""

    def __init__(self, options: argparse.Namespace):
        self.directory = pathlib.Path(options.directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.refused = 0
        self.taken = max((int(file.stem) for file in self.directory.glob("[0-9]*.eml")), default=0)

    def behaviour(self) -> dict:
        """What to do with the next mail: the command line, overridden by the behaviour file if there is one."""
        told = {key: getattr(self.options, key) for key in ("refuse", "stage", "times", "delay")}
        if self.options.behaviour:
            try:
                told.update(json.loads(pathlib.Path(self.options.behaviour).read_text()))
            except FileNotFoundError:
                pass
        return told

    def refusal(self, stage: str) -> str | None:
        """The reply that refuses at this stage, or nothing when the mail is welcome."""
        told = self.behaviour()
        if not told["refuse"] or told["stage"] != stage:
            return None
        if told["times"] is not None and self.refused >= told["times"]:
            return None
        self.refused += 1
        return reply(told["refuse"])

    def note(self, envelope, answer: str) -> None:
        """One line per attempt: when, from whom, to whom, what was answered."""
        line = {"at": now(), "from": envelope.mail_from, "to": envelope.rcpt_tos, "answer": answer}
        with open(self.directory / "attempts.log", "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = self.refusal("rcpt")
        if refused:
            self.note(envelope, refused)
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if delay := self.behaviour()["delay"]:
            await asyncio.sleep(delay)
        refused = self.refusal("data")
        if refused:
            self.note(envelope, refused)
            return refused
        self.taken += 1
        name = f"{self.taken:05d}.eml"
        head = [f"X-Envelope-From: {envelope.mail_from}"]
        head += [f"X-Envelope-To: {recipient}" for recipient in envelope.rcpt_tos]
        head += [f"X-Received-At: {now()}"]
        unfinished = self.directory / (name + ".part")
        unfinished.write_bytes("\r\n".join(head).encode() + b"\r\n" + envelope.original_content)
        unfinished.rename(self.directory / name)
        self.note(envelope, "250 " + name)
        return "250 OK " + name


def now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A mail server for tests.")
    parser.add_argument("--directory", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--refuse", type=int, default=None)
    parser.add_argument("--stage", choices=["rcpt", "data"], default="data")
    parser.add_argument("--times", type=int, default=None)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--behaviour", default=None)
    parser.add_argument("--user", default=None)
    parser.add_argument("--password", default=None)
    parser.add_argument("--until-eof", action="store_true")
    told = parser.parse_args()
    if told.refuse is not None and not 400 <= told.refuse <= 599:
        parser.error("--refuse takes a code between 400 and 599")
    return told


async def serve(told: argparse.Namespace) -> None:
    postbox = Postbox(told)

    def sign_in(server, session, envelope, mechanism, data):
        right = data.login == (told.user or "").encode() and data.password == (told.password or "").encode()
        return AuthResult(success=right, handled=False)

    def speaker() -> SMTP:
        return SMTP(postbox, enable_SMTPUTF8=True, data_size_limit=64 * 1024 * 1024,
                    authenticator=sign_in if told.user else None,
                    auth_required=told.user is not None, auth_require_tls=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(speaker, "127.0.0.1", told.port)
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    if told.until_eof:
        loop.add_reader(sys.stdin.fileno(), lambda: ended.set() if not sys.stdin.buffer.read1(4096) else None)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"host": "127.0.0.1", "port": port, "directory": str(postbox.directory.resolve())}), flush=True)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(arguments()))
