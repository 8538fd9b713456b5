"""Which local services may lift a barrier for somebody: by kind, and by what each says it covers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .departments import department_for, departments
from .models import LocalService
from .text import fold, fold_place

#: « 61 », « 2B », « 974 », « 61000 »; not the number of « 30 km », « 15 communes » or « 20 minutes ».
_CODE = re.compile(r"\b(?:\d{5}|97\d|\d{2}|2[abAB])\b(?!\s*(?!(?:et|ou|à|hors|sauf|jusqu)\b)[a-zà-ÿ%])")


def services_near(
    services: Iterable[LocalService], *, kind: str, postcode: str = "", city: str = "", limit: int = 3
) -> list[LocalService]:
    """Services of one kind that may serve a place, those that name its commune first.

    ``area`` is free text: what names another département is left out, what names no place serves the whole territory.
    """
    found = [one for one in services if one.kind == kind and _may_serve(one.area, postcode)]
    return sorted(found, key=lambda one: (not _names(one.area, postcode, city), one.name, one.pk))[:limit]


def _may_serve(area: str, postcode: str) -> bool:
    codes = {_department(code) for code in _CODE.findall(area)} & departments().keys()
    return not codes or not postcode or _department(postcode) in codes


def _department(code: str) -> str:
    """Code of the département of a postcode, or the code itself."""
    found = department_for(postcode=code) if len(code) == 5 else None
    return found.code if found else code.upper()


def _names(area: str, postcode: str, city: str) -> bool:
    said, town = f" {fold_place(area)} ", fold_place(city)
    if (town and f" {town} " in said) or (postcode and postcode in said.split()):
        return True
    department = department_for(postcode=postcode) if postcode else None
    return department is not None and f" {fold(department.name)} " in said
