"""The sixty contracts of the demonstration, invented. Amounts are thousands of euros, dates follow from today."""

from __future__ import annotations

from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Modality, PurchaseNature, ReservedArticle

from .plans import Flag, Hold, LotPlan, Purchase

W, S, F = PurchaseNature.WORKS, PurchaseNature.SERVICES, PurchaseNature.SUPPLIES
_P, _M, _L, _FOLLOW, _WORK, _ORDERS, _END = Step
_BOTH, _CRITERION = Lever.CONDITION_AND_CRITERION, Lever.AWARD_CRITERION
_DIRECT, _ETTI, _AI, _GEIQ = (
    Modality.DIRECT_HIRE,
    Modality.LABOUR_SUPPLY_ETTI,
    Modality.LABOUR_SUPPLY_AI,
    Modality.LABOUR_SUPPLY_GEIQ,
)
_EATT, _ETT, _EI, _ACI = (
    Modality.LABOUR_SUPPLY_EATT,
    Modality.TEMP_AGENCY,
    Modality.SUBCONTRACT_EI,
    Modality.SUBCONTRACT_ACI,
)
_EA, _ESAT, _REGIE, _OTHER = (
    Modality.SUBCONTRACT_EA,
    Modality.SUBCONTRACT_ESAT,
    Modality.SUBCONTRACT_REGIE,
    Modality.OTHER,
)


def _one(
    title: str,
    nature: PurchaseNature,
    cpv: str,
    buyer: str,
    amount: int,
    months: int,
    until: Step,
    lot: LotPlan,
    *flags: Flag,
    entered: int = 0,
    started: int = 0,
    hold: Hold | None = None,
    operation: str = "",
    framework: bool = False,
    place: str = "",
    no_clause: bool = False,
) -> Purchase:
    """A contract with a single lot."""
    return Purchase(
        title=title,
        nature=nature,
        cpv=cpv,
        buyer=buyer,
        amount=amount,
        months=months,
        until=until,
        lots=(lot,),
        flags=frozenset(flags),
        entered=entered,
        started=started,
        hold=hold,
        operation=operation,
        framework=framework,
        place=place,
        no_clause=no_clause,
    )


def _finished() -> list[Purchase]:
    return [
        _one("Ravalement et peinture du groupe scolaire des Glycines", W, "45442100", "ville", 620, 9, _END,
             LotPlan(trade="painting", modalities=(_DIRECT, _EI)), Flag.CORRECTED, started=14, operation="ecoles"),
        _one("Nettoyage des bâtiments départementaux", S, "90910000", "departement", 980, 9, _END,
             LotPlan(trade="cleaning", modalities=(_DIRECT, _AI)), started=15),
        _one("Entretien des espaces verts communautaires", S, "77310000", "agglo", 180, 12, _END,
             LotPlan(trade="green_spaces", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.IAE, hours=1500,
                     holder="aci", modalities=(_ACI,)), started=18),
        Purchase(title="Réhabilitation de quarante-huit logements, rue des Tanneurs", nature=W, cpv="45211000",
                 buyer="habitat", amount=1700, months=9, until=_END, started=13, lots=(
                     LotPlan(trade="structure", title="Gros œuvre", cpv="45262500", share="0.6",
                             modalities=(_DIRECT, _ETTI)),
                     LotPlan(trade="joinery", title="Menuiseries", cpv="45421000", share="0.4",
                             modalities=(_DIRECT, _ETT)))),
        _one("Reprise des réseaux de la rue de l’Écluse", W, "45232400", "ville", 900, 8, _END,
             LotPlan(trade="civil_works", reached="0.82", modalities=(_ETTI,)), Flag.SHORTFALL_WAIVED, started=15),
        _one("Blanchisserie du centre hospitalier", S, "98310000", "hopital", 210, 12, _END,
             LotPlan(trade="laundry", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.DISABILITY, hours=1300,
                     holder="ea", modalities=(_EA,)), started=17),
        _one("Chantier d’insertion : entretien des berges de la Brelle", S, "77200000", "departement", 150, 10, _END,
             LotPlan(trade="natural_areas", lever=Lever.INSERTION_SERVICES, hours=1600, holder="aci",
                     modalities=(_ACI,)), started=13),
        _one("Collecte et réemploi des encombrants", S, "90500000", "agglo", 640, 12, _END,
             LotPlan(trade="waste_reuse", lever=_BOTH, holder="ei", modalities=(_EI,)), started=22),
    ]  # fmt: skip


