"""Write people, their statuses and their work contracts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.eligibility import by_code
from levier.domain.errors import Conflict, RuleError
from levier.domain.vocabulary import ContractKind, Modality
from levier.journal.services import note, service

from . import perms
from .enums import Education, Sex
from .models import EligibilityStatus, Employment, Person
from .screening import screen
from .selectors import possible_twins
from .writing import check_birth_date, check_day, check_name


def _fill(
    person: Person,
    *,
    first_name: str,
    last_name: str,
    birth_date: date,
    today: date,
    sex: Sex,
    education: Education,
    in_qpv: bool | None,
    postcode: str,
    city: str,
    phone: str,
    email: str,
    referrer: Organisation | None,
    informed_on: date | None,
) -> Person:
    person.first_name, person.last_name = (
        check_name(first_name, field="first_name"),
        check_name(last_name, field="last_name"),
    )
    person.birth_date = check_birth_date(birth_date, today=today)
    check_day(informed_on, field="informed_on")
    if informed_on is not None and informed_on > today:
        raise RuleError("La personne ne peut pas avoir été informée dans le futur.", field="informed_on")
    if referrer is not None and referrer.workspace_id != person.workspace_id:
        raise RuleError("Choisissez un prescripteur de votre annuaire.", field="referrer")
    person.sex, person.education, person.in_qpv = sex.value, education.value, in_qpv
    person.postcode, person.city = screen(postcode, field="postcode"), screen(city, field="city")
    person.phone, person.email = screen(phone, field="phone"), email.strip()
    person.referrer, person.informed_on = referrer, informed_on
    return person


@service("people.person.create", perms.EDIT_PERSON)
def create_person(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    birth_date: date,
    today: date,
    sex: Sex = Sex.UNSAID,
    education: Education = Education.UNSAID,
    in_qpv: bool | None = None,
    postcode: str = "",
    city: str = "",
    phone: str = "",
    email: str = "",
    referrer: Organisation | None = None,
    informed_on: date | None = None,
) -> Person:
    """Record a person.

    Raises:
        Conflict: somebody of that name, born that day, is already recorded.
        RuleError: an impossible date, or a text that holds what is never stored.
    """
    twins = possible_twins(
        workspace_id=actor.workspace_id, first_name=first_name, last_name=last_name, birth_date=birth_date
    )
    if twins.exists():
        raise Conflict("Cette personne est déjà enregistrée : cherchez-la dans la liste.")
    person = _fill(
        Person(workspace=actor.workspace),
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        today=today,
        sex=sex,
        education=education,
        in_qpv=in_qpv,
        postcode=postcode,
        city=city,
        phone=phone,
        email=email,
        referrer=referrer,
        informed_on=informed_on,
    )
    person.save()
    note(person)
    return person


@service("people.person.update", perms.EDIT_PERSON)
def update_person(
    *,
    actor: Actor,
    person: Person,
    first_name: str,
    last_name: str,
    birth_date: date,
    today: date,
    sex: Sex = Sex.UNSAID,
    education: Education = Education.UNSAID,
    in_qpv: bool | None = None,
    postcode: str = "",
    city: str = "",
    phone: str = "",
    email: str = "",
    referrer: Organisation | None = None,
    informed_on: date | None = None,
) -> Person:
    """Correct what is recorded of a person. Raises the same errors as ``create_person``."""
    twins = possible_twins(
        workspace_id=actor.workspace_id, first_name=first_name, last_name=last_name, birth_date=birth_date
    ).exclude(pk=person.pk)
    if twins.exists():
        raise Conflict("Une autre personne porte déjà ce nom et cette date de naissance.")
    _fill(
        person,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        today=today,
        sex=sex,
        education=education,
        in_qpv=in_qpv,
        postcode=postcode,
        city=city,
        phone=phone,
        email=email,
        referrer=referrer,
        informed_on=informed_on,
    )
    person.save()
    note(person)
    return person


@service("people.status.record", perms.CHECK_STATUS)
def record_status(
    *,
    actor: Actor,
    person: Person,
    criterion: str,
    valid_from: date,
    today: date,
    valid_until: date | None = None,
    proof_kind: str = "",
    proof_on: date | None = None,
    checked: bool = False,
) -> EligibilityStatus:
    """Record a dated status: the proof seen, and by whom. The proof itself is never kept.

    Raises:
        RuleError: unknown criterion, proof that does not fit it, checked without a proof, dates out of order.
        Conflict: the same criterion is already recorded from that day.
    """
    rule = by_code(criterion)
    if proof_kind and rule.proof(proof_kind) is None:
        raise RuleError(f"Cette pièce ne prouve pas « {rule.label} » : choisissez-en une autre.", field="proof_kind")
    if checked and not proof_kind:
        raise RuleError("Indiquez la pièce que vous avez vue.", field="proof_kind")
    for field, day in (("valid_from", valid_from), ("valid_until", valid_until), ("proof_on", proof_on)):
        check_day(day, field=field)
    if proof_on is not None and proof_on > today:
        raise RuleError("La pièce ne peut pas être datée du futur.", field="proof_on")
    if valid_until is not None and valid_until < valid_from:
        raise RuleError("Le statut finit avant d’avoir commencé.", field="valid_until")
    if EligibilityStatus.objects.filter(person=person, criterion=criterion, valid_from=valid_from).exists():
        raise Conflict("Ce critère est déjà enregistré à partir de ce jour.")
    status = EligibilityStatus.objects.create(
        person=person,
        criterion=criterion,
        valid_from=valid_from,
        valid_until=valid_until,
        proof_kind=proof_kind,
        proof_on=proof_on,
        checked_on=today if checked else None,
        checked_by_id=actor.user_id if checked else None,
    )
    note(person, status=status.pk, checked=checked)
    return status


@service("people.status.check", perms.CHECK_STATUS)
def check_status(
    *, actor: Actor, status: EligibilityStatus, proof_kind: str, today: date, proof_on: date | None = None
) -> EligibilityStatus:
    """Say that the proof was seen.

    Raises:
        RuleError: the proof does not fit the criterion or is dated in the future.
        Conflict: somebody checked it meanwhile.
    """
    if by_code(status.criterion).proof(proof_kind) is None:
        raise RuleError("Choisissez la pièce que vous avez vue.", field="proof_kind")
    if proof_on is not None and proof_on > today:
        raise RuleError("La pièce ne peut pas être datée du futur.", field="proof_on")
    updated = EligibilityStatus.objects.filter(pk=status.pk, checked_on__isnull=True).update(
        proof_kind=proof_kind, proof_on=proof_on, checked_on=today, checked_by_id=actor.user_id
    )
    if not updated:
        raise Conflict("Ce statut a déjà été vérifié.")
    status.refresh_from_db()
    note(status.person, status=status.pk)
    return status


@service("people.status.end", perms.CHECK_STATUS)
def end_status(*, actor: Actor, status: EligibilityStatus, valid_until: date) -> EligibilityStatus:
    """Set the last day of a status. Hours already validated keep the status of their day.

    Raises:
        RuleError: the end precedes the start.
    """
    if valid_until < status.valid_from:
        raise RuleError("Le statut finit avant d’avoir commencé.", field="valid_until")
    status.valid_until = valid_until
    status.save(update_fields=["valid_until"])
    note(status.person, status=status.pk, valid_until=valid_until)
    return status


@service("people.employment.create", perms.EDIT_EMPLOYMENT)
def create_employment(
    *,
    actor: Actor,
    person: Person,
    employer: Organisation,
    contract_kind: ContractKind,
    modality: Modality,
    starts_on: date,
    ends_on: date | None = None,
    occupation: str = "",
    weekly_hours: Decimal = Decimal(35),
    employed_before: bool = False,
) -> Employment:
    """Record a work contract. Raises ``RuleError`` (dates) or ``Conflict`` (already recorded)."""
    if employer.workspace_id != actor.workspace_id or person.workspace_id != actor.workspace_id:
        raise RuleError("Choisissez un employeur de votre annuaire.", field="employer")
    _check_contract(starts_on, ends_on, weekly_hours)
    kind = contract_kind.value
    if person.employments.filter(employer=employer, starts_on=starts_on, contract_kind=kind).exists():
        raise Conflict("Ce contrat de travail est déjà enregistré.")
    employment = Employment.objects.create(
        person=person,
        employer=employer,
        contract_kind=kind,
        modality=modality.value,
        starts_on=starts_on,
        ends_on=ends_on,
        occupation=screen(occupation, field="occupation"),
        weekly_hours=weekly_hours,
        employed_before=employed_before,
    )
    note(employment, contract_kind=kind, modality=modality.value)
    return employment


@service("people.employment.update", perms.EDIT_EMPLOYMENT)
def update_employment(
    *,
    actor: Actor,
    employment: Employment,
    modality: Modality,
    ends_on: date | None,
    occupation: str,
    weekly_hours: Decimal,
    employed_before: bool,
) -> Employment:
    """Correct a work contract; its employer, kind and first day stay. Raises ``RuleError`` (dates)."""
    _check_contract(employment.starts_on, ends_on, weekly_hours)
    employment.modality, employment.ends_on = modality.value, ends_on
    employment.occupation = screen(occupation, field="occupation")
    employment.weekly_hours, employment.employed_before = weekly_hours, employed_before
    employment.save()
    note(employment, modality=modality.value, ends_on=ends_on)
    return employment


def _check_contract(starts_on: date, ends_on: date | None, weekly_hours: Decimal) -> None:
    check_day(starts_on, field="starts_on")
    check_day(ends_on, field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleError("Le contrat finit avant d’avoir commencé.", field="ends_on")
    if not 0 < weekly_hours <= 48:
        raise RuleError("Indiquez entre 1 et 48 heures par semaine.", field="weekly_hours")
