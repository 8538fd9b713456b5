"""What a sheet of hours is compared with, already scoped to the actor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from levier.accounts.actor import Actor
from levier.directory.models import StructureProfile
from levier.domain.months import add_months
from levier.domain.vocabulary import Modality, StructureKind
from levier.people.models import Employment

from ..enums import LineState
from ..models import HoursLine, HoursSheet, HoursStatement, SheetColumns
from ..sheets import Remembered
from ..sheets.match import Known
from .statements import OPEN, statements

_MODALITIES = {
    StructureKind.EI: Modality.SUBCONTRACT_EI,
    StructureKind.ETTI: Modality.LABOUR_SUPPLY_ETTI,
    StructureKind.AI: Modality.LABOUR_SUPPLY_AI,
    StructureKind.ACI: Modality.SUBCONTRACT_ACI,
    StructureKind.EA: Modality.SUBCONTRACT_EA,
    StructureKind.EATT: Modality.LABOUR_SUPPLY_EATT,
    StructureKind.ESAT: Modality.SUBCONTRACT_ESAT,
    StructureKind.GEIQ: Modality.LABOUR_SUPPLY_GEIQ,
    StructureKind.REGIE: Modality.SUBCONTRACT_REGIE,
}
#: Months looked back for the people a declarant has declared without employing them.
_RECENT_MONTHS = 6


def fillable(*, actor: Actor, statement: HoursStatement) -> list[HoursStatement]:
    """The statements one sheet may fill: those its declarant still has to send for the month, this one first."""
    found = (
        statements(actor=actor)
        .filter(declarant_id=statement.declarant_id, month=statement.month, state__in=OPEN, obligation__closed_on=None)
        .order_by("pk")
    )
    return sorted(found, key=lambda one: one.pk != statement.pk)


def known(found: list[HoursStatement]) -> Known:
    """The people, contracts and validated hours a sheet for these statements (at least one, of one month) is compared with."""
    first = found[0]
    pks = [one.pk for one in found]
    recent = HoursLine.objects.filter(
        statement__declarant_id=first.declarant_id,
        statement__month__gte=add_months(first.month, -_RECENT_MONTHS),
        statement__month__lte=first.month,
    )
    employments = Employment.objects.filter(
        Q(employer_id=first.declarant_id) | Q(pk__in=recent.values("employment")),
        person__workspace_id=first.obligation.workspace_id,
        person__erased_on=None,
        is_double=False,
    )
    accepted = HoursLine.objects.filter(statement__in=pks, state=LineState.ACCEPTED)
    kind = (
        StructureProfile.objects.filter(organisation=first.declarant_id)
        .values_list("structure_kind", flat=True)
        .first()
    )
    return Known(
        statements=found,
        employments=list(employments.select_related("person").order_by("pk")),
        accepted={
            (statement, job, nature): hours
            for statement, job, nature, hours in accepted.values_list("statement", "employment", "kind", "hours")
        },
        modality=_MODALITIES.get(StructureKind(kind), Modality.OTHER) if kind else Modality.DIRECT_HIRE,
    )


def compared(statement: HoursStatement) -> Known:
    """The same for a statement already sent: its own lines, whatever their state."""
    return replace(known([statement]), accepted={})


def waiting_sheet(statement: HoursStatement, *, now: datetime) -> HoursSheet | None:
    """The file sent for this statement and not yet taken in."""
    return HoursSheet.objects.filter(statement=statement, expires_at__gt=now).first()


def remembered_columns(statement: HoursStatement) -> Remembered | None:
    """How the last sheet of this declarant named its columns."""
    found = SheetColumns.objects.filter(declarant=statement.declarant_id).first()
    return Remembered(dict(found.columns), found.header_row) if found else None
