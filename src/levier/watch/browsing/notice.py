"""One notice told in plain French: its sentences, its lots, its life, and what its buyer bought before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.notices.model import Kind, Lot, Nature, Notice, Source
from levier.ui.formats import euros, plural

from .. import selectors
from ..models import AwardedContractRow, StoredNotice

#: Contracts of the same buyer shown.
BEFORE = 10
#: Digits of the CPV code that « the same purchase » shares: the group (« 773 », gardens and parks).
GROUP = 3


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot as the table shows it."""

    number: str
    title: str
    description: str
    cpv: str
    amount: Decimal | None
    months: int | None
    where: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Version:
    """Another notice of the same dossier."""

    notice: StoredNotice
    what: str
    source: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Contracts the same buyer awarded for the same group of purchases."""

    group: str
    rows: list[AwardedContractRow]
    total: int

    @property
    def left_out(self) -> str:
        """How many the table leaves out, in words; empty when none."""
        count = self.total - len(self.rows)
        return plural(count, "marché plus ancien", "marchés plus anciens") if count > 0 else ""


def opening(row: StoredNotice, notice: Notice) -> list[str]:
    """What the notice says, in two or three sentences."""
    buyer = row.buyer_name or "Un acheteur qui n’est pas nommé"
    nature = f" ({Nature(row.nature).label})" if row.nature in set(Nature) else ""
    said = [f"{buyer} {_verb(row.kind)}{nature}."]
    details = []
    if len(notice.lots) > 1:
        details.append(f"{len(notice.lots)} lots")
    if notice.is_framework:
        details.append("accord-cadre")
    if (best := notice.best_amount) is not None and notice.currency == "EUR":
        details.append(f"{best[1]} : {euros(best[0])} hors taxes")
    months = notice.duration_months or next((lot.duration_months for lot in notice.lots if lot.duration_months), None)
    if months:
        details.append(f"durée : {months} mois")
    if notice.procedure:
        details.append(f"procédure : {notice.procedure.lower()}")
    if details:
        sentence = " ; ".join(details)
        said.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return said


def _verb(kind: str) -> str:
    return {
        Kind.PLANNING: "annonce un achat à venir",
        Kind.COMPETITION: "cherche une entreprise ou une structure",
        Kind.RESULT: "annonce à qui il a attribué son marché",
        Kind.MODIFICATION: "annonce que son marché a été modifié",
        Kind.CORRECTION: "corrige un avis déjà publié",
        Kind.CANCELLATION: "renonce à cet achat",
    }.get(Kind(kind) if kind in set(Kind) else Kind.OTHER, "publie un avis")


def lot_lines(notice: Notice) -> list[LotLine]:
    """Every lot, in order."""
    return [_lot(one) for one in notice.lots]


def _lot(lot: Lot) -> LotLine:
    amount = lot.amount if lot.amount is not None else lot.framework_maximum
    return LotLine(
        lot.number,
        lot.title or "Sans titre",
        lot.description if lot.description.strip() != lot.title.strip() else "",
        lot.cpv,
        amount if lot.currency == "EUR" else None,
        lot.duration_months,
        ", ".join(dict.fromkeys(str(place) for place in lot.places if str(place))),
        lot.deadline,
    )


def winners(notice: Notice) -> list[tuple[str, str, Decimal | None]]:
    """Name, lots and amount of each winner."""
    lots = {lot.id: lot.number for lot in notice.lots}
    return [
        (
            one.party.name or "Titulaire non nommé",
            ", ".join(lots.get(lot, lot) for lot in one.lots),
            one.amount if one.currency == "EUR" else None,
        )
        for one in notice.winners
    ]


def versions(row: StoredNotice, *, actor: Actor) -> list[Version]:
    """Every notice of the dossier, this one included, the oldest first."""
    return [
        Version(
            one,
            Kind(one.kind).label if one.kind in set(Kind) else one.kind,
            Source(one.source).label if one.source in set(Source) else one.source,
            one.pk == row.pk,
        )
        for one in selectors.of_dossier(row.dossier, actor=actor)
    ]


def bought_before(row: StoredNotice, *, actor: Actor) -> Before | None:
    """From the published contracts; ``None`` when the buyer has no SIREN or the notice no CPV code."""
    siren = row.buyer_siren or row.buyer_siret[:9]
    group = row.cpv[:GROUP]
    if len(siren) != 9 or len(group) != GROUP:
        return None
    found: QuerySet[AwardedContractRow] = selectors.awarded_contracts(actor=actor).filter(
        buyer_siren=siren, cpv__startswith=group
    )
    return Before(group, list(found.order_by("-notified_on", "pk")[:BEFORE]), found.count())


def host(url: str) -> str:
    """« www.boamp.fr » of a web address; empty for any other."""
    parts = urlsplit(url)
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""
