"""Notices so long that PostgreSQL does not keep the place of each word: phrases are looked for in them by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from levier.notices.alerts import Alert
from levier.notices.alerts.query import Node
from levier.notices.alerts.reference import finds
from levier.notices.alerts.subject import Subject
from levier.notices.alerts.vocabulary import Vocabulary

from ..models import StoredNotice
from .index import TEXT

Ids = NDArray[np.int64]


def long_notices() -> Ids:
    """Numbers of all of them, in order: a few in ten thousand."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {TEXT} WHERE is_long ORDER BY rowid")  # noqa: S608
        return np.fromiter((pk for (pk,) in cursor.fetchall()), dtype=np.int64)


def in_long_notices(candidates: Ids, node: Node) -> Ids:
    """Those that hold the query, by its definition."""
    from ..storage.content import unpack_notice

    alert = Alert(text=node)
    rows = StoredNotice.objects.filter(pk__in=candidates.tolist()).values_list("pk", "content").order_by("pk")
    kept = [
        pk
        for pk, content in rows
        if finds(alert, Subject.of(unpack_notice(content), vocabulary=Vocabulary()), today=date.min)
    ]
    return np.array(kept, dtype=np.int64)
