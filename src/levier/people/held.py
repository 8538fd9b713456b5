"""Everything held about a person, told to them: each field with its code, its French title, its value, and that value in French.

Complete because it follows the models, as erasure does. Rooms above register how their own rows are said:

    titled(HoursLine, "Heures déclarées", names=…, codes={"month": …})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.contrib.auth import get_user_model
from django.db import models

from levier.accounts.models import Workspace
from levier.domain.certificates import certificate_labels
from levier.domain.dates import format_date
from levier.domain.eligibility import by_code
from levier.domain.matching import Barrier
from levier.domain.quantities import format_number
from levier.ui.formats import date_time

from .eligibility import criterion_label
from .erasure.relations import relations
from .models import (
    Candidacy,
    DistinctPeople,
    EligibilityStatus,
    Employment,
    Exit,
    FormerName,
    HandOver,
    JobOffer,
    PathwayStep,
    Person,
    Profile,
    SpecialFact,
)
from .occupations import occupation_labels
from .special import is_protected, opened

UNSAID = "non renseigné"

#: A row → what is said of it.
Say: TypeAlias = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One field of one row: ``value`` for a program, ``text`` for a person; never empty."""

    code: str
    label: str
    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one kind about a person."""

    code: str
    title: str
    rows: tuple[tuple[Told, ...], ...]


_TITLES: dict[str, str] = {}
#: How a row is named where another one points to it.
_NAMES: dict[type[models.Model], Say] = {}
#: What a name follows, read with the row that it names.
_READS: dict[type[models.Model], tuple[str, ...]] = {}
#: « app.model.field » → its value in French, where neither its type nor its choices say it.
_CODES: dict[str, Say] = {}


def titled(model: type[models.Model], title: str, *, codes: Mapping[str, Say] | None = None) -> None:
    """Give a table its title, and the words of the fields that hold codes. The order of calls is that of reading."""
    label = model._meta.label_lower
    _TITLES[label] = title
    _CODES.update({f"{label}.{field}": say for field, say in (codes or {}).items()})


def named(model: type[models.Model], say: Say, *reads: str) -> None:
    """Say a row where another one points to it; without it, its own ``str``. ``reads``: the lookups its name follows."""
    _NAMES[model], _READS[model] = say, reads


def titles() -> Mapping[str, str]:
    """Model → title, in the order of reading."""
    return _TITLES


def everything_held(person: Person) -> list[Table]:
    """Every row about the person, table by table, in the order of reading."""
    found: dict[str, list[tuple[Told, ...]]] = {Person._meta.label_lower: [_row(person)]}
    names = {Person._meta.label_lower: str(Person._meta.verbose_name)}
    seen: set[tuple[str, Any]] = set()
    for relation in relations():
        label = relation.model._meta.label_lower
        names[label] = str(relation.model._meta.verbose_name)
        for row in relation.rows(person).select_related(*_followed(relation.model)).order_by("pk"):
            if (label, row.pk) not in seen:
                seen.add((label, row.pk))
                found.setdefault(label, []).append(_row(row))
    order = [*_TITLES, *(label for label in found if label not in _TITLES)]
    return [
        Table(label, _TITLES.get(label, names[label].capitalize()), tuple(found[label]))
        for label in order
        if label in found
    ]


def as_data(tables: list[Table]) -> dict[str, Any]:
    """The same for a program: codes as keys, the French titles and values beside them (GDPR, art. 20)."""
    return {
        table.code: {
            "titre": table.title,
            "lignes": [
                {one.code: {"intitulé": one.label, "valeur": one.value, "en clair": one.text} for one in row}
                for row in table.rows
            ],
        }
        for table in tables
    }


def _followed(model: type[models.Model]) -> list[str]:
    """The foreign keys a row is said with, and what their names follow: one query for all the rows of a table."""
    shown = [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey) and not _is_hidden(one)]
    further = [f"{one.name}__{path}" for one in shown for path in _READS.get(one.related_model, ())]
    return [*(one.name for one in shown), *further]


def _is_hidden(field: models.Field[Any, Any]) -> bool:
    """The keys to other people, to accounts and to the workspace say nothing of the person."""
    return issubclass(field.related_model or object, (Person, Workspace, get_user_model()))


def _row(row: models.Model) -> tuple[Told, ...]:
    """Its fields."""
    if isinstance(row, SpecialFact):
        secret = opened(row.status)
        return (
            Told("status", "statut", _since(row.status), _since(row.status)),
            Told("criterion", "critère", secret.criterion, secret.rule.label),
            Told("proof_kind", "justificatif vu", secret.proof_kind, secret.proof_label or UNSAID),
        )
    return tuple(
        _told(row, field)
        for field in row._meta.concrete_fields
        if not (field.primary_key and not field.related_model) and not _is_hidden(field)
    )


def _told(row: models.Model, field: models.Field[Any, Any]) -> Told:
    label = str(field.verbose_name)
    if isinstance(field, models.ForeignKey):
        other = getattr(row, field.name)
        text = "" if other is None else _NAMES.get(type(other), str)(other)
        return Told(field.name, label, text or None, text or UNSAID)
    value = field.value_from_object(row)
    return Told(field.name, label, value, _in_french(row, field, value) or UNSAID)


def _in_french(row: models.Model, field: models.Field[Any, Any], value: Any) -> str:
    say = _CODES.get(f"{row._meta.label_lower}.{field.name}")
    if value is None or value in ("", []):
        return ""
    if say is not None:
        return say(row)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return date_time(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, (Decimal, int)):
        return format_number(Decimal(value))
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)


def _since(status: EligibilityStatus) -> str:
    return f"{criterion_label(status)}, depuis le {format_date(status.valid_from)}"


def _proof(status: EligibilityStatus) -> str:
    proof = None if is_protected(status) else by_code(status.criterion).proof(status.proof_kind)
    return proof.label if proof else status.proof_kind


def _occupations(profile: Profile) -> str:
    return "\n".join(f"{label} (code ROME {code})" for code, label in occupation_labels(profile.occupations).items())


def _job(job: Employment) -> str:
    return f"{job.get_contract_kind_display()} chez {job.employer.name}, depuis le {format_date(job.starts_on)}"


named(Employment, _job, "employer")
named(EligibilityStatus, _since)
named(JobOffer, lambda job: f"{job.title}, {job.company.name}", "company")

titled(Person, "Vous")
titled(FormerName, "Comment votre dossier était écrit avant")
titled(
    Profile,
    "Votre profil",
    codes={
        "occupations": _occupations,
        "certificates": lambda one: "\n".join(certificate_labels(one.certificates)),
        "barriers": lambda one: "\n".join(Barrier(code).label for code in one.barriers),
    },
)
titled(EligibilityStatus, "Votre éligibilité", codes={"criterion": criterion_label, "proof_kind": _proof})
titled(SpecialFact, "Vos critères protégés")
titled(PathwayStep, "Vos étapes de préparation")
titled(Employment, "Vos contrats de travail")
titled(Exit, "Votre situation après un contrat")
titled(Candidacy, "Vos candidatures")
titled(HandOver, "Votre suivi, d’un espace à l’autre")
titled(DistinctPeople, "Dossiers ressemblants, qui ne sont pas les vôtres")
