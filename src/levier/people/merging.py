"""Make one record of two: each relation to ``Person`` has its rule, written once, in this table.

A relation without a rule refuses the merge rather than losing a row; a test reads the models and names the missing
ones. A room further down the line gives the rule of its own models from its ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils import timezone

from levier.accounts.models import AccessLink
from levier.post.models import OutgoingMessage

from .enums import ACTIVE, CandidacyState, HandOverState
from .models import (
    Candidacy,
    DistinctPeople,
    EligibilityStatus,
    Employment,
    FormerName,
    HandOver,
    PathwayStep,
    Person,
    Profile,
)
from .special import is_protected, opened
from .spellings import NAMING, remember

#: (kept, merged) → moves the rows of one relation.
Move: TypeAlias = Callable[[Person, Person], None]

#: By « model.field » of what points to a person.
RULES: dict[str, Move] = {}

_FILLED = ("sex", "education", "in_qpv", "postcode", "city", "phone", "email", "referrer", "informed_on")
_UNKNOWN = (None, "", "u", "unsaid")


def merging(relation: str) -> Callable[[Move], Move]:
    """Say what becomes of the rows of one relation when two people are merged."""

    def register(move: Move) -> Move:
        RULES[relation] = move
        return move

    return register


def relations() -> list[str]:
    """Everything that points to a person, as « model.field »."""
    return sorted(f"{one.related_model._meta.label_lower}.{one.field.name}" for one in Person._meta.related_objects)


def merge_into(kept: Person, merged: Person) -> None:
    """Move everything of ``merged`` to ``kept``, fill what was not known, and remove the empty record.

    Raises:
        KeyError: a relation has no rule (a defect of ours: nothing is moved).
    """
    for relation in relations():
        RULES[relation](kept, merged)
    for name in _FILLED:
        if getattr(kept, name) in _UNKNOWN:
            setattr(kept, name, getattr(merged, name))
    kept.save()
    remember(kept, merged)
    _written(kept, merged)
    merged.refresh_from_db()
    merged.delete()


def _written(kept: Person, merged: Person) -> None:
    """Messages follow, so that an erasure finds them; personal links end: they opened a record that is no more."""
    about = {"workspace_id": kept.workspace_id, "target_type": Person._meta.label_lower}
    OutgoingMessage.objects.filter(**about, target_id=str(merged.pk)).update(target_id=str(kept.pk))
    AccessLink.objects.filter(**about, target_id=merged.pk).delete()


@merging("people.eligibilitystatus.person")
def _statuses(kept: Person, merged: Person) -> None:
    """Every dated status is kept; of the same criterion from the same day, the checked one, then the longest."""
    held = {(opened_code(one), one.valid_from): one for one in kept.statuses.select_related("special")}
    for status in merged.statuses.select_related("special"):
        same = held.get((opened_code(status), status.valid_from))
        if same is not None:
            loser = same if _worth(status) > _worth(same) else status
            loser.delete()
            if loser is status:
                continue
        EligibilityStatus.objects.filter(pk=status.pk).update(person=kept)


def opened_code(status: EligibilityStatus) -> str:
    """The criterion itself: two protected ones are not the same because both are hidden."""
    return opened(status).criterion if is_protected(status) else status.criterion


def _worth(status: EligibilityStatus) -> tuple[bool, str]:
    until = status.valid_until.isoformat() if status.valid_until else "9999-12-31"
    return status.checked_on is not None, until


@merging("people.employment.person")
def _employments(kept: Person, merged: Person) -> None:
    """Work contracts keep their number, since the hours of the ledger point to them; a second copy is marked so."""
    held = set(kept.employments.filter(is_double=False).values_list("employer", "starts_on", "contract_kind"))
    for job in merged.employments.all():
        double = job.is_double or (job.employer_id, job.starts_on, job.contract_kind) in held
        Employment.objects.filter(pk=job.pk).update(person=kept, is_double=double)


@merging("people.profile.person")
def _profile(kept: Person, merged: Person) -> None:
    """The profile written last stays."""
    here, there = (Profile.objects.filter(person=one).first() for one in (kept, merged))
    if there is None or (here is not None and here.updated_on >= there.updated_on):
        return
    Profile.objects.filter(person=kept).delete()
    Profile.objects.filter(person=merged).update(person=kept)


@merging("people.distinctpeople.one")
@merging("people.distinctpeople.other")
def _distinct(kept: Person, merged: Person) -> None:
    """Whoever was told apart from one is told apart from both."""
    for pair in DistinctPeople.objects.filter(Q(one=merged) | Q(other=merged)):
        third = pair.other_id if pair.one_id == merged.pk else pair.one_id
        pair.delete()
        if third != kept.pk:
            DistinctPeople.objects.get_or_create(one_id=min(third, kept.pk), other_id=max(third, kept.pk))


@merging("people.candidacy.person")
def _candidacies(kept: Person, merged: Person) -> None:
    """Candidacies follow; of two under way for one offer, a hire stays, else the one answered, else the first."""
    held = {one.offer_id: one for one in kept.candidacies.filter(state__in=ACTIVE)}
    Candidacy.objects.filter(person=merged).exclude(state__in=ACTIVE).update(person=kept)
    for candidacy in merged.candidacies.filter(state__in=ACTIVE):
        same = held.get(candidacy.offer_id)
        if same is not None:
            loser = same if _advanced(candidacy) > _advanced(same) else candidacy
            loser.delete()
            if loser is candidacy:
                continue
        Candidacy.objects.filter(pk=candidacy.pk).update(person=kept)


@merging("people.formername.person")
def _former_names(kept: Person, merged: Person) -> None:
    """Every spelling follows: an erasure looks for them all."""
    held = set(kept.former_names.values_list(*NAMING))
    for one in merged.former_names.all():
        if tuple(getattr(one, name) for name in NAMING) not in held:
            FormerName.objects.filter(pk=one.pk).update(person=kept)


def _advanced(candidacy: Candidacy) -> tuple[bool, bool]:
    return candidacy.state == CandidacyState.HIRED, candidacy.answered_on is not None


def repoint(model: Any, field: str = "person") -> Move:
    """The rule of a relation whose rows simply follow the person."""

    def move(kept: Person, merged: Person) -> None:
        model.objects.filter(**{field: merged}).update(**{field: kept})

    return move


merging("people.pathwaystep.person")(repoint(PathwayStep))
merging("people.handover.received")(repoint(HandOver, "received"))


@merging("people.handover.person")
def _handovers(kept: Person, merged: Person) -> None:
    """Hand-overs follow; of two that run, the one accepted stays, else the one of the record kept."""
    running = (HandOverState.PROPOSED, HandOverState.ACCEPTED)
    own, other = (HandOver.objects.filter(person=one, state__in=running).first() for one in (kept, merged))
    if own is not None and other is not None:
        loser = own if other.state == HandOverState.ACCEPTED != own.state else other
        ended = HandOverState.ENDED if loser.state == HandOverState.ACCEPTED else HandOverState.WITHDRAWN
        HandOver.objects.filter(pk=loser.pk).update(state=ended, ended_on=timezone.localdate())
    HandOver.objects.filter(person=merged).update(person=kept)
