"""A real, small SMTP server (RFC 5321) for the tests: it can hold its answer, or refuse a recipient."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from typing import Self


class _Session(socketserver.StreamRequestHandler):
    server: SmtpServer

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self._converse()
        except OSError:  # the client was killed
            return

    def _converse(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb in {b"EHLO", b"HELO"}:
                self._say("250 test")
            elif verb == b"RCPT" and self.server.refuse:
                self._say(f"{self.server.refuse} {self.server.status} refused: personne@exemple.test")
            elif verb == b"DATA":
                self._say("354 go on")
                self._data()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        self.server.received.append(message_from_bytes(b"".join(lines)))
        if self.server.cut:
            self.connection.close()
            return
        self.server.may_answer.wait(30)
        self._say("250 kept")


class SmtpServer(socketserver.ThreadingTCPServer):
    """``received`` grows when a message is kept, before the answer: a client killed meanwhile never hears it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: list[Message] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.refuse = 0
        #: RFC 3463 status said after the code, or nothing.
        self.status = ""
        self.cut = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.may_answer.set()
        self.shutdown()
        self.server_close()
