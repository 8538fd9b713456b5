"""What a clause still needs before it can be proposed and the contract launched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from levier.domain.dates import format_date
from levier.domain.errors import RuleError
from levier.domain.obligations import OrderRule
from levier.domain.quantities import format_euros, format_hours, format_number, format_rate
from levier.domain.tranches import TrancheCounting
from levier.domain.vocabulary import Lever
from levier.domain.wording import FixedHours, PenaltyText
from levier.procurement.models import Contract, Lot
from levier.ui.formats import plural

from .enums import ClauseState
from .facts import UNCERTAIN, applicable
from .models import Clause, SupplyCheck
from .wording import consent_problem, hours_terms, penalties_of

_CONDITION = (Lever.PERFORMANCE_CONDITION, Lever.CONDITION_AND_CRITERION)
_CRITERION = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)
_RESERVED = (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)


_COUNTED = {
    TrancheCounting.COMPLETE: "tranche entière",
    TrancheCounting.STARTED: "tranche entamée",
    TrancheCounting.PROPORTIONAL: "tranche au prorata",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: what it is, where it stands, and the page that does it."""

    label: str
    value: str
    done: bool
    page: str
    to_check: bool = False
    #: Nothing is there, and nothing needs to be.
    optional: bool = False


def hours_sentence(clause: Clause | None) -> str:
    """« 833 h », « 1 h par tranche de 2 000 € facturés au-delà de 2 700 000 € », « 5 % des heures travaillées »."""
    terms = hours_terms(clause) if clause else None
    if terms is None:
        return ""
    if isinstance(terms, FixedHours):
        return format_hours(terms.hours)
    if isinstance(terms, OrderRule):
        above = f" au-delà de {format_euros(terms.trigger)}" if terms.trigger else ""
        return f"{terms.phrase} {terms.basis.adjective}{above} ({_COUNTED[terms.counting]})"
    return f"{format_rate(terms.share)} des heures travaillées"


def lacks_hours(clause: Clause | None) -> bool:
    """Whether a lever was chosen, and not refused by the buyer, without anybody writing its hours."""
    if clause is None or clause.lever in ("", Lever.NONE) or clause.state == ClauseState.REFUSED:
        return False
    return hours_terms(clause) is None


def checklist(clause: Clause | None, lot: Lot, *, today: date) -> tuple[Item, ...]:
    """The items this clause needs, given its lever."""
    duty = _duty_item(clause, lot, today=today)
    lever = Lever(clause.lever) if clause and clause.lever else None
    items = [Item("Levier", lever.label if lever else "à choisir", lever is not None, "lever"), duty]
    if clause is None or lever is None or lever is Lever.NONE:
        return tuple(items)
    if lever in _RESERVED:
        items.append(Item("Article de la réservation", clause.reserved_article, bool(clause.reserved_article), "lever"))
    if lever in _CONDITION:
        sentence = hours_sentence(clause)
        items.append(Item("Heures d’insertion", sentence, bool(sentence), "hours" if sentence else "calibration"))
    if lever in (*_CONDITION, Lever.INSERTION_SERVICES):
        items.append(
            Item(
                "Périmètre de l’action",
                shorten(clause.scope, 160, placeholder="…"),
                bool(clause.scope.strip()),
                "terms",
            )
        )
        publics = (
            plural(len(clause.publics), "public choisi", "publics choisis")
            if clause.publics
            else "liste commune du CCAG"
        )
        items.append(Item("Publics éligibles", publics, done=True, page="terms"))
    if lever in _CRITERION:
        scheme = clause.criterion_scheme
        shown = plural(len(scheme["subcriteria"]), "sous-critère") if scheme else ""
        items.append(Item("Barème du critère", shown, bool(scheme), "criterion"))
    if lever in _CONDITION:
        items.append(_penalties_item(clause))
    items.append(_contact_item(clause))
    return tuple(items)


