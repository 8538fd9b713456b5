"""A real, small IMAP server (RFC 3501) for the tests: one mailbox, what ``imaplib`` asks for, and no more."""

from __future__ import annotations

import re
import shlex
import socketserver
import threading
from typing import Self


class _Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, verb, *rest = line.decode().strip().split(" ", 2)
            said = rest[0] if rest else ""
            if verb.upper() == "UID":
                verb, _, said = said.partition(" ")
            getattr(self, f"_{verb.lower()}")(said)
            self._say(f"{tag} OK {verb} completed")
            if verb.upper() == "LOGOUT":
                return

    def _capability(self, _said: str) -> None:
        self._say("* CAPABILITY IMAP4rev1")

    def _login(self, said: str) -> None:
        user, password = shlex.split(said)
        self.server.credentials = (user, password)

    def _select(self, _said: str) -> None:
        self._say(f"* {len(self.server.messages)} EXISTS")

    def _search(self, _said: str) -> None:
        unseen = [str(uid) for uid, flags in self.server.flags.items() if "\\Seen" not in flags]
        self._say(f"* SEARCH {' '.join(unseen)}".rstrip())

    def _fetch(self, said: str) -> None:
        uid = int(said.split()[0])
        raw = self.server.stored[uid]
        self._say(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw)
        self._say(")")

    def _store(self, said: str) -> None:
        uid, _, flags = said.split(" ", 2)
        self.server.flags[int(uid)].update(re.findall(r"\\\w+", flags))

    def _expunge(self, _said: str) -> None:
        gone = [uid for uid, flags in self.server.flags.items() if "\\Deleted" in flags]
        for uid in gone:
            del self.server.flags[uid], self.server.stored[uid]

    def _close(self, _said: str) -> None:
        return

    def _logout(self, _said: str) -> None:
        self._say("* BYE")


class ImapServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, messages: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.stored = dict(enumerate(messages, start=1))
        self.flags: dict[int, set[str]] = {uid: set() for uid in self.stored}
        self.credentials = ("", "")

    @property
    def messages(self) -> list[bytes]:
        return list(self.stored.values())

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.shutdown()
        self.server_close()
