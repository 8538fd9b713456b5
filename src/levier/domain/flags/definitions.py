"""The clause-washing flags: what each one says, how it is computed, and what it cannot prove.

A flag is a question to ask, never an accusation. No public source gives thresholds: those below are choices of Levier,
shown « à vérifier » until the facilitating body sets its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..explanation import Certainty, Source

#: Under this many people a figure is not shown outside the workspace (house invariant 6).
MIN_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Threshold:
    """Value from which a flag is raised; a fraction, unless the flag's formula says otherwise."""

    value: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Flag:
    """One page of documentation, and the default threshold of its function."""

    code: str
    title: str
    definition: str
    formula: str
    example: str
    caveats: tuple[str, ...]
    threshold: Threshold
    version: int = 1


_NO_SOURCE = Source("Choix de Levier", Certainty.NOT_FOUND, "Aucun seuil publié : à fixer par la structure.")
_BOOKLET = "Le livret des Hauts-de-France (juin 2025) appelle « clause-washing » des parcours de quelques heures."

#: Hours under which a pathway is « a few hours »: one week. No published figure.
SHORT_HOURS = Decimal(35)
#: Days between two contracts under which the second continues the first.
RECOUNT_GAP_DAYS = 30

SHORT_CONTRACTS = Flag(
    "short_contracts",
    "Beaucoup de contrats très courts",
    f"Part des contrats de travail terminés qui totalisent moins d’un minimum d’heures. {_BOOKLET}",
    "contrats terminés sous le minimum ÷ contrats terminés (minimum par défaut : 35 h)",
    "12 contrats terminés, dont 5 de moins de 35 h : 41,7 %.",
    (
        "Une mission courte peut ouvrir sur un emploi : regardez la suite du parcours.",
        "Les contrats en cours ne sont pas comptés.",
        "Une personne partie d’elle-même n’est pas un choix de l’entreprise.",
    ),
    Threshold(Decimal("0.30"), _NO_SOURCE),
)
RECOUNTED_PEOPLE = Flag(
    "recounted_people",
    "Les mêmes personnes comptées plusieurs fois",
    "Part des personnes comptées comme bénéficiaires sur plusieurs obligations d’une même entreprise, quand le second "
    "contrat suit ou chevauche le premier sans globalisation signée : un même emploi, annoncé plusieurs fois.",
    "personnes ayant deux placements dans la même entreprise, sur deux obligations, à moins de 30 jours d’écart et "
    "sans globalisation ÷ personnes placées dans l’entreprise",
    "8 personnes placées ; 2 passent d’un marché à l’autre dans la semaine, sans globalisation : 25 %.",
    (
        "Enchaîner deux marchés peut être un vrai parcours, plus long : c’est alors une globalisation à signer.",
        "Les heures restent comptées une seule fois ; c’est le nombre de bénéficiaires qui est gonflé.",
    ),
    Threshold(Decimal("0.10"), _NO_SOURCE),
)
ALREADY_EMPLOYED = Flag(
    "already_employed",
    "Des personnes déjà en poste avant la clause",
    "Part des bénéficiaires en embauche directe dont le contrat de travail commence avant le début de la clause, sans "
    "clause antérieure qui l’explique.",
    "personnes embauchées avant le début de la clause et sans clause antérieure ÷ personnes en embauche directe",
    "10 embauches directes, dont 3 antérieures au marché et hors de toute clause : 30 %.",
    (
        "Une embauche venue d’une clause précédente est une continuité, elle n’est pas comptée ici.",
        "L’entreprise a pu recruter en prévision du marché : demandez-lui.",
        "Les salariés des structures d’insertion ne sont pas visés.",
    ),
    Threshold(Decimal("0.10"), _NO_SOURCE),
)
YEAR_END_BUNCHING = Flag(
    "year_end_bunching",
    "Des déclarations groupées en fin d’année",
    "Part des heures travaillées de janvier à octobre qui n’ont été déclarées qu’à partir du 1er décembre.",
    "heures de janvier à octobre déclarées à partir du 1er décembre ÷ heures de janvier à octobre",
    "4 000 h travaillées de janvier à octobre, dont 2 600 h déclarées en décembre : 65 %.",
    (
        "Un marché à déclaration annuelle ou semestrielle lève ce signal sans faute de l’entreprise.",
        "Un retard de déclaration n’est pas une fraude ; il empêche surtout d’agir à temps.",
    ),
    Threshold(Decimal("0.50"), _NO_SOURCE),
)
SHORT_AGAINST_TERRITORY = Flag(
    "short_against_territory",
    "Des contrats bien plus courts que sur le territoire",
    "Durée moyenne des contrats terminés de l’entreprise, rapportée à celle du territoire. Le signal est levé "
    "**en dessous** du seuil.",
    "durée moyenne dans l’entreprise (jours) ÷ durée moyenne sur le territoire (jours)",
    "Moyenne de 24 jours pour 75 sur le territoire (2,5 mois en Île-de-France en 2021) : 0,32.",
    (
        "Les métiers n’ont pas les mêmes durées : comparez à secteur égal quand c’est possible.",
        "Une moyenne sur peu de contrats varie beaucoup.",
    ),
    Threshold(Decimal("0.50"), _NO_SOURCE),
)

FLAGS: tuple[Flag, ...] = (
    SHORT_CONTRACTS,
    RECOUNTED_PEOPLE,
    ALREADY_EMPLOYED,
    YEAR_END_BUNCHING,
    SHORT_AGAINST_TERRITORY,
)
