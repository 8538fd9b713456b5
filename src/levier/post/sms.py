"""Text messages: to a gateway over HTTPS when one is set (``LEVIER_SMS_SENDER=http``), else to files.

As for e-mails, what does not leave is kept in the data folder, never in a log: a message holds a personal link.
"""

from __future__ import annotations

import json
import secrets
import socket
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from django.conf import settings

#: Seconds for one exchange: far below the delay after which a send is held for lost.
_PATIENCE = 20
_LATER = frozenset({408, 425, 429, 503})
#: The secret or the address is wrong, or the credit is spent: a setting to correct, not a message to give up.
_SETTINGS = frozenset({401, 402, 403, 404, 405})
#: Signs outside the short alphabet of text messages (GSM 03.38) double their price: these have a plain twin.
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
)


class Refused(Exception):
    """The gateway refused before taking the message: it has certainly not left. The text is a French sentence."""

    def __init__(self, sentence: str, *, for_good: bool) -> None:
        super().__init__(sentence)
        self.for_good = for_good


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that moved is a setting to correct: the secret follows nobody."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect).open


def plain(text: str) -> str:
    """The same text with the quotes, dashes and spaces every telephone knows."""
    return text.translate(_PLAIN)


def send(*, to: str, text: str) -> None:
    """Hand one message over. ``to`` in its international form.

    Raises:
        Refused: it has not left.
        OSError: cut off or silent in the middle; nobody knows whether it left.
    """
    if settings.SMS_SENDER == "http":
        _post(_filled(settings.SMS_TEMPLATE, {"to": to, "text": plain(text)}))
    else:
        _keep(to, plain(text))


def _keep(to: str, text: str) -> None:
    folder = settings.DATA_DIR / "messages"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"sms-{secrets.token_hex(6)}.txt").write_text(f"{to}\n\n{text}\n", encoding="utf-8")


def _filled(template: Any, values: dict[str, str]) -> Any:
    """The template with its values, put inside its texts: no value can change its shape."""
    if isinstance(template, dict):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if isinstance(template, str):
        return values[template[1:-1]] if template[1:-1] in values and template[:1] + template[-1:] == "{}" else template
    return template


def _post(body: Any) -> None:
    request = urllib.request.Request(  # noqa: S310 - the settings accept https, and http on the machine itself
        settings.SMS_URL,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_SECRET}"},
        method="POST",
    )
    try:
        with _open(request, timeout=_PATIENCE):
            return
    except urllib.error.HTTPError as error:
        code = error.code
        error.close()
        if code in _LATER:
            raise Refused(f"Le service de SMS est occupé (code {code}).", for_good=False) from None
        if code in _SETTINGS:
            raise Refused(
                f"Le service de SMS nous refuse (code {code}) : vérifiez ses réglages.", for_good=False
            ) from None
        if code < 500:
            raise Refused(f"Le service de SMS a refusé le message (code {code}).", for_good=True) from None
        raise ConnectionError(f"gateway answered {code}") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, (ConnectionRefusedError, socket.gaierror)):
            raise Refused("Le service de SMS est injoignable.", for_good=False) from None
        raise ConnectionError(type(error.reason).__name__) from None
    except HTTPException as error:
        raise ConnectionError(type(error).__name__) from None
