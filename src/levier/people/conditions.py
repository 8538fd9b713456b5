"""What an offer may ask for: a closed list, the one profiles use, so that both say the same thing."""

from __future__ import annotations

from collections.abc import Iterable

from levier.domain.certificates import CERTIFICATES, certificate_choices
from levier.domain.matching import Condition

#: Means of travel a site may need for the work itself.
_MEANS = (("permit_b", "Permis B"), ("vehicle", "Véhicule personnel"))
_LABELS: dict[str, str] = {**dict(_MEANS), **{one.code: one.label for one in CERTIFICATES}}


def condition_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The list by family, as a form shows it."""
    return [("Déplacements", list(_MEANS)), *certificate_choices()]


def conditions(codes: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions behind codes, in the order of the list; a code taken out since is left aside."""
    wanted = set(codes)
    return tuple(Condition(code, label) for code, label in _LABELS.items() if code in wanted)


def unknown_conditions(codes: Iterable[str]) -> set[str]:
    """Codes that are not in the list."""
    return set(codes) - _LABELS.keys()
