"""Work shared by the services of this room and of ``delivery`` (services do not call services)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.domain.errors import RuleError
from levier.domain.months import add_months
from levier.domain.vocabulary import ContractKind, Modality

from .models import Employment, Person
from .screening import screen
from .selectors import possible_twins

_OLDEST, _YOUNGEST = 100, 14
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorker:
    """The minimum a company gives of somebody it employs."""

    first_name: str
    last_name: str
    birth_date: date
    contract_kind: ContractKind
    modality: Modality
    starts_on: date
    ends_on: date | None = None
    occupation: str = ""
    weekly_hours: Decimal = Decimal(35)
    #: None: the organisation that declares employs the person.
    employer: Organisation | None = None
    employed_before: bool = False


def check_birth_date(birth_date: date, *, today: date) -> date:
    """Raise ``RuleError`` unless somebody born that day can be at work."""
    if not add_months(today, -12 * _OLDEST) <= birth_date <= add_months(today, -12 * _YOUNGEST):
        raise RuleError(
            f"Vérifiez la date de naissance : la personne aurait moins de {_YOUNGEST} ans ou plus de {_OLDEST} ans.",
            field="birth_date",
        )
    return birth_date


def check_day(value: date | None, *, field: str) -> date | None:
    """Raise ``RuleError`` unless the day is of this age: year 0222 is a slip of the keyboard."""
    if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise RuleError(f"L’année {value.year} n’est pas possible : corrigez la date.", field=field)
    return value


def check_name(name: str, *, field: str) -> str:
    """A name with at least one letter, free of what we never store."""
    clean = " ".join(screen(name, field=field).split())
    if not any(character.isalpha() for character in clean):
        raise RuleError("Écrivez un nom en toutes lettres.", field=field)
    return clean


def hire(*, workspace: Workspace, worker: NewWorker, employer: Organisation, today: date) -> Employment:
    """The work contract of somebody a company declares, found or created, person included.

    The person is matched on name and birth date within the workspace, so that nobody is counted twice.

    Raises:
        RuleError: impossible dates, or a text that holds what is never stored.
    """
    first, last = check_name(worker.first_name, field="first_name"), check_name(worker.last_name, field="last_name")
    check_birth_date(worker.birth_date, today=today)
    check_day(worker.starts_on, field="starts_on")
    check_day(worker.ends_on, field="ends_on")
    if worker.ends_on is not None and worker.ends_on < worker.starts_on:
        raise RuleError("Le contrat finit avant d’avoir commencé.", field="ends_on")
    if worker.starts_on < add_months(worker.birth_date, 12 * _YOUNGEST):
        raise RuleError("Vérifiez le début du contrat : la personne avait moins de 14 ans.", field="starts_on")
    occupation = screen(worker.occupation, field="occupation")
    person = possible_twins(
        workspace_id=workspace.pk, first_name=first, last_name=last, birth_date=worker.birth_date
    ).first() or Person.objects.create(
        workspace=workspace, first_name=first, last_name=last, birth_date=worker.birth_date
    )
    employment, _ = Employment.objects.get_or_create(
        person=person,
        employer=employer,
        starts_on=worker.starts_on,
        contract_kind=worker.contract_kind.value,
        defaults={
            "modality": worker.modality.value,
            "occupation": occupation,
            "ends_on": worker.ends_on,
            "weekly_hours": worker.weekly_hours,
            "employed_before": worker.employed_before,
        },
    )
    return employment
