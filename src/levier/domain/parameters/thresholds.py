"""Thresholds and entry dates of the public procurement code (domain.md §1.2 to §1.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..explanation import Certainty, Source
from ..vocabulary import BuyerKind, PurchaseNature
from .model import DatedValue, LegalDate, Parameter, Unit

_V, _R = Certainty.VERIFIED, Certainty.RECALLED

_EU_2024 = Source("Seuils européens 2024-2025 (avis annexé au CCP)", _V, "Lu dans la presse juridique d’octobre 2025.")
_EU_2026 = Source(
    "Règlements (UE) 2025/2150, 2025/2151 et 2025/2152",
    _V,
    "Lu dans la presse juridique d’octobre 2025.",
)


def _eu(code: str, label: str, *, until_2025: str, until_2027: str) -> Parameter:
    return Parameter(
        code,
        label,
        Unit.EUROS,
        (
            DatedValue(Decimal(until_2025), date(2024, 1, 1), date(2025, 12, 31), _EU_2024),
            DatedValue(Decimal(until_2027), date(2026, 1, 1), date(2027, 12, 31), _EU_2026),
        ),
    )


EU_STATE = _eu(
    "eu_supplies_services_state",
    "Seuil européen, fournitures et services, État",
    until_2025="143000",
    until_2027="140000",
)
EU_AUTHORITY = _eu(
    "eu_supplies_services_authority",
    "Seuil européen, fournitures et services, autres pouvoirs adjudicateurs",
    until_2025="221000",
    until_2027="216000",
)
EU_ENTITY = _eu(
    "eu_supplies_services_entity",
    "Seuil européen, fournitures et services, entités adjudicatrices, défense ou sécurité",
    until_2025="443000",
    until_2027="432000",
)
EU_WORKS = _eu(
    "eu_works_concessions",
    "Seuil européen, travaux et concessions",
    until_2025="5538000",
    until_2027="5404000",
)

_EU_BY_BUYER = {
    BuyerKind.CENTRAL_STATE: EU_STATE,
    BuyerKind.AUTHORITY: EU_AUTHORITY,
    BuyerKind.ENTITY: EU_ENTITY,
    BuyerKind.DEFENCE: EU_ENTITY,
}


def eu_threshold(*, buyer_kind: BuyerKind, nature: PurchaseNature, is_concession: bool = False) -> Parameter:
    """The EU threshold (euros excluding VAT) for a buyer and a purchase; a concession follows the works threshold.

    Source: domain.md §1.3 [V].
    """
    if is_concession or nature is PurchaseNature.WORKS:
        return EU_WORKS
    return _EU_BY_BUYER[buyer_kind]


SOCIAL_CONDITION_FROM = LegalDate(
    "social_condition_from",
    "Entrée en vigueur de la condition d’exécution sociale obligatoire (L2112-2-1 et L3114-2-1)",
    date(2026, 8, 21),
    Source(
        "Loi n° 2021-1104 du 22 août 2021, art. 35 ; décret n° 2022-767 du 2 mai 2022",
        _V,
        "La loi fixe une limite au 22 août 2026 et des praticiens impriment cette date ; le décret retient le "
        "21 août 2026. S’applique aux consultations engagées ou avis envoyés à compter de cette date.",
    ),
)

PRISON_RESERVATION_FROM = LegalDate(
    "prison_reservation_from",
    "Création de la réservation au travail pénitentiaire (L2113-13-1)",
    date(2022, 10, 20),
    Source("Ordonnance n° 2022-1336 du 19 octobre 2022, art. 19", _V, "En vigueur dès sa publication."),
)

SPASER_THRESHOLD = Parameter(
    "spaser_threshold",
    "Montant annuel d’achats au-delà duquel un SPASER est obligatoire",
    Unit.EUROS,
    (
        DatedValue(
            Decimal("100000000"),
            None,
            date(2022, 12, 31),
            Source("CCP, art. L2111-3 et D2111-3 (ancienne rédaction)", _V),
        ),
        DatedValue(
            Decimal("50000000"),
            date(2023, 1, 1),
            None,
            Source("CCP, art. L2111-3 et D2111-3", _V, "Seuil abaissé par le décret n° 2022-767 du 2 mai 2022."),
        ),
    ),
)

_DECREE_2025 = Source("Décret n° 2025-1386 du 29 décembre 2025", _V)

NO_PROCEDURE_WORKS = Parameter(
    "no_procedure_works",
    "Seuil de dispense de procédure, travaux",
    Unit.EUROS,
    (DatedValue(Decimal("100000"), date(2026, 1, 1), None, _DECREE_2025),),
)
NO_PROCEDURE_SUPPLIES = Parameter(
    "no_procedure_supplies_services",
    "Seuil de dispense de procédure, fournitures et services",
    Unit.EUROS,
    (DatedValue(Decimal("60000"), date(2026, 4, 1), None, _DECREE_2025),),
)


def no_procedure_threshold(nature: PurchaseNature) -> Parameter:
    """The amount (euros excluding VAT) under which a contract needs no procedure (domain.md §1.3 [V])."""
    return NO_PROCEDURE_WORKS if nature is PurchaseNature.WORKS else NO_PROCEDURE_SUPPLIES


DECP_THRESHOLD = Parameter(
    "decp_threshold",
    "Montant à partir duquel les données essentielles sont publiées",
    Unit.EUROS,
    (
        DatedValue(
            Decimal("40000"),
            date(2024, 1, 1),
            None,
            Source(
                "Arrêté du 22 décembre 2022 relatif aux données essentielles, modifié le 22 décembre 2023",
                _V,
                "Un relèvement par les textes de fin 2025 n’a pas été recherché.",
            ),
        ),
    ),
)

RESERVED_MINIMUM_SHARE = Parameter(
    "reserved_minimum_share",
    "Part minimale de travailleurs handicapés, défavorisés ou détenus pour un marché réservé",
    Unit.RATE,
    (DatedValue(Decimal("0.5"), None, None, Source("CCP, art. R2113-7", _V)),),
)

ESS_MAXIMUM_MONTHS = Parameter(
    "ess_maximum_months",
    "Durée maximale d’un marché réservé à l’économie sociale et solidaire",
    Unit.MONTHS,
    (DatedValue(Decimal(36), None, None, Source("CCP, art. L2113-16", _R)),),
)

SHORT_WORKS_MONTHS = Parameter(
    "short_works_months",
    "Durée en dessous de laquelle un marché de travaux peut être dispensé de condition sociale",
    Unit.MONTHS,
    (DatedValue(Decimal(6), SOCIAL_CONDITION_FROM.on, None, Source("CCP, art. L2112-2-1, II", _R)),),
)

THRESHOLDS = (
    EU_STATE,
    EU_AUTHORITY,
    EU_ENTITY,
    EU_WORKS,
    SPASER_THRESHOLD,
    NO_PROCEDURE_WORKS,
    NO_PROCEDURE_SUPPLIES,
    DECP_THRESHOLD,
    RESERVED_MINIMUM_SHARE,
    ESS_MAXIMUM_MONTHS,
    SHORT_WORKS_MONTHS,
)
LEGAL_DATES = (SOCIAL_CONDITION_FROM, PRISON_RESERVATION_FROM)
