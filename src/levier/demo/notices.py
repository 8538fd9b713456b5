"""Notices and awarded contracts of invented buyers, so that « Veille » has something to find. Written by hand, all fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.notices.decp import AwardedContract, Site
from levier.notices.decp import Organisation as Named
from levier.notices.decp import Source as ContractSource
from levier.notices.model import Kind, Lot, Nature, Notice, Party, Place, Source, Text
from levier.watch.storage import prepare, store, store_contracts

from .story import Story

_CLAUSE = "Clause sociale d’insertion obligatoire : le titulaire réserve {} heures de travail à des personnes éloignées de l’emploi."
_SHARE = (
    "Le titulaire consacre au moins {} % des heures de travail à l’insertion de demandeurs d’emploi de longue durée."
)
_ESAT = "Le lot est réservé aux entreprises adaptées et aux ESAT en application de l’article L. 2113-12 du code de la commande publique."
_SIAE = "Le marché est réservé aux structures d’insertion par l’activité économique, article L. 2113-13 du code de la commande publique."
_CRITERION = "Critère d’attribution : performance en matière d’insertion professionnelle des publics en difficulté, pondéré à {} %."
_SILENT = (
    "Les prestations sont exécutées conformément au cahier des clauses particulières. Visite des lieux obligatoire."
)
_TRAP = "Travaux paysagers d’insertion du bâtiment dans le site. Aucune autre condition particulière n’est fixée."

_BUYERS = (
    Party(name="Ville de Montrevel-sur-Seille (fictive)", siren="999000011"),
    Party(name="Communauté de communes des Trois Clochers (fictive)", siren="999000029"),
    Party(name="Office public de l’habitat du Haut Val (fictif)", siren="999000037"),
    Party(name="Conseil départemental des Deux Vallées (fictif)", siren="999000045"),
    Party(name="Centre hospitalier de Belle-Rive (fictif)", siren="999000052"),
)
_WORKS, _SERVICES, _SUPPLIES = Nature.WORKS, Nature.SERVICES, Nature.SUPPLIES


@dataclass(frozen=True, slots=True)
class _Told:
    """One notice in a line: buyer, object, CPV, what its conditions say, amount, days since published and left to answer."""

    buyer: int
    title: str
    cpv: str
    nature: Nature
    says: str
    amount: int
    since: int
    left: int
    department: str = "35"


_NOTICES = (
    _Told(
        0, "Entretien des espaces verts et des cimetières", "77310000", _SERVICES, _CLAUSE.format(450), 120_000, 2, 19
    ),
    _Told(1, "Collecte des encombrants et tri en déchèterie", "90511000", _SERVICES, _SIAE, 85_000, 4, 12),
    _Told(2, "Nettoyage des parties communes de huit résidences", "90910000", _SERVICES, _ESAT, 64_000, 1, 26),
    _Told(
        3,
        "Construction du collège des Tilleuls, lots techniques",
        "45214200",
        _WORKS,
        _CLAUSE.format("3 200"),
        4_800_000,
        6,
        33,
    ),
    _Told(4, "Blanchisserie et entretien des tenues", "98310000", _SERVICES, _ESAT, 210_000, 8, 9, "44"),
    _Told(0, "Peinture intérieure de trois écoles", "45442110", _WORKS, _SHARE.format(10), 95_000, 3, 15),
    _Told(1, "Entretien des sentiers de randonnée et des berges", "77312000", _SERVICES, _SIAE, 38_000, 5, 6),
    _Told(
        2,
        "Réhabilitation thermique de quarante logements",
        "45321000",
        _WORKS,
        _CLAUSE.format("1 150"),
        1_650_000,
        9,
        21,
    ),
    _Told(3, "Fourniture de papier et de petites fournitures", "30197630", _SUPPLIES, _SILENT, 45_000, 2, 14),
    _Told(
        4,
        "Restauration des patients et du personnel",
        "55320000",
        _SERVICES,
        _CRITERION.format(15),
        890_000,
        11,
        24,
        "44",
    ),
    _Told(0, "Déménagement des services techniques", "98392000", _SERVICES, _SHARE.format(20), 28_000, 1, 11),
    _Told(1, "Aménagement du parc de la Seille", "45112711", _WORKS, _TRAP, 310_000, 7, 17),
    _Told(2, "Débarras et remise en état de logements vacants", "90520000", _SERVICES, _SIAE, 72_000, 3, 8),
    _Told(3, "Voirie départementale, entretien courant", "45233141", _WORKS, _CLAUSE.format(900), 1_200_000, 13, 30),
    _Told(4, "Gardiennage et sécurité incendie", "79710000", _SERVICES, _SILENT, 240_000, 4, 20, "44"),
    _Told(0, "Impression et mise sous pli du bulletin municipal", "79810000", _SERVICES, _ESAT, 18_000, 2, 5),
    _Told(1, "Maraîchage et livraison de paniers aux crèches", "15300000", _SUPPLIES, _SIAE, 22_000, 6, 13),
    _Told(2, "Ravalement de la résidence des Lilas", "45443000", _WORKS, _CRITERION.format(10), 410_000, 10, 18),
    _Told(3, "Nettoyage des locaux de vingt-deux collèges", "90919300", _SERVICES, _SHARE.format(25), 1_950_000, 5, 28),
    _Told(4, "Entretien des jardins thérapeutiques", "77311000", _SERVICES, _ESAT, 31_000, 1, 16, "44"),
    _Told(0, "Numérisation des archives municipales", "79999100", _SERVICES, _ESAT, 26_000, 20, -3),
    _Told(1, "Rénovation de la salle polyvalente", "45212300", _WORKS, _CLAUSE.format(280), 360_000, 40, -12),
)
#: Object, CPV, buyer, winner, amount, months since notified, months it lasts.
_CONTRACTS = (
    ("Entretien des espaces verts, 2023-2026", "77310000-6", 0, "Jardins du Val (fictive)", 98_000, 34, 36),
    ("Fleurissement des massifs", "77310000-6", 0, "Pépinières Exemple (fictive)", 21_000, 20, 24),
    ("Tri et collecte des encombrants", "90511000-2", 1, "La Ressource (fictive)", 79_500, 11, 12),
    ("Nettoyage des parties communes, secteur nord", "90910000-9", 2, "Éclat Services (fictive)", 58_000, 22, 24),
    ("Nettoyage de douze collèges", "90919300-5", 3, "Netteté de l’Ouest (fictive)", 1_100_000, 44, 48),
    ("Blanchisserie", "98310000-9", 4, "ESAT des Glycines (fictif)", 190_000, 35, 36),
)


def publish_notices(story: Story) -> None:
    """Store them as a publisher would have given them. Public: of no workspace, and joined to nothing in the story."""
    store([prepare(_notice(one, rank, story.today)) for rank, one in enumerate(_NOTICES, start=1)])
    store_contracts([_contract(rank, story.today) for rank in range(len(_CONTRACTS))])


def _notice(one: _Told, rank: int, today: date) -> Notice:
    limit = datetime.combine(today + timedelta(days=one.left), time(12), tzinfo=timezone.get_default_timezone())
    place = (Place(department=one.department),)
    number = f"FICTIF-{rank:03d}"
    return Notice(
        source=Source.BOAMP_MAPA,
        notice_id=number,
        publication_number=number,
        official_url=f"https://example.org/avis-fictif/{rank}",
        kind=Kind.COMPETITION,
        published_on=today - timedelta(days=one.since),
        procedure="Procédure adaptée" if one.amount < 221_000 else "Appel d’offres ouvert",
        buyers=(_BUYERS[one.buyer],),
        title=one.title,
        nature=one.nature,
        cpv_main=one.cpv,
        estimated_amount=Decimal(one.amount),
        places=place,
        deadline=limit,
        duration_months=24,
        lots=(Lot(id="1", title=one.title, cpv=one.cpv, amount=Decimal(one.amount), places=place, duration_months=24),),
        texts=(
            Text(rubric="Objet du marché", text=f"{one.title}. Avis fictif, écrit pour la démonstration."),
            Text(
                rubric="Critères d’attribution" if one.says.startswith("Critère") else "Conditions d’exécution",
                text=one.says,
            ),
        ),
    )


def _contract(rank: int, today: date) -> AwardedContract:
    title, cpv, buyer, winner, amount, months, lasts = _CONTRACTS[rank]
    who = _BUYERS[buyer]
    siret = f"{who.siren}00015"
    return AwardedContract(
        source=ContractSource.DECP_2022,
        uid=f"{siret}FICTIF-{rank:02d}",
        id=f"FICTIF-{rank:02d}",
        buyer=Named(id=siret, kind="SIRET", name=who.name, siret=siret),
        nature="Marché",
        object=title,
        cpv=cpv,
        site=Site(code="35", kind="Code département", name="Département fictif", department="35"),
        duration_months=lasts,
        notified_on=today - timedelta(days=30 * months),
        amount=Decimal(amount),
        winners=(Named(name=winner),),
    )
