"""Stand-ins for what is not measured: a web server that only answers, to know the client's own cost, and a mail server
that takes every mail and throws it away. Each runs in a process of its own, prints its port, and ends when its standard
input closes, so that it never outlives the run.

    standins.py web BYTES | standins.py mail
"""

from __future__ import annotations

import pathlib
import selectors
import socket
import subprocess
import sys
import threading


class StandIn:
    """One of the two, as the run sees it: `with StandIn("mail") as mail: mail.port`."""

    def __init__(self, *arguments: str):
        self.arguments = arguments

    def __enter__(self) -> "StandIn":
        self.process = subprocess.Popen([sys.executable, str(pathlib.Path(__file__)), *self.arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listen() -> socket.socket:
    server = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(server.getsockname()[1], flush=True)
    return server


def web(size: int) -> None:
    """Answers every request head with the same bytes; reads no bodies. One thread, no parsing: as cheap as Python can."""
    body = b"x" * size
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % size + body
    server = listen()
    watched = selectors.DefaultSelector()
    watched.register(server, selectors.EVENT_READ)
    watched.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in watched.select():
            if key.fileobj is sys.stdin:
                return
            if key.fileobj is server:
                connection, _ = server.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                watched.register(connection, selectors.EVENT_READ)
                continue
            try:
                said = key.fileobj.recv(65536)
                if said:
                    for _ in range(said.count(b"\r\n\r\n")):
                        key.fileobj.sendall(answer)
                    continue
            except OSError:
                pass
            watched.unregister(key.fileobj)
            key.fileobj.close()


def mail() -> None:
    """Just enough SMTP (RFC 5321) to take a mail."""
    server = listen()
    threading.Thread(target=accept, args=(server,), daemon=True).start()
    sys.stdin.read()


def accept(server: socket.socket) -> None:
    while True:
        connection, _ = server.accept()
        threading.Thread(target=take_mails, args=(connection,), daemon=True).start()


def take_mails(connection: socket.socket) -> None:
    try:
        with connection, connection.makefile("rwb", buffering=0) as line:
            line.write(b"220 localhost\r\n")
            while said := line.readline():
                word = said[:4].upper().strip()
                if word == b"DATA":
                    line.write(b"354 go on\r\n")
                    while (part := line.readline()) and part != b".\r\n":
                        pass
                line.write(b"221 bye\r\n" if word == b"QUIT" else b"250 localhost\r\n")
                if word == b"QUIT":
                    return
    except OSError:
        pass


if __name__ == "__main__":
    web(int(sys.argv[2])) if sys.argv[1] == "web" else mail()
