"""Correct people; write their statuses and their work contracts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.eligibility import Criterion, by_code
from levier.domain.errors import Conflict, RuleError
from levier.domain.vocabulary import ContractKind, Modality
from levier.journal.services import note, service

from .. import perms, special
from ..eligibility import as_rule, lacks_proof
from ..models import EligibilityStatus, Employment, Person
from ..screening import screen
from ..special import Secret, is_protected
from ..spellings import remember
from ..values import PersonFacts
from ..writing import WorkContract, apply_facts, check_contract, check_day, employ


@service("people.person.update", perms.EDIT_PERSON)
def update_person(*, actor: Actor, person: Person, facts: PersonFacts, today: date) -> Person:
    """Correct what is recorded of a person. Raises what ``apply_facts`` raises."""
    before = Person.objects.select_for_update().get(pk=person.pk)
    apply_facts(person, facts, today=today, twin="Une autre personne porte déjà ce nom et cette date de naissance.")
    remember(person, before)
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

    Of a protected criterion the status says only that it is protected; the criterion and the proof are sealed.

    Raises:
        NotAllowed: a protected criterion, for those who may not record one.
        RuleError: unknown criterion, proof that does not fit it, checked without a proof, dates out of order.
        Conflict: the same criterion is already recorded from that day.
    """
    rule = by_code(criterion)
    if rule.special_category:
        actor.require(perms.WRITE_SPECIAL)
    if proof_kind and rule.proof(proof_kind) is None:
        raise RuleError(f"Cette pièce ne prouve pas « {rule.label} » : choisissez-en une autre.", field="proof_kind")
    if checked and not proof_kind:
        raise RuleError("Indiquez la pièce que vous avez vue.", field="proof_kind")
    if checked:
        _require_date(rule, proof_kind, proof_on)
    for field, day in (("valid_from", valid_from), ("valid_until", valid_until), ("proof_on", proof_on)):
        check_day(day, field=field)
    if proof_on is not None and proof_on > today:
        raise RuleError("La pièce ne peut pas être datée du futur.", field="proof_on")
    if valid_until is not None and valid_until < valid_from:
        raise RuleError("Le statut finit avant d’avoir commencé.", field="valid_until")
    Person.objects.select_for_update().get(pk=person.pk)  # no constraint sees that two sealed criteria are the same
    same_day = EligibilityStatus.objects.filter(person=person, criterion=rule.public_code, valid_from=valid_from)
    if any(as_rule(one).criterion == criterion for one in same_day.select_related("special")):
        raise Conflict(
            "Ce critère est déjà enregistré à partir de ce jour : corrigez-le depuis la fiche de la personne "
            "(« Vérifier » pour la pièce, « Finir » pour la fin)."
        )
    status = EligibilityStatus.objects.create(
        person=person,
        criterion=rule.public_code,
        valid_from=valid_from,
        valid_until=valid_until,
        proof_kind="" if rule.special_category else proof_kind,
        proof_on=proof_on,
        checked_on=today if checked else None,
        checked_by_id=actor.user_id if checked else None,
    )
    if rule.special_category:
        special.keep(status, Secret(criterion, proof_kind))
    note(person, status=status.pk, checked=checked)
    return status


@service("people.status.check", perms.CHECK_STATUS)
def check_status(
    *, actor: Actor, status: EligibilityStatus, proof_kind: str, today: date, proof_on: date | None = None
) -> EligibilityStatus:
    """Say that the proof was seen; again, when the one noted has no date or was too old.

    Raises:
        NotAllowed: a protected criterion, for those who may not record one.
        RuleError: the proof does not fit the criterion, lacks the date it needs, or is dated in the future.
        Conflict: its proof was seen already, and holds.
    """
    protected = is_protected(status)
    if protected:
        actor.require(perms.WRITE_SPECIAL)
    criterion = as_rule(status).criterion
    if by_code(criterion).proof(proof_kind) is None:
        raise RuleError("Choisissez la pièce que vous avez vue.", field="proof_kind")
    if proof_on is not None and proof_on > today:
        raise RuleError("La pièce ne peut pas être datée du futur.", field="proof_on")
    Person.objects.select_for_update().get(pk=status.person_id)
    status.refresh_from_db()
    if status.checked_on is not None and not lacks_proof(status):
        raise Conflict("Ce statut a déjà été vérifié.")
    _require_date(by_code(criterion), proof_kind, proof_on)
    status.proof_kind, status.proof_on = "" if protected else proof_kind, proof_on
    status.checked_on, status.checked_by_id = today, actor.user_id
    status.save(update_fields=["proof_kind", "proof_on", "checked_on", "checked_by"])
    if protected:
        special.keep(status, Secret(criterion, proof_kind))
    note(status.person, status=status.pk)
    return status


def _require_date(rule: Criterion, proof_kind: str, proof_on: date | None) -> None:
    """A proof that must be recent says nothing without its date; how recent would name a protected criterion."""
    proof = rule.proof(proof_kind)
    if proof is not None and proof.freshness_months and proof_on is None:
        raise RuleError("Indiquez la date de la pièce : elle doit être récente à l’entrée.", field="proof_on")


@service("people.status.end", perms.CHECK_STATUS)
def end_status(*, actor: Actor, status: EligibilityStatus, valid_until: date) -> EligibilityStatus:
    """Set the last day of a status. Hours already validated keep the status of their day.

    Raises:
        RuleError: the end precedes the start.
    """
    if valid_until < status.valid_from:
        raise RuleError("Le statut finit avant d’avoir commencé.", field="valid_until")
    status.valid_until, status.warned_at_days = valid_until, None
    status.save(update_fields=["valid_until", "warned_at_days"])
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
    contract = WorkContract(
        contract_kind=contract_kind,
        modality=modality,
        starts_on=starts_on,
        ends_on=ends_on,
        occupation=occupation,
        weekly_hours=weekly_hours,
        employed_before=employed_before,
    )
    employment, made = employ(person, employer, contract)
    if not made:
        raise Conflict("Ce contrat de travail est déjà enregistré.")
    note(employment, contract_kind=contract_kind.value, modality=modality.value)
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
    check_contract(employment.starts_on, ends_on, weekly_hours)
    employment.modality, employment.ends_on = modality.value, ends_on
    employment.occupation = screen(occupation, field="occupation")
    employment.weekly_hours, employment.employed_before = weekly_hours, employed_before
    employment.save()
    note(employment, modality=modality.value, ends_on=ends_on)
    return employment
