"""What must hold on live data: every protected criterion can still be opened."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from .special import lost


def violations() -> Iterator[str]:
    """One sentence for each key that is missing. Without any key, the settings say so themselves."""
    if not settings.DATA_KEYS:
        return
    keys = lost().order_by("key").values_list("key", flat=True)
    for key in sorted(set(keys)):
        count = lost().filter(key=key).count()
        yield f"Critères protégés : {count} ne s’ouvrent plus, la clé d’empreinte {key} manque dans LEVIER_DATA_KEYS."
