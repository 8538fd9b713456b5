"""From the record to the text: the facts of a clause, its mandatory items, and who must agree first."""

from __future__ import annotations

from datetime import date

from levier.domain.eligibility import COMMON_CODES, CRITERIA, by_code
from levier.domain.errors import RuleError
from levier.domain.obligations import OrderRule
from levier.domain.quantities import ZERO, Euros
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.domain.vocabulary import Ccag, Lever, Modality, ReservedArticle
from levier.domain.wording import (
    Counting,
    FacilitatorContact,
    FixedHours,
    HoursTerms,
    PenaltyText,
    ShareOfHours,
    Wording,
    WordingFacts,
    write,
)
from levier.procurement.models import Lot

from .enums import ConsentAnswer, HoursBasis
from .facts import applicable
from .models import Clause
from .stored import scheme_from

COMMON_PUBLICS = tuple(criterion.label for criterion in CRITERIA if criterion.code in COMMON_CODES)


def lot_label(lot: Lot) -> str:
    """« Lot 2 : Peinture », empty when the contract has a single lot."""
    return f"Lot {lot.number} : {lot.title}" if len(lot.contract.lots.all()) > 1 else ""


def order_rule(clause: Clause, tranche: Euros) -> OrderRule:
    """The clause's rule by amounts, the same for the text and for the follow-up."""
    return OrderRule(
        tranche=tranche,
        hours_per_tranche=clause.hours_per_tranche,
        counting=TrancheCounting(clause.tranche_counting),
        trigger=clause.trigger_amount or ZERO,
        basis=AmountBasis(clause.amount_basis),
    )


def hours_terms(clause: Clause) -> HoursTerms | None:
    """The hours as the contract writes them; ``None`` while they are not set."""
    if clause.hours_basis == HoursBasis.PER_EURO and clause.tranche:
        return order_rule(clause, clause.tranche)
    if clause.hours_basis == HoursBasis.SHARE_OF_HOURS and clause.hours_share:
        return ShareOfHours(clause.hours_share)
    if clause.hours_basis == HoursBasis.FIXED and clause.hours:
        return FixedHours(clause.hours)
    return None


def contact_of(clause: Clause) -> FacilitatorContact | None:
    """The named facilitator with professional details: their own address, the workspace's telephone."""
    user = clause.named_facilitator
    if user is None:
        return None
    workspace = clause.lot.contract.workspace
    return FacilitatorContact(str(user), workspace.name, user.email, workspace.contact_phone)


def penalties_of(clause: Clause) -> PenaltyText:
    """The penalties as entered."""
    return PenaltyText(
        per_hour=clause.penalty_per_hour,
        smic_multiple=clause.penalty_smic_multiple,
        lump_sum=clause.penalty_lump_sum,
        per_day=clause.penalty_per_day,
        cap=clause.penalty_cap,
        cap_share=clause.penalty_cap_share,
        ccag_cap=clause.ccag_cap_applies,
        ccag_exemption=clause.ccag_exemption_applies,
    )


def facts_of(clause: Clause, *, today: date) -> WordingFacts:
    """Everything the text is made of."""
    lot, contract = clause.lot, clause.lot.contract
    lever = Lever(clause.lever) if clause.lever else None
    return WordingFacts(
        lever=lever,
        applicable=applicable(contract, today=today, insertion_is_object=lever is Lever.INSERTION_SERVICES),
        buyer=contract.buyer.name,
        object=contract.title,
        lot=lot_label(lot),
        is_framework=contract.is_framework,
        ccag=Ccag(contract.ccag) if contract.ccag else None,
        reserved=ReservedArticle(clause.reserved_article) if clause.reserved_article else None,
        scope=clause.scope,
        facilitator=contact_of(clause),
        publics=tuple(by_code(code).label for code in clause.publics),
        common_publics=COMMON_PUBLICS,
        modalities=tuple(Modality(code) for code in clause.modalities),
        hours=hours_terms(clause),
        counting=Counting(
            cdi_years_cap=clause.cdi_years_cap, leave_counts=clause.leave_counts, pmsmp_counts=clause.pmsmp_counts
        ),
        penalties=penalties_of(clause),
        scheme=scheme_from(clause.criterion_scheme),
        statement_day=contract.workspace.statement_due_day,
    )


def consent_problem(clause: Clause) -> str:
    """Why the named facilitator may not be named yet; empty when they agreed, or when nobody is named."""
    if clause.named_facilitator_id is None:
        return ""
    last = next((one for one in clause.consents.all() if one.facilitator_id == clause.named_facilitator_id), None)
    name = str(clause.named_facilitator)
    if last is None:
        return f"Le texte nomme {name}, dont l’accord n’a pas été demandé. Demandez-le, ou retirez ce nom."
    if last.answer == ConsentAnswer.PENDING:
        return f"Le texte nomme {name}, qui n’a pas encore répondu à la demande d’accord."
    if last.answer == ConsentAnswer.REFUSED:
        return f"{name} n’a pas donné son accord pour être nommé. Nommez une autre personne, ou redemandez-lui."
    return ""


def wording_of(clause: Clause, *, today: date) -> Wording:
    """The text of the clause.

    Raises:
        RuleError: the named facilitator has not agreed, or a mandatory item is missing.
    """
    problem = consent_problem(clause)
    if problem:
        raise RuleError(problem)
    return write(facts_of(clause, today=today))
