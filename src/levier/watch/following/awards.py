"""Award notices of the territory whose procedure carries a social condition, and nobody dealt with here yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from levier.accounts.actor import Actor
from levier.notices.model import Kind
from levier.notices.recognition import Consideration

from .. import selectors
from ..models import AwardFollowUp, StoredFinding, StoredNotice
from . import perms
from .territory import Territory


def awards_to_follow(*, actor: Actor, territory: Territory) -> QuerySet[StoredNotice]:
    """Latest first. A notice better read since it was dealt with does not come back."""
    if not actor.may(perms.READ_AWARDS):
        return StoredNotice.objects.none()
    mine = AwardFollowUp.objects.filter(workspace_id=actor.workspace_id)
    condition = StoredFinding.objects.filter(notice__dossier=OuterRef("dossier"), kind=Consideration.CLAUSE.value)
    return (
        selectors.notices(actor=actor)
        .filter(territory.notices(), kind=Kind.RESULT.value, is_cancelled=False)
        .filter(Exists(condition))
        .exclude(Exists(mine.filter(notice=OuterRef("pk"))))
        .exclude(Exists(mine.filter(notice__dossier=OuterRef("dossier"), notice__is_shown=False)))
    )


def follow_ups(*, actor: Actor) -> QuerySet[AwardFollowUp]:
    """What the workspace followed or set aside."""
    if not actor.may(perms.READ_AWARDS):
        return AwardFollowUp.objects.none()
    found = AwardFollowUp.objects.filter(workspace_id=actor.workspace_id)
    return found.select_related("notice", "contract", "by").defer("notice__content")


def passages(notices: Iterable[StoredNotice]) -> dict[int, list[StoredFinding]]:
    """Conditions found in the procedure of each notice, by dossier, the surest first; one query."""
    wanted = {one.dossier_id for one in notices}
    findings = StoredFinding.objects.filter(notice__dossier__in=wanted, kind=Consideration.CLAUSE.value)
    found: dict[int, list[StoredFinding]] = defaultdict(list)
    for one in findings.select_related("notice").defer("notice__content").order_by("-confidence", "pk"):
        found[one.notice.dossier_id].append(one)
    return found
