"""What a clause still needs before it can be proposed and the contract launched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from levier.domain.errors import RuleError
from levier.domain.quantities import format_euros, format_hours, format_rate
from levier.domain.vocabulary import Lever
from levier.domain.wording import FixedHours, PerEuro
from levier.procurement.models import Contract, Lot
from levier.ui.formats import plural

from .enums import ClauseState
from .facts import UNCERTAIN, applicable
from .models import Clause
from .wording import consent_problem, hours_terms

_CONDITION = (Lever.PERFORMANCE_CONDITION, Lever.CONDITION_AND_CRITERION)
_CRITERION = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)
_RESERVED = (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: what it is, where it stands, and the page that does it."""

    label: str
    value: str
    done: bool
    page: str
    to_check: bool = False


def hours_sentence(clause: Clause | None) -> str:
    """« 833 h », « 1 h par tranche de 2 000 € facturés au-delà de 2 700 000 € », « 5 % des heures travaillées »."""
    terms = hours_terms(clause) if clause else None
    if terms is None:
        return ""
    if isinstance(terms, FixedHours):
        return format_hours(terms.hours)
    if isinstance(terms, PerEuro):
        basis = "facturés" if terms.invoiced else "commandés"
        above = f" au-delà de {format_euros(terms.trigger)}" if terms.trigger else ""
        kind = "entière" if terms.whole_tranches else "au prorata"
        return f"1 h par tranche de {format_euros(terms.euros)} {basis}{above} (tranche {kind})"
    return f"{format_rate(terms.share)} des heures travaillées"


def checklist(clause: Clause | None, lot: Lot, *, today: date) -> tuple[Item, ...]:
    """The items this clause needs, given its lever."""
    duty = _duty_item(clause, lot, today=today)
    lever = Lever(clause.lever) if clause and clause.lever else None
    items = [Item("Levier", lever.label if lever else "à choisir", lever is not None, "lever"), duty]
    if clause is None or lever is None or lever is Lever.NONE:
        return tuple(items)
    if lever in _RESERVED:
        items.append(Item("Article de la réservation", clause.reserved_article, bool(clause.reserved_article), "lever"))
    if lever in (*_CONDITION, Lever.INSERTION_SERVICES):
        items.append(Item("Périmètre de l’action", clause.scope[:160], bool(clause.scope.strip()), "terms"))
        publics = (
            plural(len(clause.publics), "public choisi", "publics choisis")
            if clause.publics
            else "liste commune du CCAG"
        )
        items.append(Item("Publics éligibles", publics, done=True, page="terms"))
    if lever in _CONDITION:
        sentence = hours_sentence(clause)
        items.append(Item("Heures d’insertion", sentence, bool(sentence), "hours" if sentence else "calibration"))
    if lever in _CRITERION:
        scheme = clause.criterion_scheme
        shown = plural(len(scheme["subcriteria"]), "sous-critère") if scheme else ""
        items.append(Item("Barème du critère", shown, bool(scheme), "criterion"))
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


def _contact_item(clause: Clause) -> Item:
    if clause.named_facilitator is None:
        return Item("Facilitateur nommé", "personne (facultatif)", done=True, page="contact")
    problem = consent_problem(clause)
    return Item("Facilitateur nommé", problem or f"{clause.named_facilitator}, accord donné", not problem, "contact")


def check_launch(contract: Contract, *, today: date) -> None:
    """Before the contract goes from step 2 to step 3: every lot has its clause complete, or « no lever » chosen.

    Raises:
        RuleError: the first lot that is not ready, and why.
    """
    for lot in contract.lots.order_by("number", "pk"):
        lot.contract = contract
        clause = Clause.objects.filter(lot=lot).select_related("named_facilitator").first()
        if clause is not None:
            clause.lot = lot
            if clause.state == ClauseState.REFUSED:
                continue  # the buyer said no: the lot is launched without a lever
        for item in checklist(clause, lot, today=today):
            if not item.done:
                what = f"{item.label[:1].lower()}{item.label[1:]}"
                raise RuleError(
                    f"Lot {lot.number}, {what} : {item.value or 'à compléter'}. Terminez le montage d’abord."
                )
