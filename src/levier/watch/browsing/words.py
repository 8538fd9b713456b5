"""French words of the codes of a notice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from levier.notices.alerts import Social
from levier.notices.model import Kind
from levier.notices.recognition import Consideration, ReservedFor
from levier.ui.formats import number, plural

from ..models import StoredFinding, StoredNotice

#: The 45 divisions of the common procurement vocabulary (regulation (EC) 213/2008), shortened.
CPV_DIVISIONS = {
    "03": "Agriculture, pêche et forêt",
    "09": "Énergie et combustibles",
    "14": "Mines et matériaux de base",
    "15": "Alimentation et boissons",
    "16": "Machines agricoles",
    "18": "Vêtements et accessoires",
    "19": "Cuir, textile, plastique, caoutchouc",
    "22": "Imprimés",
    "24": "Produits chimiques",
    "30": "Bureau et informatique : matériel",
    "31": "Matériel électrique et éclairage",
    "32": "Radio, télévision, télécommunications",
    "33": "Matériel médical et soins",
    "34": "Véhicules et transport : matériel",
    "35": "Sécurité, secours, défense",
    "37": "Musique, sport, jeux, art",
    "38": "Matériel de laboratoire et de précision",
    "39": "Meubles et équipement intérieur",
    "41": "Eau",
    "42": "Machines industrielles",
    "43": "Machines de chantier et de mine",
    "44": "Matériaux de construction",
    "45": "Travaux de construction",
    "48": "Logiciels",
    "50": "Réparation et entretien",
    "51": "Installation de matériel",
    "55": "Hôtellerie et restauration",
    "60": "Transport",
    "63": "Services d’appui au transport",
    "64": "Poste et télécommunications",
    "65": "Eau, gaz, électricité : distribution",
    "66": "Banque et assurance",
    "70": "Immobilier",
    "71": "Architecture et ingénierie",
    "72": "Services informatiques",
    "73": "Recherche et développement",
    "75": "Administration et défense",
    "76": "Services pétroliers et gaziers",
    "77": "Espaces verts, agriculture, forêt : services",
    "79": "Services aux entreprises",
    "80": "Enseignement et formation",
    "85": "Santé et action sociale",
    "90": "Nettoyage, déchets, environnement",
    "92": "Loisirs, culture et sport",
    "98": "Autres services",
}
_SOCIAL = {
    Social.CLAUSE: "Clause sociale",
    Social.CRITERION: "Critère social",
    Social.RESERVED: "Réservé (tous cas)",
    Social.RESERVED_DISABILITY: "Réservé au secteur adapté (EA, ESAT)",
    Social.RESERVED_IAE: "Réservé à l’insertion (SIAE)",
    Social.RESERVED_PRISON: "Réservé au travail pénitentiaire",
    Social.RESERVED_ESS: "Réservé à l’économie sociale",
    Social.RESERVED_PUBLIC_SERVICE: "Réservé au service public",
    Social.OBJECT: "L’insertion est l’objet",
}
_KINDS = {
    Consideration.CLAUSE: ("Clause sociale", "success"),
    Consideration.CRITERION: ("Critère social", "info"),
    Consideration.RESERVATION: ("Réservé", "accent"),
    Consideration.OBJECT: ("L’insertion est l’objet", "success"),
}
_RESERVED = {
    ReservedFor.DISABILITY: "Réservé EA, ESAT",
    ReservedFor.IAE: "Réservé SIAE",
    ReservedFor.BOTH: "Réservé EA, ESAT, SIAE",
    ReservedFor.PRISON: "Réservé au travail pénitentiaire",
    ReservedFor.ESS: "Réservé à l’économie sociale",
    ReservedFor.PUBLIC_SERVICE: "Réservé au service public",
}


def social_label(code: str) -> str:
    """Name of a social side, for a list of choices."""
    return _SOCIAL[Social(code)]


def kind_label(code: str) -> str:
    """« Clause sociale »; a code of another version keeps its own name."""
    return _KINDS[Consideration(code)][0] if code in set(Consideration) else code


def notice_label(code: str) -> str:
    """« avis de marché »."""
    return Kind(code).label if code in set(Kind) else "avis"


def badge(finding: StoredFinding) -> tuple[str, str]:
    """Short French of a passage and the tone of its tag: « Clause sociale : 120 h », « success »."""
    if finding.kind not in set(Consideration):
        return finding.kind, "neutral"
    text, tone = _KINDS[Consideration(finding.kind)]
    if finding.reserved_for in set(ReservedFor):
        text = _RESERVED[ReservedFor(finding.reserved_for)]
    facts = [*_weight(finding), *_hours(finding)]
    return (f"{text} : {', '.join(facts)}" if facts else text), tone


def _weight(finding: StoredFinding) -> list[str]:
    if finding.weight is None:
        return []
    weight = number(finding.weight)
    return [f"rang {weight}" if finding.weight_unit == "rang" else f"{weight} {finding.weight_unit}".strip()]


def _hours(finding: StoredFinding) -> list[str]:
    said = []
    if finding.hours is not None:
        said.append(plural(finding.hours, "heure"))
    if finding.percentage is not None:
        said.append(f"{number(finding.percentage)} % du travail")
    return said


def badges(findings: list[StoredFinding]) -> list[tuple[str, str]]:
    """Each different badge once, in the order of the notice."""
    return list(dict.fromkeys(map(badge, findings)))


def confidence(percent: int) -> str:
    """How sure the rule is, in words. The bounds are a choice of Levier."""
    if percent >= 90:
        return "lecture sûre"
    return "lecture probable" if percent >= 70 else "lecture à vérifier"


def days_left(notice: StoredNotice, now: datetime) -> int | None:
    """Days to the deadline in force, 0 for today; ``None`` without deadline; below 0 once it is over."""
    if notice.deadline_now is None:
        return None
    if notice.deadline_now < now:
        return min(-1, (timezone.localdate(notice.deadline_now) - timezone.localdate(now)).days)
    return (timezone.localdate(notice.deadline_now) - timezone.localdate(now)).days


def departments_of(notice: StoredNotice) -> list[str]:
    """Codes of its départements."""
    return [code for code in notice.departments.split(",") if code]
