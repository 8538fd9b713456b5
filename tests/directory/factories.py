"""Structures, sheets and files the tests of the directory need. All fictional."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from levier.accounts.models import Workspace
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation, StructureProfile
from levier.domain.vocabulary import StructureKind

#: Sound keys, invented numbers.
SIRET = "80000000200009"
OTHER_SIRET = "80000000200017"
POSTE_BRANCH = "35600000012341"  # digits sum to a multiple of five; Luhn fails


def structure(workspace: Workspace, name: str = "Chantier du Bois (fictif)", **given: Any) -> Organisation:
    """An inclusive structure with its profile."""
    profile = {
        "structure_kind": StructureKind.EI.value,
        "trades": ["painting"],
        "capacity_hours_month": Decimal(300),
        **given.pop("profile", {}),
    }
    organisation = Organisation.objects.create(workspace=workspace, kind=OrganisationKind.STRUCTURE, name=name, **given)
    StructureProfile.objects.create(organisation=organisation, **profile)
    return organisation


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
