"""Contracts that end within eighteen months, by what buyers publish of their duration; and their way to the yearly review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor
from levier.directory.writing import find_or_create_buyer, told
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import MAX_AMOUNT
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import PurchaseNature
from levier.journal.services import note, service
from levier.notices.decp.dates import after_months, end_date
from levier.procurement.enums import ContractSource
from levier.procurement.models import Contract
from levier.procurement.values import ContractFacts
from levier.procurement.writing import open_review, write_contract

from .. import selectors
from ..models import AwardedContractRow, RenewalEntry
from ..storage.content import unpack_contract
from . import perms
from .territory import Territory

#: How far the radar sees.
MONTHS = 18
HEADINGS = (
    "Acheteur", "SIRET de l’acheteur", "Objet", "CPV", "Montant (€ HT)", "Notifié le", "Durée (mois)", "Fin prévue",
    "Comment la fin est connue", "Titulaires", "Clause sociale déclarée", "Porté à la revue",
)  # fmt: skip
_SOCIAL = {"clause": "clause sociale", "criterion": "critère social", "reserved": "marché réservé"}


def renewals(*, actor: Actor, territory: Territory, today: date) -> QuerySet[AwardedContractRow]:
    """The first to end first, with whether the workspace brought it to the review."""
    if not actor.may(perms.READ_RENEWALS):
        return AwardedContractRow.objects.none()
    entered = RenewalEntry.objects.filter(workspace_id=actor.workspace_id, row=OuterRef("pk"))
    return (
        selectors.awarded_contracts(actor=actor)
        .filter(territory.contracts(), ends_on__gte=today, ends_on__lte=after_months(today, MONTHS) + timedelta(days=1))
        .annotate(is_entered=Exists(entered))
        .order_by("ends_on", "pk")
    )


def trade(found: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Contracts whose CPV begins as the trade's."""
    about = Q(pk__in=[])
    for prefix in TRADES_BY_CODE[code].cpv:
        about |= Q(cpv__startswith=prefix)
    return found.filter(about)


@dataclass(frozen=True, slots=True)
class Ending:
    """One line of the radar."""

    row: AwardedContractRow
    #: How the end is known: « notification le 02/03/2024 + 36 mois, reconductions comprises ».
    basis: str
    winners: str
    social: str


def endings(rows: Sequence[AwardedContractRow]) -> list[Ending]:
    """What a page shows of its rows: their contents are read in one query."""
    contents = dict(AwardedContractRow.objects.filter(pk__in=[one.pk for one in rows]).values_list("pk", "content"))
    return [_ending(one, bytes(contents[one.pk])) for one in rows]


def _ending(row: AwardedContractRow, content: bytes) -> Ending:
    found = end_date(unpack_contract(content))
    names = ", ".join(one.get("name") or one.get("id") or "" for one in row.winners)
    social = ", ".join(_SOCIAL[code] for code in row.social.split(",") if code in _SOCIAL)
    return Ending(row, found.basis if found else "", names, social)


def sheet_rows(found: QuerySet[AwardedContractRow]) -> Iterator[Sequence[object]]:
    """Rows of the export."""
    for row in found.defer(None).iterator(chunk_size=500):
        one = _ending(row, bytes(row.content))
        yield (
            row.buyer_name, row.buyer_siret, row.object, row.cpv, row.amount, row.notified_on, row.duration_months,
            row.ends_on, one.basis, one.winners, one.social, row.is_entered,  # type: ignore[attr-defined]
        )  # fmt: skip


@service("watch.renewal.enter", perms.ENTER_RENEWAL)
def enter_renewal(
    *,
    actor: Actor,
    row: AwardedContractRow,
    today: date,
    title: str,
    nature: PurchaseNature,
    buyer_name: str,
    consultation_on: date | None = None,
) -> RenewalEntry:
    """Put the contract that will follow this one in the programme, where the yearly review asks about it.

    The amount, the CPV and the duration are those of the contract that ends; the day of publication is the one given.

    Raises:
        Conflict: it was brought to the review already.
        RuleError: no buyer, or a fact that cannot be.
    """
    if not buyer_name.strip():
        raise RuleError("Indiquez le nom de l’acheteur.", field="buyer_name")
    entered = find_or_create_buyer(workspace=actor.workspace, name=buyer_name.strip()[:200], siret=row.buyer_siret)
    contract = Contract(workspace=actor.workspace, buyer=entered.organisation, source=ContractSource.PROGRAMME)
    amount = row.amount if row.amount is not None and 0 < row.amount <= MAX_AMOUNT else None
    ends = f" jusqu’au {format_date(row.ends_on)}" if row.ends_on else ""
    write_contract(
        contract,
        ContractFacts(
            title=title,
            nature=nature,
            description=f"Renouvellement à étudier : le marché actuel court{ends}. Montant et durée sont les siens.",
            cpv=row.cpv[:8] if row.cpv[:8].isdigit() and len(row.cpv) >= 8 else "",
            amount=amount,
            duration_months=row.duration_months if row.duration_months and row.duration_months <= 600 else None,
            consultation_on=consultation_on,
        ),
    )
    open_review(contract, today=today)
    try:
        with transaction.atomic():
            made = RenewalEntry.objects.create(
                workspace=actor.workspace, row=row, contract=contract, by_id=actor.user_id
            )
    except IntegrityError:
        raise Conflict("Ce renouvellement a déjà été porté à la revue : retrouvez-le dans la programmation.") from None
    note(made, uid=row.uid, contract=contract.pk, **told([entered]))
    return made