def _duty_item(clause: Clause | None, lot: Lot, *, today: date) -> Item:
    duty = applicable(lot.contract, today=today).duty("social_condition")
    label = f"Condition sociale ({duty.article})"
    if duty.binds is None:
        return Item(label, duty.why, done=True, page="lever", to_check=True)
    if not duty.binds:
        return Item(label, "non obligatoire", done=True, page="lever")
    lever = clause.lever if clause else ""
    if clause and clause.exception_code:
        return Item(label, "exception motivée par écrit", done=True, page="lever")
    if lever in _CONDITION:
        return Item(label, "obligatoire, prévue", done=True, page="lever")
    if lever in UNCERTAIN:
        return Item(label, "obligatoire ; ce levier y répond-il ?", done=True, page="lever", to_check=True)
    return Item(label, "obligatoire, à prévoir ou à écarter par écrit", done=False, page="lever")


def supply_item(kept: SupplyCheck | None, clause: Clause | None) -> Item:
    """Who can answer around the lot: looked at before the lever is chosen, useful afterwards."""
    if kept is not None:
        able = plural(kept.result["able"], "structure capable", "structures capables")
        return Item("Offre autour du lot", f"{able} au {format_date(kept.made_on)}", done=True, page="supply")
    chosen = bool(clause and clause.lever)
    value = "non vérifiée" if chosen else "à vérifier avant de choisir le levier"
    return Item("Offre autour du lot", value, done=chosen, page="supply", optional=chosen)


def _penalties_item(clause: Clause) -> Item:
    terms = penalties_of(clause)
    value = f"prévues au contrat : {_penalties(terms)}" if terms.any else "aucune"
    return Item("Pénalités", value, done=True, page="penalties", optional=not terms.any)


def _penalties(terms: PenaltyText) -> str:
    """« 30 € par heure non réalisée, 100 € par jour de retard d’une pièce, 5 000 € au plus »."""
    said = (
        (terms.per_hour, format_euros, "par heure non réalisée"),
        (terms.smic_multiple, format_number, "fois le SMIC horaire brut par heure non réalisée"),
        (terms.lump_sum, format_euros, "une seule fois si des heures manquent"),
        (terms.per_day, format_euros, "par jour de retard d’une pièce"),
        (terms.cap, format_euros, "au plus"),
        (terms.cap_share, format_rate, "du marché au plus"),
    )
    return ", ".join(f"{show(value)} {what}" for value, show, what in said if value is not None)


def _contact_item(clause: Clause) -> Item:
    if clause.named_facilitator is None:
        return Item("Facilitateur nommé", "personne", done=True, page="contact", optional=True)
    problem = consent_problem(clause)
    return Item("Facilitateur nommé", problem or f"{clause.named_facilitator}, accord donné", not problem, "contact")


def check_launch(contract: Contract, *, today: date) -> None:
    """Before the contract goes from step 2 to step 3: each clause is complete and kept by the buyer, or there is none.

    Raises:
        RuleError: the first lot that is not ready, and why.
    """
    found = (
        Clause.objects.filter(lot__contract=contract).select_related("named_facilitator").prefetch_related("consents")
    )
    clauses = {one.lot_id: one for one in found}
    for lot in contract.lots.order_by("number", "pk"):
        lot.contract = contract
        clause = clauses.get(lot.pk)
        if clause is not None:
            clause.lot = lot
            if clause.state == ClauseState.REFUSED:
                continue  # the buyer said no: the lot is launched without a lever
        for item in checklist(clause, lot, today=today):
            if not item.done:
                what = f"{item.label[:1].lower()}{item.label[1:]}"
                raise RuleError(
                    f"Lot {lot.number}, {what} : {item.value or 'à compléter'}. Terminez le montage d’abord."
                )
        _check_answered(clause, lot)


def _check_answered(clause: Clause | None, lot: Lot) -> None:
    """The buyer decides what its contract carries; giving up the lever needs no answer unless it was proposed."""
    if clause is None or clause.state == ClauseState.AGREED:
        return
    if clause.state == ClauseState.PROPOSED:
        raise RuleError(
            f"Lot {lot.number} : l’acheteur n’a pas encore répondu à la proposition. Enregistrez d’abord sa réponse."
        )
    if clause.lever != Lever.NONE:
        raise RuleError(
            f"Lot {lot.number} : la clause est complète. Proposez-la à l’acheteur, puis enregistrez sa réponse."
        )
