"""Corrections of validated hours that their company was not told of yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.post.models import OutgoingMessage

from ..enums import EntryKind
from ..models import LedgerEntry

#: Days looked back: what an organisation without an address was never told is not told much later.
LOOK_BACK = timedelta(days=30)
_NAME = "corrections:"


def key_of(declarant: Organisation, day: date) -> str:
    """What names the messages of one day to one organisation; each says what was corrected before that day."""
    return f"{_prefix(declarant)}{day:%Y%m%d}"


def _prefix(declarant: Organisation) -> str:
    return f"{_NAME}{declarant.pk}:"


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day


def to_tell(declarant: Organisation, *, today: date) -> QuerySet[LedgerEntry]:
    """Corrections of what an organisation declared, from the day of its last message to yesterday included."""
    told = OutgoingMessage.objects.filter(dedupe_key__startswith=_prefix(declarant)).order_by("-dedupe_key")
    last = told.values_list("dedupe_key", flat=True).first()
    since = _day(last.split(":")[2]) if last else today - LOOK_BACK
    return (
        _corrections(max(since, today - LOOK_BACK), today)
        .filter(corrects__line__statement__declarant=declarant)
        .select_related("corrects__line__statement__obligation__clause__lot__contract")
        .order_by("recorded_at", "pk")
    )


def to_be_told(*, workspace: Workspace, today: date) -> list[Organisation]:
    """Organisations of a workspace that may have something to learn today. Three queries, whatever their number."""
    corrected = dict(
        _corrections(today - LOOK_BACK, today)
        .filter(workspace=workspace)
        .order_by()
        .values_list("corrects__line__statement__declarant")
        .annotate(last=Max("recorded_at"))
    )
    told = _last_told(workspace, today)
    return [
        one
        for one in Organisation.objects.filter(pk__in=corrected).order_by("pk")
        if one.pk not in told or corrected[one.pk] >= _midnight(told[one.pk])
    ]


def _last_told(workspace: Workspace, today: date) -> dict[int, date]:
    """Organisation → day of its last message of the days looked back, for a workspace."""
    keys = OutgoingMessage.objects.filter(
        workspace=workspace, dedupe_key__startswith=_NAME, queued_at__gte=_midnight(today - LOOK_BACK)
    ).values_list("dedupe_key", flat=True)
    found: dict[int, date] = {}
    for key in filter(None, keys):
        _, pk, day, _ = key.split(":")
        found[int(pk)] = max(found.get(int(pk), date.min), _day(day))
    return found


def _corrections(first: date, before: date) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(
        kind=EntryKind.CORRECTION, recorded_at__gte=_midnight(first), recorded_at__lt=_midnight(before)
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
