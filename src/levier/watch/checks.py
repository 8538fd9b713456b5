"""What must hold on live data."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .connectors.cursors import neglected
from .models import IndexState, StoredNotice
from .search import index


def violations() -> Iterator[str]:
    """One sentence for each thing broken."""
    yield from neglected(settings.WATCH.periodic, now=timezone.now())
    if not index.is_installed(connection):
        yield "Veille : l’index de recherche manque (levier migrate le remet, puis levier watch reindex)."
        return
    state = IndexState.objects.filter(pk=1).first()
    if StoredNotice.objects.exists() and (state is None or state.index_version != index.VERSION):
        yield "Veille : l’index de recherche date d’une autre version (levier watch reindex)."
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM watch_storednotice AS notice WHERE NOT EXISTS "
            "(SELECT 1 FROM watch_text AS held WHERE held.rowid = notice.id)"
        )
        (missing,) = cursor.fetchone()
    if missing:
        yield f"Veille : {missing} avis gardés manquent à l’index de recherche (levier watch reindex)."
    astray = StoredNotice.objects.filter(dossier__merged_into__isnull=False).count()
    if astray:
        yield f"Veille : {astray} avis sont dans un dossier réuni à un autre."
