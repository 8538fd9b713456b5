"""Small invented notices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from levier.notices.model import Kind, Lot, Nature, Notice, Party, Place, Source, Text
from levier.watch.models import Dossier, DossierKey, StoredFinding, StoredNotice
from levier.watch.storage import Outcome, prepare, store

PARIS = ZoneInfo("Europe/Paris")
PROCEDURE = "240d1ad9-b2d8-45ec-bea9-d11e7a75b28e"
CLAUSE = (
    "Le titulaire réserve 120 heures de travail à des personnes en insertion : clause sociale d’insertion obligatoire."
)


def notice(number: str = "26-1", /, **facts: Any) -> Notice:
    """A competition of the BOAMP, unless said otherwise; ``texts`` may be plain sentences."""
    told: dict[str, Any] = {
        "source": Source.BOAMP_MAPA,
        "publication_number": number,
        "notice_id": number,
        "kind": Kind.COMPETITION,
        "published_on": date(2026, 10, 1),
        "deadline": datetime(2026, 11, 2, 12, tzinfo=PARIS),
        "title": "Entretien des espaces verts de la commune",
        "buyers": (Party(name="Ville de Sérigny (fictive)"),),
        "nature": Nature.SERVICES,
        "cpv_main": "77310000",
        "places": (Place(department="61"),),
        "estimated_amount": Decimal(60_000),
        **facts,
    }
    told["texts"] = tuple(
        Text(rubric="Conditions d’exécution", text=one) if isinstance(one, str) else one
        for one in told.get("texts", ())
    )
    told.setdefault("lots", (Lot(id="1", title=told["title"], cpv=told["cpv_main"]),))
    return Notice(**told)


def kept(*notices: Notice, newest: bool = False) -> Outcome:
    """Store them, in one batch."""
    return store([prepare(one) for one in notices], newest=newest)


def picture() -> dict[str, object]:
    """Everything stored, told without the numbers of rows: two pictures are equal when the same is there."""
    numbers = dict(StoredNotice.objects.values_list("pk", "key"))
    columns = (
        "source", "key", "kind", "title", "deadline_now", "changes_id", "is_cancelled", "is_shown", "social", "digest",
        "cpv", "departments", "value", "problems", "buyer_key",
    )  # fmt: skip
    rows = StoredNotice.objects.order_by("source", "key").values(*columns)
    dossiers = Dossier.objects.filter(merged_into=None).prefetch_related("notices", "keys")
    return {
        "notices": [{**row, "changes_id": numbers.get(row["changes_id"] or 0)} for row in rows],
        "dossiers": sorted(
            (
                sorted((one.source, one.key) for one in dossier.notices.all()),
                sorted(one.key for one in dossier.keys.all()),
                dossier.title,
                str(dossier.deadline),
                dossier.is_cancelled,
                dossier.is_awarded,
            )
            for dossier in dossiers
        ),
        "findings": sorted(
            StoredFinding.objects.values_list("notice__source", "notice__key", "text_index", "start", "kind", "rule")
        ),
        "keys": sorted(DossierKey.objects.filter(dossier__merged_into=None).values_list("key", flat=True)),
    }
