"""What the messages of this room say. No personal datum in a subject."""

from __future__ import annotations

from datetime import date

from levier.domain.dates import format_date, format_month

from .models import HoursStatement


def of_month(month: date) -> str:
    """« de mars 2026 », « d’avril 2026 »."""
    text = format_month(month)
    return f"d’{text}" if text[0] in "ao" else f"de {text}"


def request_message(statement: HoursStatement, *, address: str) -> tuple[str, str]:
    """Subject and body of the monthly request."""
    contract = statement.obligation.clause.lot.contract
    subject = f"Heures d’insertion {of_month(statement.month)} : à déclarer avant le {format_date(statement.due_on)}"
    body = (
        "Bonjour,\n\n"
        f"Merci de déclarer les heures d’insertion {of_month(statement.month)} pour le marché :\n"
        f"{contract.title} (lot {statement.obligation.clause.lot.number}).\n\n"
        f"Votre lien personnel, sans mot de passe :\n{address}\n\n"
        "Cela prend quelques minutes, y compris sur un téléphone. S’il n’y a eu aucune heure, un seul bouton suffit.\n"
        f"Réponse attendue avant le {format_date(statement.due_on)}. Ne transférez pas ce lien : il ouvre votre relevé.\n\n"
        f"{statement.obligation.workspace.name}\n"
    )
    return subject, body


def reminder_message(statement: HoursStatement, *, address: str) -> tuple[str, str]:
    """Subject and body of a reminder."""
    contract = statement.obligation.clause.lot.contract
    subject = f"Rappel : heures d’insertion {of_month(statement.month)}"
    asked = f"\nCe qu’il faut compléter :\n{statement.return_reason}\n" if statement.return_reason else ""
    body = (
        "Bonjour,\n\n"
        f"Nous n’avons pas encore reçu votre relevé {of_month(statement.month)} pour le marché :\n"
        f"{contract.title} (lot {statement.obligation.clause.lot.number}). Il était attendu le "
        f"{format_date(statement.due_on)}.\n{asked}\n"
        f"Votre lien personnel, sans mot de passe :\n{address}\n\n"
        "S’il n’y a eu aucune heure, un seul bouton suffit. Une difficulté ? Répondez-nous, nous vous aiderons.\n\n"
        f"{statement.obligation.workspace.name}\n"
    )
    return subject, body


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
