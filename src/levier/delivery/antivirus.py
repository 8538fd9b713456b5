"""Ask ClamAV about a file, through the socket where clamd listens (``LEVIER_CLAMAV``); nothing is asked without one.

Protocol: clamd(8), ``INSTREAM``: chunks preceded by their length on four bytes, then a length of zero.
"""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings

from levier.domain.errors import RuleError

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024
_SECONDS = 30

SILENT = "L’antivirus ne répond pas : le fichier n’est pas gardé. Recommencez dans quelques minutes ou prévenez votre administrateur."
INFECTED = "L’antivirus a reconnu un programme dangereux dans ce fichier : il n’est pas gardé. Demandez-en un autre exemplaire."


def check(content: bytes) -> None:
    """Let a clean file through.

    Raises:
        RuleError: something dangerous was found, or clamd could not say (a file nobody looked at is refused).
    """
    if not settings.CLAMAV:
        return
    try:
        answer = _ask(settings.CLAMAV, content)
    except OSError as error:
        _log.warning("clamd: %s", type(error).__name__)
        answer = ""
    if answer.endswith("FOUND"):
        raise RuleError(INFECTED, field="file")
    if answer != "stream: OK":
        raise RuleError(SILENT, field="file")


def _ask(address: str, content: bytes) -> str:
    with _connect(address) as line:
        line.settimeout(_SECONDS)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connect(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    if not address.startswith("/") and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
