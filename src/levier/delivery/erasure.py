"""What becomes of hours when a person is erased: every hour stays, no word about the person does."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from levier.people.erasure.rules import Rule, erase, erase_mentions, obstacle
from levier.people.models import Person
from levier.post.models import OutgoingMessage

from .enums import LineState
from .models import (
    Certificate,
    ClosingReport,
    Evidence,
    HoursLine,
    HoursSheet,
    HoursStatement,
    Obligation,
    ObligationRevision,
    Shortfall,
)

_LEDGER = Rule(why="Le compte des heures ne change jamais : l’écriture reste, son motif est effacé.", texts=("reason",))


def _pieces(person: Person) -> None:
    """Pieces about the person, and those of the statements they are on: nobody can say what a file shows."""
    own = Q(person=person) | Q(employment__person=person) | Q(statement__lines__employment__person=person)
    Evidence.objects.filter(own).delete()
    # A sheet that waits may name them: whoever sent it still has it.
    jobs = person.employments.values("pk")
    declarants = HoursStatement.objects.filter(lines__employment__in=jobs).values("declarant")
    named = Q(statement__declarant__in=declarants) | Q(statement__declarant__in=person.employments.values("employer"))
    HoursSheet.objects.filter(named).delete()


_PIECES = Rule(
    why="Une copie peut montrer la personne : elle part avec son fichier, comme celles des relevés où la personne figure.",
    reduce=_pieces,
)

erase(
    {
        "delivery.evidence.person": _PIECES,
        "delivery.evidence.status": _PIECES,
        "delivery.evidence.employment": _PIECES,
        "delivery.hoursline.employment": Rule(
            why="Une ligne déclarée compte dans les totaux : ses heures restent, son motif est effacé.",
            texts=("reason",),
            activity=("statement__month",),
        ),
        "delivery.ledgerentry.employment": _LEDGER,
        "delivery.ledgerentry.line": _LEDGER,
        "delivery.ledgerentry.corrects": _LEDGER,
    }
)


@obstacle
def hours_to_decide(person: Person) -> str:
    """Hours somebody must still accept or refuse, knowing whose they are."""
    if HoursLine.objects.filter(employment__person=person, state=LineState.PENDING).exists():
        return "Des heures de cette personne attendent une décision : retenez-les ou refusez-les d’abord."
    return ""


def _statements(person: Person) -> QuerySet[HoursStatement]:
    return HoursStatement.objects.filter(lines__employment__person=person)


def _obligations(person: Person) -> QuerySet[Obligation]:
    return Obligation.objects.filter(statements__lines__employment__person=person)


def _messages(person: Person) -> QuerySet[Any]:
    """Messages about the statements the person is in."""
    keys = _statements(person).annotate(key=Cast("pk", CharField())).values("key")
    label = HoursStatement._meta.label_lower
    return OutgoingMessage.objects.filter(workspace=person.workspace, target_type=label, target_id__in=keys)


erase_mentions(_statements, "comment", "return_reason")
erase_mentions(
    lambda person: Shortfall.objects.filter(obligation__in=_obligations(person)), "reply", "advice", "decision_reason"
)
erase_mentions(lambda person: ClosingReport.objects.filter(obligation__in=_obligations(person)), "comment")
erase_mentions(lambda person: Certificate.objects.filter(report__obligation__in=_obligations(person)), "revoked_reason")
erase_mentions(lambda person: ObligationRevision.objects.filter(obligation__in=_obligations(person)), "explanation")
erase_mentions(_messages, "body")
