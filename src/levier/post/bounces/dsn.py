"""Read a delivery status notification (RFC 3464, statuses of RFC 3463). Pure: bytes in, facts out.

Whoever can write to the mailbox chooses these bytes: whatever they are, the answer is a list, possibly empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser

#: What a notification holds is at the beginning: the rest is the message sent back.
READ_AT_MOST = 256 * 1024
#: Permanent statuses that speak of the address itself: unknown box or domain, box closed, no route to the domain.
_WRONG_ADDRESS = re.compile(r"5\.(?:1\.(?:0|1|2|3|6|10)|2\.1|4\.4)$")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
#: Replies that mean « no such mailbox » where the status is the vague 5.0.0 (RFC 5321 §4.2.3).
_NO_MAILBOX = re.compile(r"\b55[013]\b")
_REFERENCE = re.compile(r"<(levier-[\w-]{3,80})@")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient for whom delivery failed for good."""

    #: Left part of the Message-ID of what we sent.
    reference: str
    #: RFC 3463, « 5.1.1 ».
    status: str
    #: The address itself is wrong, not the message nor the moment.
    address_is_wrong: bool


def read(raw: bytes) -> list[Bounce]:
    """What a message that came back says, one for each failed recipient; empty for anything else."""
    try:
        return list(dict.fromkeys(_read(raw[:READ_AT_MOST])))
    except Exception:  # noqa: BLE001 - the parsers of the standard library raise many things on made-up bytes
        return []


def _read(raw: bytes) -> Iterator[Bounce]:
    message = BytesParser().parsebytes(raw)
    if str(message.get_content_type()) != "multipart/report":
        return
    references = set(_references(message))
    if len(references) != 1:  # none of ours, or a notification that speaks of several messages
        return
    (reference,) = references
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from _failures(part, reference)


def _references(message: Message) -> Iterator[str]:
    """Message-ID of the message sent back, whole or headers only."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from _REFERENCE.findall(_message_id(str(part.get_payload())))
        elif part.get_content_type() in ("message/rfc822", "message/global"):
            for inner in part.get_payload() if part.is_multipart() else []:
                if isinstance(inner, Message):
                    yield from _REFERENCE.findall(str(inner.get("Message-ID", "")))


def _message_id(headers: str) -> str:
    found = re.search(r"^message-id:\s*(\S+)", headers, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def _failures(report: Message, reference: str) -> Iterator[Bounce]:
    """Groups of fields of a report (RFC 3464 §2.1): the first is of the message, the others of a recipient each."""
    for group in report.get_payload() if report.is_multipart() else []:
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            bounce = judge(reference, str(group.get("Status", "")), str(group.get("Diagnostic-Code", "")))
            if bounce is not None:
                yield bounce


def judge(reference: str, status: str, diagnostic: str = "") -> Bounce | None:
    """A failure as we understand it; ``None`` when it is not for good. The diagnostic is finer than « 5.0.0 »."""
    found = _STATUS.search(status) or _STATUS.search(diagnostic)
    finer = _STATUS.search(diagnostic)
    if found is None:
        return None
    if finer is not None and found[0].endswith(".0.0"):
        found = finer
    if found[1] == "4":  # given up after several days of a passing trouble
        return Bounce(reference, found[0], address_is_wrong=False)
    if found[1] != "5":
        return None
    vague = found[0] == "5.0.0" and bool(_NO_MAILBOX.search(diagnostic))
    return Bounce(reference, found[0], address_is_wrong=vague or bool(_WRONG_ADDRESS.match(found[0])))
