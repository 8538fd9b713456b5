"""The link that stops one alert, without an account: a signed number, which opens nothing else."""

from __future__ import annotations

from django.core import signing

from levier.accounts.links import EXPIRED, DeadLink

from ..models import SavedAlert

_SALT = "levier.watch.alert"


def token_of(alert: SavedAlert) -> str:
    """What stands in the address."""
    return signing.dumps(alert.pk, salt=_SALT)


def alert_behind(token: str) -> SavedAlert:
    """The alert of a token.

    Raises:
        DeadLink: changed by hand, or of an alert taken away.
    """
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise DeadLink(EXPIRED) from error
    found = SavedAlert.objects.select_related("workspace", "user").filter(pk=pk).first()
    if found is None:
        raise DeadLink(EXPIRED)
    return found
