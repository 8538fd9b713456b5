"""The départements and their chefs-lieux: where to count from when a commune is not in the loaded list.

The table is hand-written (``data/departements.csv``, degrees WGS 84 to two decimals) and approximate: recalled [R], not
copied from a source. ``levier referentiels chefs-lieux`` compares it with the official list of communes once loaded.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from .text import fold_place

_POSTCODE = re.compile(r"\b\d{5}\b")
_ARRONDISSEMENT = re.compile(r"^(lyon|marseille|paris) \d.*$")


@dataclass(frozen=True)
class Department:
    """A département and the town of its prefecture, with the coordinates of that town."""

    code: str
    name: str
    chef_lieu: str
    latitude: Decimal
    longitude: Decimal

    def __str__(self) -> str:
        return f"{self.chef_lieu}, chef-lieu"


@cache
def departments() -> dict[str, Department]:
    """Every département by its code, « 2A », « 974 »."""
    text = resources.files("levier.directory").joinpath("data", "departements.csv").read_text(encoding="utf-8")
    return {
        code: Department(code, name, chef_lieu, Decimal(latitude), Decimal(longitude))
        for code, name, chef_lieu, latitude, longitude in list(csv.reader(text.splitlines(), delimiter=";"))[1:]
    }


def split_place(*, postcode: str = "", name: str = "") -> tuple[str, str]:
    """The postcode and the town of an address, the postcode taken out of « Villeurbanne 69100 » when it is there."""
    found = _POSTCODE.search(name)
    if found is None:
        return postcode.strip(), name.strip()
    return postcode.strip() or found.group(), " ".join(_POSTCODE.sub(" ", name).replace("()", " ").split()).strip(" ,")


def department_for(*, postcode: str = "", name: str = "") -> Department | None:
    """The département of a postcode (cedex or not), else the one whose chef-lieu or own name this is.

    A town overseas is never guessed from its name alone: Saint-Denis is also in Seine-Saint-Denis.
    """
    code, town = split_place(postcode=postcode, name=name)
    if code:
        return departments().get(_department_code(code))
    wanted = _town(town)
    if not wanted:
        return None
    mainland = [one for one in departments().values() if len(one.code) == 2]
    return next((one for one in mainland if wanted in (fold_place(one.chef_lieu), fold_place(one.name))), None)


def _department_code(postcode: str) -> str:
    if postcode.startswith("97"):
        return postcode[:3]
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:2]


def _town(name: str) -> str:
    return _ARRONDISSEMENT.sub(r"\1", fold_place(name))


def approximation(
    *, latitude: Decimal | None, longitude: Decimal | None, postcode: str = "", name: str = ""
) -> Department | None:
    """The département whose chef-lieu stands for this place, ``None`` when the place has its own coordinates."""
    found = department_for(postcode=postcode, name=name)
    if found is None or (latitude, longitude) != (found.latitude, found.longitude):
        return None
    return None if _town(split_place(name=name)[1]) == fold_place(found.chef_lieu) else found
