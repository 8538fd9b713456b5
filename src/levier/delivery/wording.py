"""What the messages of this room say. No personal datum in a subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse

from levier.accounts.links import absolute
from levier.accounts.models import Workspace
from levier.domain.dates import format_date, format_month
from levier.domain.french import of
from levier.domain.quantities import Hours, format_euros, format_hours
from levier.procurement.models import Contract
from levier.ui.formats import plural

from .models import HoursStatement, Shortfall


def of_month(month: date) -> str:
    """« de mars 2026 », « d’avril 2026 »."""
    return of(format_month(month))


def request_message(statement: HoursStatement, *, address: str, also: Sequence[HoursStatement] = ()) -> tuple[str, str]:
    """Subject and body of the monthly request; ``also``: the other statements the same link opens."""
    asked = of_months([one.month for one in (statement, *also)])
    subject = f"Heures d’insertion {asked} : à déclarer avant le {format_date(statement.due_on)}"
    body = (
        "Bonjour,\n\n"
        f"{_asked(statement, also, asked)}\n\n"
        f"Votre lien personnel, sans mot de passe :\n{address}\n\n"
        "Cela prend quelques minutes, y compris sur un téléphone. S’il n’y a eu aucune heure, un seul bouton suffit.\n"
        f"Réponse attendue avant le {format_date(statement.due_on)}. Ne transférez pas ce lien : il ouvre vos relevés.\n\n"
        f"{statement.obligation.workspace.name}\n"
    )
    return subject, body


def _asked(statement: HoursStatement, also: Sequence[HoursStatement], months: str) -> str:
    """What is asked for: one contract, or the list of them with their months when those differ."""
    every = [statement, *also]
    where = [f"{one.obligation.clause.lot.contract.title}, lot {one.obligation.clause.lot.number}" for one in every]
    if len(every) == 1:
        return f"Merci de déclarer les heures d’insertion {months} pour le marché :\n{where[0]}."
    if len({one.month for one in every}) > 1:
        where = [f"{text} ({format_month(one.month)})" for one, text in zip(every, where, strict=True)]
    listed = "\n".join(f"– {text}" for text in where)
    return f"Merci de déclarer les heures d’insertion {months} pour ces marchés :\n{listed}"


def of_months(months: Sequence[date]) -> str:
    """« de mars 2026 », « de mars 2026 et d’avril 2026 », « de mars 2026 à juin 2026 » beyond two."""
    every = sorted(set(months))
    if len(every) > 2:
        return f"{of_month(every[0])} à {format_month(every[-1])}"
    return " et ".join(of_month(one) for one in every)


def expected_list(statements: Sequence[HoursStatement]) -> str:
    """What is awaited of one organisation, a line each, with what was asked when it was given back."""
    return "\n".join(_expected(one) for one in statements)


def _expected(one: HoursStatement) -> str:
    asked = f"\n  À compléter : {' '.join(one.return_reason.split())}" if one.return_reason else ""
    return f"– {_place(one)} : {format_month(one.month)}, attendu le {format_date(one.due_on)}{asked}"


def silent_list(statements: Sequence[HoursStatement]) -> str:
    """What a buyer is told of: who does not answer, about what, after how many reminders."""
    return "\n".join(
        f"– {one.declarant.name}, {_place(one)} : {format_month(one.month)}, attendu le {format_date(one.due_on)}, "
        f"{plural(one.reminders, 'rappel', 'rappels') if one.reminders else 'son adresse ne répond plus'}"
        for one in statements
    )


def _place(one: HoursStatement) -> str:
    lot = one.obligation.clause.lot
    return f"{lot.contract.title}, lot {lot.number}"


def corrected_line(one: HoursStatement, *, change: Hours, page: str) -> str:
    """A statement whose validated hours were corrected: by how much in all, and the page that says why."""
    by = "le même total, autrement réparti"
    if change:
        by = f"{format_hours(abs(change))} en {'plus' if change > 0 else 'moins'}"
    return f"– {_place(one)} : {format_month(one.month)}, {by}\n  {page}"


def contracts_named(statements: Sequence[HoursStatement]) -> str:
    """The contract they are about, or how many."""
    titles = sorted({one.obligation.clause.lot.contract.title for one in statements})
    return titles[0] if len(titles) == 1 else f"{len(titles)} marchés"


def return_message(statement: HoursStatement, *, address: str) -> tuple[str, str]:
    """Subject and body sent when more is asked."""
    subject = f"Relevé d’heures {of_month(statement.month)} : une précision est demandée"
    body = (
        "Bonjour,\n\n"
        f"Votre relevé {of_month(statement.month)} est bien arrivé. Il reste à préciser :\n\n"
        f"{statement.return_reason}\n\n"
        f"Votre lien personnel, sans mot de passe :\n{address}\n\n"
        "Ce que vous aviez saisi est conservé.\n\n"
        f"{statement.obligation.workspace.name}\n"
    )
    return subject, body


def plan_message(contract: Contract) -> tuple[str, str]:
    """Subject and body sent to a company that has not said what it will recruit."""
    workspace = contract.workspace
    body = (
        "Bonjour,\n\n"
        f"La réunion de lancement du marché « {contract.title} » a eu lieu. Quels recrutements prévoyez-vous pour\n"
        "réaliser vos heures d’insertion : quels postes, combien de personnes, combien d’heures, à partir de quand ?\n\n"
        f"Avec un compte Levier, vous pouvez les saisir ici :\n{absolute(reverse('delivery:launch', args=[contract.pk]))}\n"
        "Sans compte, dites-le à votre facilitateur : il les saisira avec vous.\n\n"
        f"{workspace.name}\n{workspace.contact}"
    )
    return "Recrutements d’insertion : que prévoyez-vous ?", body.rstrip() + "\n"


def shortfall_message(shortfall: Shortfall, *, workspace: Workspace, personal: str = "") -> str:
    """Body of every message of the exchange about missing hours: where it stands, where to act, whom to ask.

    ``personal`` is the address of the company's own link, when it is asked to answer.
    """
    obligation = shortfall.obligation
    contract = obligation.clause.lot.contract
    address = absolute(reverse("delivery:shortfall", args=[contract.pk, shortfall.pk]))
    link = (
        f"Pour répondre, votre lien personnel, sans mot de passe :\n{personal}\nNe le transférez pas.\n\n"
        if personal
        else ""
    )
    body = (
        f"Bonjour,\n\nMarché « {contract.title} », {obligation.contractor} : "
        f"il manque {format_hours(shortfall.hours_missing)}.\n{_standing(shortfall)}\n\n"
        f"{link}Avec un compte Levier, l’échange et ses pièces :\n{address}\n\n"
        f"Une question ? Votre facilitateur :\n{workspace.name}\n{workspace.contact}"
    )
    return body.rstrip() + "\n"


def earlier_sentence(earlier: Shortfall | None) -> str:
    """What was decided before about some of the same hours; empty when nothing was."""
    if earlier is None or earlier.decided_on is None or earlier.decision_amount is None:
        return ""
    return (
        f"L’acheteur a déjà décidé, le {format_date(earlier.decided_on)}, pour {format_hours(earlier.hours_missing)} de ces "
        f"heures : {earlier.get_state_display().lower()}, montant retenu {format_euros(earlier.decision_amount)}. Le montant "
        "calculé cette fois compte toutes les heures qui manquent aujourd’hui, celles-là comprises : rien n’en a été retiré. "
        "L’acheteur en tient compte quand il décide."
    )


def _standing(shortfall: Shortfall) -> str:
    """The last thing said, and what is asked now."""
    if shortfall.decided_on and shortfall.decision_amount is not None:
        text = f"{shortfall.get_state_display()}. Montant retenu : {format_euros(shortfall.decision_amount)}."
        return f"{text}\nMotif : {shortfall.decision_reason}" if shortfall.decision_reason else text
    provided = shortfall.assessment["explanation"]["conclusion"]
    if shortfall.advised_on:
        planned = format_euros(Decimal(shortfall.assessment["total"]))
        asked = f"Ce que prévoit le contrat : {planned}." if shortfall.assessment["planned"] else provided
        return f"Avis du facilitateur :\n{shortfall.advice}\n{asked}\nVous seul pouvez décider : appliquer, réduire ou renoncer."
    if shortfall.replied_on:
        return f"Réponse de l’entreprise :\n{shortfall.reply}"
    return f"{provided}\nVous pouvez présenter vos observations jusqu’au {format_date(shortfall.reply_due_on)}."
