"""Notices the pages are looked at with. Everything is invented."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from levier.notices.model import Kind, Lot, Nature, Party, Place, Source
from levier.watch.models import AwardedContractRow, StoredNotice
from tests.watch.notices import CLAUSE, kept, notice

RESERVED = "Le lot 2 est réservé aux entreprises adaptées et aux ESAT en application de l’article L. 2113-12."
VALMONT = Party(name="Ville de Valmont (fictive)", siret="21380001400010", siren="213800014")


def fill() -> None:
    """A cleaning contract with a clause and a reserved lot, one without anything, one cancelled."""
    today = timezone.localdate()
    soon = timezone.now() + timedelta(days=9)
    kept(
        notice(
            "26-10",
            title="Nettoyage des écoles",
            source=Source.BOAMP_EFORMS,
            buyers=(VALMONT,),
            cpv_main="90910000",
            places=(Place(department="38"),),
            published_on=today - timedelta(days=3),
            deadline=soon,
            texts=(CLAUSE, RESERVED, "<script>alert(1)</script>\nVisite obligatoire."),
            lots=(
                Lot(id="LOT-0001", title="Écoles du nord", cpv="90911200", amount=Decimal(40_000), duration_months=24),
                Lot(id="LOT-0002", title="Écoles du sud", cpv="90911300", description="Quatre groupes scolaires"),
            ),
            official_url="https://www.boamp.fr/pages/avis/26-10",
        ),
        notice("26-11", title="Fourniture de papier", nature=Nature.SUPPLIES, published_on=today, deadline=soon),
        notice(
            "26-12", title="Peinture du gymnase", nature=Nature.WORKS, cpv_main="45442100",
            published_on=today - timedelta(days=40), deadline=timezone.now() - timedelta(days=5),
        ),
        notice(
            "26-13", kind=Kind.CANCELLATION, changes="26-12", title="Peinture du gymnase", deadline=None,
            published_on=today - timedelta(days=20),
        ),
    )  # fmt: skip


def contract(rank: int, **facts: object) -> AwardedContractRow:
    """A contract of Valmont for cleaning."""
    told: dict[str, object] = {
        "uid": f"21380001400010-{rank}", "buyer_siret": "21380001400010", "buyer_siren": "213800014",
        "object": f"Nettoyage {rank}", "cpv": "90911200-8", "amount": Decimal(30_000 + rank),
        "notified_on": timezone.localdate() - timedelta(days=rank), "duration_months": 12,
        "ends_on": timezone.localdate() + timedelta(days=365 - rank), "content": b"", "digest": "0" * 64,
        "winners": [{"id": "35600000000048", "name": "Propreté de l’Isère (fictive)"}], **facts,
    }  # fmt: skip
    return AwardedContractRow.objects.create(**told)


def one(key: str) -> StoredNotice:
    return StoredNotice.objects.get(key=key)