def _at_work() -> list[Purchase]:
    return [
        _one("Construction du groupe scolaire des Tilleuls : gros œuvre", W, "45214000", "ville", 2400, 30, _WORK,
             LotPlan(trade="structure", holder="main", modalities=(_DIRECT,), reached="0.95"),
             Flag.BUNCHING, started=22, operation="ecoles"),
        _one("Extension de la médiathèque : maçonnerie", W, "45262800", "agglo", 800, 16, _WORK,
             LotPlan(trade="structure", holder="main", modalities=(_DIRECT, _ETTI), reached="0.85"),
             Flag.RECOUNTED, Flag.LATE_STATEMENT, started=8),
        _one("Écoquartier des Berges : voirie et réseaux", W, "45112000", "amenageur", 1900, 18, _WORK,
             LotPlan(trade="civil_works", modalities=(_DIRECT, _ETTI)), started=10, operation="berges_vrd"),
        Purchase(title="Écoquartier des Berges : construction de soixante logements", nature=W, cpv="45211000",
                 buyer="habitat", amount=3600, months=20, until=_WORK, started=9, operation="berges_logements", lots=(
                     LotPlan(trade="structure", title="Gros œuvre", cpv="45262500", share="0.5",
                             modalities=(_DIRECT, _ETTI)),
                     LotPlan(trade="electricity", title="Électricité", cpv="45310000", share="0.2",
                             modalities=(_GEIQ,)),
                     LotPlan(trade="plumbing_hvac", title="Plomberie et chauffage", cpv="45330000", share="0.3",
                             modalities=(_DIRECT,)))),
        _one("Écoquartier des Berges : parc des rives", W, "45112700", "amenageur", 760, 14, _WORK,
             LotPlan(trade="green_spaces", lever=_BOTH, modalities=(_EI, _ACI)), started=6, operation="berges_parc"),
        _one("Nettoyage des écoles et des gymnases", S, "90910000", "ville", 1300, 24, _WORK,
             LotPlan(trade="cleaning", modalities=(_DIRECT,)), Flag.SHORT_CONTRACTS, started=11),
        _one("Peinture des collèges, deuxième tranche", W, "45442100", "departement", 320, 15, _WORK,
             LotPlan(trade="painting", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.IAE, hours=1300,
                     holder="main_structure", modalities=(_EI, _AI)), Flag.RETURNED, Flag.TO_DECLARE, started=7),
        _one("Gardiennage des équipements communautaires", S, "79713000", "agglo", 980, 24, _WORK,
             LotPlan(trade="security", modalities=(_DIRECT,)), Flag.ALREADY_EMPLOYED, started=12),
        _one("Restauration du centre hospitalier", S, "55500000", "hopital", 1100, 24, _WORK,
             LotPlan(trade="catering", modalities=(_DIRECT, _GEIQ, _OTHER)), Flag.PARTIAL, started=9),
        _one("Couverture du gymnase des Peupliers", W, "45261000", "corvallon", 640, 10, _WORK,
             LotPlan(trade="roofing", reached="0.3", modalities=(_DIRECT,)), started=7),
        _one("Isolation du lycée des Deux-Vals", W, "45320000", "region", 1300, 14, _WORK,
             LotPlan(trade="plastering", modalities=(_DIRECT, _ETTI)), Flag.NOT_VALIDATED, started=8),
        _one("Mise aux normes électriques du camp", W, "45310000", "defense", 800, 6, _WORK,
             LotPlan(trade="electricity", modalities=(_GEIQ, _ETT)), Flag.NO_REPORT, started=8),
        _one("Renouvellement des conduites d’eau potable", W, "45231300", "eaux", 1600, 14, _WORK,
             LotPlan(trade="civil_works", modalities=(_DIRECT, _ETTI)), Flag.UNCHECKED, started=7),
        _one("Restructuration de la cité administrative", W, "45454000", "etat", 2000, 18, _WORK,
             LotPlan(trade="building_upkeep", lever=_BOTH, modalities=(_EI, _DIRECT), publics=("under_26", "rsa", "iae")),
             Flag.EXPIRING, started=9),
        Purchase(title="Mobilier scolaire neuf et réemployé", nature=F, cpv="39100000", buyer="region", amount=350,
                 months=12, until=_WORK, started=4, lots=(
                     LotPlan(trade="furniture", title="Mobilier neuf", cpv="39130000", share="0.55", rate="0.10",
                             modalities=(_DIRECT,)),
                     LotPlan(trade="furniture", title="Mobilier réemployé", cpv="39130000", share="0.45",
                             lever=Lever.RESERVED_LOT, article=ReservedArticle.DISABILITY, hours=900, holder="ea",
                             modalities=(_EA,)))),
        _one("Déménagement des services départementaux", S, "98392000", "departement", 240, 8, _WORK,
             LotPlan(trade="removals", hours=520, holder="temp", modalities=(_ETT, _EATT)), started=3),
        _one("Entretien des voies vertes", S, "77312000", "departement", 560, 12, _WORK,
             LotPlan(trade="greenways", holder="green_spaces", modalities=(_ACI, _REGIE)), started=4),
        _one("Numérisation des archives", S, "79995100", "etat", 260, 12, _WORK,
             LotPlan(trade="data_entry", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.BOTH, hours=1200,
                     holder="esat", modalities=(_ESAT,)), started=6),
        _one("Sols de la salle polyvalente", W, "45431100", "ville", 500, 9, _WORK,
             LotPlan(trade="flooring", reached="0.6", modalities=(_DIRECT,)), Flag.SHORTFALL_REPLIED, started=10),
        _one("Serrurerie des équipements sportifs", W, "45340000", "ville", 540, 8, _WORK,
             LotPlan(trade="metalwork", reached="0.7", modalities=(_ETTI,)), Flag.SHORTFALL_ADVISED, started=10),
        _one("Menuiseries de la mairie annexe", W, "45421000", "corvallon", 430, 8, _WORK,
             LotPlan(trade="joinery", modalities=(_DIRECT,)), Flag.NO_CERTIFICATE, started=9),
        _one("Entretien et petits travaux des bâtiments (accord-cadre)", W, "45453000", "ville", 2400, 48, _ORDERS,
             LotPlan(trade="building_upkeep", modalities=(_DIRECT, _EI), reached="0.6"), started=15, framework=True),
    ]  # fmt: skip


