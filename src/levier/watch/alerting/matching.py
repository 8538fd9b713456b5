"""Ask every alert about the notices newly stored, some hundreds at a time, each once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from levier.domain.errors import RuleError
from levier.notices.alerts import Alert, Social, Subject, Vocabulary, match

from ..models import AlertCursor, AlertHit, SavedAlert, StoredNotice
from ..storage import unpack_notice
from .question import alert_of

#: Notices asked about in one transaction.
BATCH = 200
#: A notice published earlier, as an archive loaded at once brings, is found by a search and told to nobody.
FRESH = timedelta(days=31)


def ask_every_alert(*, today: date) -> int:
    """Write what each alert finds among notices it was not asked about; returns how many new pairs."""
    found = 0
    while (count := _batch(today)) is not None:
        found += count
    return found


@transaction.atomic
def _batch(today: date) -> int | None:
    """One lot of notices; ``None`` when none is left. A killed worker leaves the cursor where it was."""
    AlertCursor.objects.get_or_create(pk=1)
    cursor = AlertCursor.objects.select_for_update().get(pk=1)
    rows = list(StoredNotice.objects.filter(revision__gt=cursor.revision).order_by("revision")[:BATCH])
    if not rows:
        return None
    cursor.revision = rows[-1].revision
    cursor.save(update_fields=["revision"])
    kept = [row for row in rows if row.is_shown and not row.is_cancelled and _is_fresh(row, today)]
    hits = _hits(kept, today) if kept else []
    before = AlertHit.objects.count()
    AlertHit.objects.bulk_create(hits, ignore_conflicts=True)
    return AlertHit.objects.count() - before


def _is_fresh(row: StoredNotice, today: date) -> bool:
    return row.published_on is None or row.published_on >= today - FRESH


def _hits(rows: list[StoredNotice], today: date) -> list[AlertHit]:
    saved = list(SavedAlert.objects.filter(is_paused=False, created_at__lte=max(row.stored_at for row in rows)))
    asked = [(one, alert) for one in saved if (alert := _readable(one)) is not None]
    if not asked:
        return []
    vocabulary = Vocabulary()
    subjects = [
        Subject.of(unpack_notice(row.content), vocabulary=vocabulary, social=map(Social, filter(None, row.social.split(","))))
        for row in rows
    ]  # fmt: skip
    pairs = match(subjects, [alert for _, alert in asked], today)
    return [
        AlertHit(alert=asked[which][0], notice=rows[rank])
        for rank, which in pairs
        if rows[rank].stored_at >= asked[which][0].created_at
    ]


def _readable(saved: SavedAlert) -> Alert | None:
    """A question no version of ours can read any more finds nothing; its page says so."""
    try:
        return alert_of(saved.question)
    except RuleError:
        return None
