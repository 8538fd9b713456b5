"""Where messages that come back arrive: a Maildir, an mbox, or a mailbox read by IMAP.

What was understood is removed: it holds an address and the message sent back. Anything else is left, marked as read: it may be
somebody's answer.
"""

from __future__ import annotations

import contextlib
import imaplib
import mailbox
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from .dsn import READ_AT_MOST, Bounce, read

#: Messages read in one turn.
_BATCH = 200
_PATIENCE = 30

#: Told what a message says; when it returns, the message may go.
Handle = Callable[[list[Bounce]], object]


class UnreadableMailbox(OSError):
    """The mailbox does not answer, or is not what the settings say. Its text holds no address."""


def check(url: str) -> str:
    """The address of a mailbox if it is one we can read.

    Raises:
        ValueError: with what it must look like.
    """
    parts = urlsplit(url)
    local = parts.scheme in {"maildir", "mbox"}
    # in clear, a password does not leave the machine
    far = parts.scheme == "imaps" or (parts.scheme == "imap" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
    if (local and parts.path.startswith("/") and not parts.netloc) or (far and parts.hostname and parts.username):
        return url
    raise ValueError(
        "LEVIER_BOUNCES_URL must look like maildir:///path, mbox:///path or imaps://user:password@host:993/INBOX"
    )


def collect(url: str, handle: Handle) -> int:
    """Read what is new; returns how many notifications were understood.

    Raises:
        UnreadableMailbox: try again at the next turn.
    """
    parts = urlsplit(url)
    try:
        if parts.scheme == "maildir":
            return _maildir(Path(unquote(parts.path)), handle)
        if parts.scheme == "mbox":
            return _mbox(Path(unquote(parts.path)), handle)
        return _imap(parts, handle)
    except (imaplib.IMAP4.error, mailbox.Error, OSError) as error:
        raise UnreadableMailbox(type(error).__name__) from None


def _maildir(folder: Path, handle: Handle) -> int:
    """Files of ``new``; what is kept goes to ``cur`` with the flag « seen », as any mail reader does."""
    new, cur, understood = folder / "new", folder / "cur", 0
    for path in sorted(new.iterdir())[:_BATCH]:
        with contextlib.suppress(FileNotFoundError):  # another worker took it
            with path.open("rb") as file:
                bounces = read(file.read(READ_AT_MOST))
            if bounces:
                handle(bounces)
                path.unlink()
                understood += 1
            else:
                path.rename(cur / f"{path.name}:2,S")
    return understood


def _mbox(path: Path, handle: Handle) -> int:
    box = mailbox.mbox(path, create=False)
    understood = 0
    box.lock()
    try:
        fresh = [key for key in box.keys() if "R" not in box.get_message(key).get_flags()]  # noqa: SIM118
        for key in fresh[:_BATCH]:
            bounces = read(box.get_bytes(key)[:READ_AT_MOST])
            if bounces:
                handle(bounces)
                box.remove(key)
                understood += 1
            else:
                message = box.get_message(key)
                message.add_flag("R")
                box[key] = message
    finally:
        box.flush()
        box.unlock()
        box.close()
    return understood


def _imap(parts: SplitResult, handle: Handle) -> int:
    host, understood = parts.hostname or "", 0
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=_PATIENCE)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=_PATIENCE)
    with server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        answer, _ = server.select('"{}"'.format(folder.replace("\\", "").replace('"', "")))
        if answer != "OK":
            raise UnreadableMailbox("select")
        _, found = server.uid("search", "UNSEEN")
        for uid in (found[0] or b"").split()[:_BATCH]:
            number = uid.decode("ascii", "replace")
            _, data = server.uid("fetch", number, f"(BODY.PEEK[]<0.{READ_AT_MOST}>)")
            raw = next((one[1] for one in data if isinstance(one, tuple)), b"")
            bounces = read(raw)
            if bounces:
                handle(bounces)
                understood += 1
            server.uid("store", number, "+FLAGS", r"(\Seen \Deleted)" if bounces else r"(\Seen)")
        server.expunge()
    return understood