def _followed() -> list[Purchase]:
    return [
        _one("Construction du bassin nordique", W, "45212000", "agglo", 2800, 18, _FOLLOW,
             LotPlan(trade="structure", modalities=(_DIRECT, _ETTI)), Flag.MEETING_TO_NOTE, entered=122),
        _one("Ravalement de la résidence du Moulin", W, "45443000", "habitat", 690, 12, _FOLLOW,
             LotPlan(trade="painting", modalities=(_DIRECT, _EI)), Flag.NO_MEETING, entered=119),
        _one("Élagage du patrimoine arboré des lycées", S, "77341000", "region", 190, 24, _FOLLOW,
             LotPlan(trade="green_spaces", lever=_CRITERION, hours=450, modalities=(_DIRECT, _ACI)), entered=124),
        _one("Portage des repas à domicile", S, "55320000", "port", 205, 24, _FOLLOW,
             LotPlan(trade="catering", hours=600, modalities=(_DIRECT, _AI)), Flag.MISSING_DOCUMENT, entered=121),
        _one("Requalification de la place du Vieux-Pont", W, "45233140", "ville", 1450, 10, _FOLLOW,
             LotPlan(trade="civil_works", modalities=(_DIRECT, _ETTI)), entered=125),
    ]  # fmt: skip


def _launched() -> list[Purchase]:
    return [
        _one("Chauffage des bâtiments communaux", S, "50720000", "corvallon", 200, 24, _L,
             LotPlan(trade="plumbing_hvac", hours=300), Flag.MISSING_WINNERS, entered=88),
        _one("Accueil de loisirs des mercredis", S, "85310000", "port", 190, 24, _L,
             LotPlan(trade="social_action", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.ESS), entered=71),
        _one("Cloisons et doublages de l’hôtel de ville", W, "45410000", "ville", 480, 8, _L,
             LotPlan(trade="plastering"), entered=64),
        _one("Vérification des ascenseurs", S, "50750000", "habitat", 90, 24, _L,
             LotPlan(trade="building_upkeep", lever=Lever.NONE), entered=58),
        _one("Études de programmation urbaine", S, "71240000", "amenageur", 130, 18, _L,
             LotPlan(trade="intellectual", lever=_CRITERION), entered=55),
        _one("Démolition de l’ancienne filature", W, "45111100", "amenageur", 870, 7, _L,
             LotPlan(trade="demolition"), entered=80, operation="berges_vrd"),
        _one("Traiteur des réceptions", S, "55520000", "departement", 160, 24, _L,
             LotPlan(trade="catering", lever=Lever.RESERVED_CONTRACT, article=ReservedArticle.IAE, hours=500),
             Flag.ABANDONED, entered=90),
    ]  # fmt: skip


