"""Work shared by the services of this room and of ``delivery`` (services do not call services)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.directory.places import commune_for
from levier.domain.errors import Conflict, RuleError
from levier.domain.months import add_months
from levier.domain.vocabulary import ContractKind, Modality

from .models import Employment, Person, Profile
from .screening import screen
from .selectors import possible_twins
from .values import PersonFacts

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkContract:
    """A work contract of somebody already recorded; hours are a week."""

    contract_kind: ContractKind
    modality: Modality
    starts_on: date
    ends_on: date | None = None
    occupation: str = ""
    weekly_hours: Decimal = Decimal(35)
    employed_before: bool = False


def check_contract(starts_on: date, ends_on: date | None, weekly_hours: Decimal) -> None:
    """Raise ``RuleError`` unless the days follow each other and the hours are those of a week."""
    check_day(starts_on, field="starts_on")
    check_day(ends_on, field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleError("Le contrat finit avant d’avoir commencé.", field="ends_on")
    if not 0 < weekly_hours <= 48:
        raise RuleError("Indiquez entre 1 et 48 heures par semaine.", field="weekly_hours")


def employ(person: Person, employer: Organisation, contract: WorkContract) -> tuple[Employment, bool]:
    """The work contract, found by its employer, first day and kind, or created; says whether it was.

    Raises:
        RuleError: impossible dates or hours, or a text that holds what is never stored.
    """
    check_contract(contract.starts_on, contract.ends_on, contract.weekly_hours)
    return Employment.objects.get_or_create(
        person=person,
        employer=employer,
        starts_on=contract.starts_on,
        contract_kind=contract.contract_kind.value,
        is_double=False,
        defaults={
            "modality": contract.modality.value,
            "ends_on": contract.ends_on,
            "occupation": screen(contract.occupation, field="occupation"),
            "weekly_hours": contract.weekly_hours,
            "employed_before": contract.employed_before,
        },
    )


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


def apply_facts(person: Person, facts: PersonFacts, *, today: date, twin: str) -> None:
    """Write who a person is; ``twin`` says that somebody else of that name was born that day.

    Raises:
        Conflict: somebody of that name, born that day, is already recorded.
        RuleError: an impossible date, or a text that holds what is never stored.
    """
    person.first_name = check_name(facts.first_name, field="first_name")
    person.last_name = check_name(facts.last_name, field="last_name")
    person.birth_date = check_birth_date(facts.birth_date, today=today)
    check_day(facts.informed_on, field="informed_on")
    if facts.informed_on is not None and facts.informed_on > today:
        raise RuleError("La personne ne peut pas avoir été informée dans le futur.", field="informed_on")
    if facts.referrer is not None and facts.referrer.workspace_id != person.workspace_id:
        raise RuleError("Choisissez un prescripteur de votre annuaire.", field="referrer")
    person.sex, person.education, person.in_qpv = facts.sex.value, facts.education.value, facts.in_qpv
    person.postcode, person.city = screen(facts.postcode, field="postcode"), screen(facts.city, field="city")
    person.phone, person.email = screen(facts.phone, field="phone"), facts.email.strip()
    person.referrer, person.informed_on = facts.referrer, facts.informed_on
    try:
        with transaction.atomic():  # the constraint decides, also between two who write at the same time
            person.save()
    except IntegrityError as error:
        if _twins(person).exists():
            raise Conflict(twin) from error
        raise
    Profile.objects.filter(person=person).update(commune=commune_for(postcode=person.postcode, name=person.city))


def _twins(person: Person) -> QuerySet[Person]:
    return possible_twins(
        workspace_id=person.workspace_id,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.birth_date,
    ).exclude(pk=person.pk)


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
    person, _ = possible_twins(
        workspace_id=workspace.pk, first_name=first, last_name=last, birth_date=worker.birth_date
    ).get_or_create(
        defaults={"workspace": workspace, "first_name": first, "last_name": last, "birth_date": worker.birth_date}
    )
    employment, _ = Employment.objects.get_or_create(
        person=person,
        employer=employer,
        starts_on=worker.starts_on,
        contract_kind=worker.contract_kind.value,
        is_double=False,
        defaults={
            "modality": worker.modality.value,
            "occupation": occupation,
            "ends_on": worker.ends_on,
            "weekly_hours": worker.weekly_hours,
            "employed_before": worker.employed_before,
        },
    )
    return employment
