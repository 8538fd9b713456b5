"""The formal documents of the exchange about missing hours, each with its date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from levier.directory.models import Organisation
from levier.domain.dates import format_date
from levier.domain.french import of
from levier.domain.quantities import format_euros, format_hours

from ..models import Shortfall
from ..selectors.closing import earlier_exchange
from ..wording import earlier_sentence
from .render import pdf

NOTICE, REPLY, ADVICE, DECISION = "constat", "reponse", "avis", "decision"


def letters(shortfall: Shortfall) -> list[tuple[str, str, date]]:
    """The documents that exist: code, name, date; in the order of the exchange."""
    found = [(NOTICE, "Constat d’heures manquantes", shortfall.notice_on)]
    if shortfall.replied_on:
        found.append((REPLY, "Réponse de l’entreprise", shortfall.replied_on))
    if shortfall.advised_on:
        found.append((ADVICE, "Avis du facilitateur", shortfall.advised_on))
    if shortfall.decided_on:
        found.append((DECISION, "Décision de l’acheteur", shortfall.decided_on))
    return found


def letter_pdf(shortfall: Shortfall, kind: str) -> bytes:
    """One document of the exchange; the same bytes each time.

    Raises:
        KeyError: it does not exist (yet).
    """
    known = {code: (name, on) for code, name, on in letters(shortfall)}
    name, on = known[kind]
    obligation = shortfall.obligation
    contract = obligation.clause.lot.contract
    workspace = obligation.workspace
    data: dict[str, Any] = {
        "title": name,
        "issuer": workspace.name,
        "footer": f"{name}, {format_date(on)}",
        "dated": f"Le {format_date(on)}",
        "facts": [
            ["Marché", contract.title + (f" ({contract.reference})" if contract.reference else "")],
            ["Lot", f"{obligation.clause.lot.number}, {obligation.clause.lot.title}"],
            ["Donneur d’ordre", contract.buyer.name],
            ["Entreprise", obligation.contractor.name],
            ["Heures manquantes", format_hours(shortfall.hours_missing)],
        ],
        "explanation": None,
        "explanation_title": "Ce que prévoit le contrat",
        "quotes": [],
        "signed": "",
        **_BODIES[kind](shortfall),
    }
    return pdf("letter", data, made_at=datetime.combine(on, time(12), tzinfo=UTC))


def _party(organisation: Organisation) -> list[str]:
    place = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    return [line for line in (organisation.name, organisation.address, place) if line]


def _notice(one: Shortfall) -> dict[str, Any]:
    obligation = one.obligation
    buyer = obligation.clause.lot.contract.buyer
    kept = one.assessment
    return {
        "sender": [*_party(buyer), f"avec l’appui {of(obligation.workspace.name)}"],
        "recipient": _party(obligation.contractor),
        "paragraphs": [
            "Madame, Monsieur,",
            (
                f"Au terme de votre obligation, le {format_date(obligation.ends_on)}, {format_hours_text(kept['validated'])}"
                f" d’insertion sont validées sur {format_hours_text(kept['due'])} dues : il manque "
                f"{format_hours(one.hours_missing)}."
            ),
            *([earlier] if (earlier := earlier_sentence(earlier_exchange(one))) else []),
            (
                f"Avant toute décision, vous pouvez présenter vos observations jusqu’au {format_date(one.reply_due_on)}. "
                "L’acheteur peut appliquer la pénalité prévue, la réduire ou y renoncer."
            ),
        ],
        "explanation": kept["explanation"],
        "signed": f"Pour {buyer.name}",
    }


def format_hours_text(text: str) -> str:
    """« 833,33 h » from the stored text."""
    return format_hours(Decimal(text))


def _reply(one: Shortfall) -> dict[str, Any]:
    return {
        "sender": _party(one.obligation.contractor),
        "recipient": _party(one.obligation.clause.lot.contract.buyer),
        "paragraphs": [f"En réponse au constat du {format_date(one.notice_on)} :"],
        "quotes": [["Observations de l’entreprise", one.reply]],
        "signed": f"Pour {one.obligation.contractor.name}",
    }


def _advice(one: Shortfall) -> dict[str, Any]:
    quotes = [["Observations de l’entreprise", one.reply]] if one.reply else []
    heard = (
        f"L’entreprise a répondu le {format_date(one.replied_on)}."
        if one.replied_on
        else f"L’entreprise n’a pas répondu dans le délai, clos le {format_date(one.reply_due_on)}."
    )
    return {
        "sender": [one.obligation.workspace.name],
        "recipient": _party(one.obligation.clause.lot.contract.buyer),
        "paragraphs": [heard, "La décision appartient à l’acheteur."],
        "quotes": [*quotes, ["Avis du facilitateur", one.advice]],
        "explanation": one.assessment["explanation"],
        "signed": f"Pour {one.obligation.workspace.name}",
    }


def _decision(one: Shortfall) -> dict[str, Any]:
    buyer = one.obligation.clause.lot.contract.buyer
    amount = one.decision_amount
    return {
        "sender": _party(buyer),
        "recipient": _party(one.obligation.contractor),
        "paragraphs": [
            "Madame, Monsieur,",
            f"Après examen, l’acheteur décide : {one.get_state_display().lower()}.",
            f"Montant retenu : {format_euros(amount)}." if amount is not None else "",
        ],
        "quotes": [["Motif", one.decision_reason]] if one.decision_reason else [],
        "explanation": one.assessment["explanation"],
        "signed": f"Pour {buyer.name}",
    }


_BODIES = {NOTICE: _notice, REPLY: _reply, ADVICE: _advice, DECISION: _decision}