def _being_set_up() -> list[Purchase]:
    return [
        _one("Rénovation énergétique de la crèche des Jardins", W, "45321000", "ville", 820, 10, _M,
             LotPlan(trade="plastering"), entered=17, hold=Hold.LEVER),
        _one("Voirie de la zone d’activités du Moulin", W, "45233140", "agglo", 1350, 9, _M,
             LotPlan(trade="civil_works"), entered=22, hold=Hold.CALIBRATION),
        _one("Réfection des cuisines centrales", W, "45331000", "hopital", 940, 8, _M,
             LotPlan(trade="plumbing_hvac", lever=_BOTH), entered=26, hold=Hold.CONSENT),
        _one("Impression des supports de communication", S, "79810000", "region", 205, 24, _M,
             LotPlan(trade="printing", hours=220), Flag.THIN_SUPPLY, entered=27, hold=Hold.CONSENT, place="Jarvigny"),
        _one("Étanchéité du centre nautique", W, "45261000", "agglo", 590, 6, _M,
             LotPlan(trade="roofing"), entered=33, hold=Hold.PROPOSED),
        _one("Aménagement paysager des cimetières", W, "45112700", "ville", 310, 9, _M,
             LotPlan(trade="green_spaces", rate="0.10"), entered=34, hold=Hold.PROPOSED),
        _one("Maintenance des portes automatiques", S, "50700000", "hopital", 180, 36, _M,
             LotPlan(trade="building_upkeep", hours=180), entered=40, hold=Hold.REFUSED),
        _one("Entretien des routes départementales (accord-cadre)", W, "45233140", "departement", 3200, 48, _M,
             LotPlan(trade="civil_works"), entered=24, hold=Hold.CALIBRATION, framework=True),
        _one("Transport scolaire adapté", S, "60130000", "port", 170, 36, _M,
             LotPlan(trade="transport", lever=Lever.NONE), Flag.ABANDONED, entered=30, hold=Hold.LEVER),
    ]  # fmt: skip


def _programmed() -> list[Purchase]:
    """Those entered by hand; the others come with the sheet of the main buyer (``sheet_rows``)."""
    lot = LotPlan(trade="")
    return [
        _one("Réhabilitation du foyer des jeunes travailleurs", W, "45262700", "habitat", 2100, 16, _P, lot, entered=22),
        _one("Nettoyage des locaux de la cité administrative", S, "90910000", "etat", 640, 36, _P, lot, entered=12),
        _one("Achat de bacs de collecte", F, "34144510", "agglo", 420, 12, _P, lot, entered=19, no_clause=True),
        _one("Réseaux d’assainissement du quartier des Ormereaux", W, "45232400", "eaux", 1750, 12, _P, lot, entered=6),
    ]  # fmt: skip


def purchases() -> list[Purchase]:
    """Every contract entered one by one."""
    return [*_finished(), *_at_work(), *_followed(), *_launched(), *_being_set_up(), *_programmed()]


#: The programme the main buyer sends as a sheet: header, then one line for each contract to come.
SHEET_HEADER = ("Référence", "Objet", "Nature", "CPV", "Montant HT", "Durée (mois)", "Lieu", "Publication prévue")
SHEET_ROWS = (
    ("VIL-P1", "Reconstruction de la halle du marché", "Travaux", "45262700", "1 850 000", "14", "Valmorne", 55),
    ("VIL-P2", "Entretien des terrains de sport", "Services", "77320000", "210 000", "36", "Valmorne", 70),
    ("VIL-P3", "Peinture des bâtiments communaux", "Travaux", "45442100", "360 000", "24", "Valmorne", 80),
    ("VIL-P4", "Fourniture de repas pour les crèches", "Services", "55524000", "330 000", "24", "Valmorne", 95),
    ("VIL-P5", "Sécurisation de l’éclairage public", "Travaux", "45316000", "720 000", "12", "Valmorne", 110),
)  # fmt: skip
