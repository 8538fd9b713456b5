"""Make the index of words again from the notices kept."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from ..models import IndexState, StoredNotice
from ..search import index
from ..search.documents import document
from .content import unpack_notice
from .write import Pen

BATCH = 500


@transaction.atomic
def reindex_all(*, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Empty the index and fill it again, all or nothing; how many notices it holds. Writers wait meanwhile."""
    Pen()
    index.empty()
    total, done, last = StoredNotice.objects.count(), 0, 0
    while rows := list(StoredNotice.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "content")[:BATCH]):
        index.add((pk, document(unpack_notice(content))) for pk, content in rows)
        last, done = rows[-1][0], done + len(rows)
        progress(done, total)
    IndexState.objects.filter(pk=1).update(index_version=index.VERSION)
    return done
