"""Notices, neighbours and joint bids the tests of a structure play with. Everything is fictional."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation, StructureProfile
from levier.domain.vocabulary import StructureKind
from levier.notices.model import Kind, Lot, Nature, Notice, Party, Place, Source
from levier.watch.answering.enums import MemberState
from levier.watch.models import BidReference, Dossier, JointBid, JointMember, StoredFinding, StoredNotice
from levier.watch.storage.content import notice_text, pack
from tests.cast import Cast

PARKS = Lot(
    id="LOT-0001",
    title="Entretien des parcs",
    cpv="77310000",
    cpv_additional=("90910000",),
    amount=Decimal(120_000),
    duration_months=24,
)
ROADS = Lot(id="LOT-0002", title="Voirie", cpv="45233140", amount=Decimal(900_000), duration_months=12)


def store(
    key: str = "26-1",
    *,
    title: str = "Entretien des espaces verts (fictif)",
    lots: tuple[Lot, ...] = (PARKS,),
    days: int | None = 20,
    deadline: datetime | None = None,
    departments: tuple[str, ...] = ("35",),
    procedure: str = "Procédure adaptée",
    cancelled: bool = False,
) -> StoredNotice:
    """One notice as the room keeps it."""
    if deadline is None and days is not None:
        deadline = timezone.now() + timedelta(days=days)
    notice = Notice(
        source=Source.BOAMP_MAPA,
        publication_number=key,
        kind=Kind.COMPETITION,
        published_on=timezone.localdate(),
        buyers=(Party(name="Ville de Sainte-Fictive"),),
        title=title,
        procedure=procedure,
        nature=Nature.SERVICES,
        cpv_main=lots[0].cpv,
        places=tuple(Place(department=code) for code in departments),
        deadline=deadline,
        lots=lots,
    )
    codes = dict.fromkeys(code for lot in lots for code in (lot.cpv, *lot.cpv_additional) if code)
    return StoredNotice.objects.create(
        dossier=Dossier.objects.create(title=title, deadline=deadline),
        source=notice.source.value,
        key=key,
        publisher="boamp",
        kind="competition",
        published_on=notice.published_on,
        deadline=deadline,
        deadline_now=deadline,
        title=title,
        buyer_name="Ville de Sainte-Fictive",
        cpv=",".join(codes),
        departments=",".join(departments),
        nature="services",
        is_cancelled=cancelled,
        official_url="https://www.example.org/avis",
        content=pack(notice_text(notice)),
        digest="0" * 64,
        revision=(StoredNotice.objects.aggregate(last=Max("revision"))["last"] or 0) + 1,
    )


def reserve(notice: StoredNotice, article: str = "L2113-12", *, lot: str = "") -> StoredFinding:
    """A passage that reserves a lot."""
    return StoredFinding.objects.create(
        notice=notice,
        lots=[lot] if lot else [],
        kind="reservation",
        article=article,
        quote=f"Ce lot est réservé en application de l’article {article}.",
        rule="essai",
        confidence=95,
    )


def neighbour(
    cast: Cast, name: str, *trades: str, kind: StructureKind = StructureKind.EI, **fields: object
) -> Organisation:
    """Another structure of the directory."""
    one = Organisation.objects.create(
        workspace=cast.workspace,
        kind=OrganisationKind.STRUCTURE,
        name=name,
        **{"email": "voisine@exemple.test", **fields},
    )
    StructureProfile.objects.create(organisation=one, structure_kind=kind.value, trades=list(trades))
    return one


def joint(lead: Organisation, member: Organisation, notice: StoredNotice, *, lot: str = "LOT-0001") -> JointMember:
    """An invitation that waits."""
    made, _ = JointBid.objects.get_or_create(organisation=lead, notice=notice, lot=lot, abandoned_on=None)
    return JointMember.objects.create(
        joint=made,
        organisation=member,
        state=MemberState.INVITED,
        share="Le nettoyage",
        invited_on=timezone.localdate(),
    )


def values(cast: Cast) -> dict[str, int | str]:
    """Arguments of the addresses, for the access matrix."""
    notice = store()
    other = neighbour(cast, "Atelier des Mirabelles (fictif)", "cleaning")
    ours = joint(cast.structure, other, notice)
    theirs = joint(other, cast.structure, notice)
    reference = BidReference.objects.create(
        organisation=cast.structure, title="Peinture d’un gymnase", client="Commune fictive", year=2025
    )
    return {
        "watch: pk": notice.pk,
        "watch:joint_invite organisation": other.pk,
        "watch:reference_remove pk": reference.pk,
        "watch:joint pk": ours.joint_id,
        "watch:joint_terms pk": ours.joint_id,
        "watch:joint_abandon pk": ours.joint_id,
        "watch:joint_answer pk": theirs.pk,
        "watch:joint_withdraw pk": ours.pk,
        "watch:advice slug": "marche-reserve",
        "watch:pack_docx kind": "presentation",
    }
