"""Notifications sent by a mail provider, or by the program that delivers the mail, over HTTPS.

The body is a JSON object, or the notification itself (``message/rfc822``); the header ``X-Levier-Signature: t=<seconds>,v1=<hex>``
carries HMAC-SHA256 of « t.body » under ``LEVIER_BOUNCE_SECRET``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re

from .dsn import Bounce, judge, read

#: Seconds during which a signature is good: longer, a copied request could be played again.
FRESH = 300
_HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
_EVENTS = 500


def sign(body: bytes, *, secret: str, at: int) -> str:
    """The value of the header for a body sent at a time (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def signed(body: bytes, header: str, *, secret: str, now: float) -> bool:
    """Whether the header is ours and fresh."""
    found = _HEADER.fullmatch(header)
    if found is None or abs(now - int(found[1])) > FRESH:
        return False
    return hmac.compare_digest(sign(body, secret=secret, at=int(found[1])), header)


def parse(body: bytes, *, content_type: str) -> list[Bounce]:
    """The failures a body tells of.

    ``{"events": [{"message_id": "<levier-…@…>", "status": "5.1.1", "diagnostic": "550 …"}]}``; unknown keys are ignored.

    Raises:
        ValueError: neither a notification nor such an object.
    """
    if content_type == "message/rfc822":
        return read(body)
    try:
        events = json.loads(body)["events"]
        return [bounce for event in events[:_EVENTS] if (bounce := _event(event)) is not None]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a list of events") from error


def _event(event: dict[str, object]) -> Bounce | None:
    said = str(event["message_id"]).strip("<> ").partition("@")[0]
    return judge(said, str(event["status"]), str(event.get("diagnostic", "")))
