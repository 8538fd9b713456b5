"""What each figure means: definition, formula, source. The page of figures and the exports read this table."""

from __future__ import annotations

from dataclasses import dataclass

from levier.domain.explanation import Certainty, Source

_LEDGER = Source("Compte des heures de l’espace", Certainty.DERIVED, "Heures validées, corrections comprises.")
_STATEMENTS = Source("Relevés mensuels envoyés par les entreprises", Certainty.DERIVED)
_FTE = Source("Base d’un ETP choisie par l’espace", Certainty.STATED, "1 600, 1 607 ou 1 820 h selon les sources.")


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure, as it would be printed in a report."""

    code: str
    title: str
    definition: str
    formula: str
    source: Source
    version: int = 1


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "due",
        "Heures dues",
        "Heures dues, telles qu’elles étaient à la fin de la période, par toutes les obligations qui courent pendant "
        "la période. Une obligation de plusieurs années compte entière : ce n’est pas la part de l’année.",
        "somme des dernières révisions connues à la fin de la période",
        Source("Obligations de l’espace et leurs révisions", Certainty.DERIVED),
    ),
    Definition(
        "declared",
        "Heures déclarées",
        "Heures des relevés envoyés, travaillées pendant la période, sauf les lignes refusées. Les heures validées en "
        "font partie.",
        "somme des lignes envoyées et non refusées, par mois travaillé",
        _STATEMENTS,
    ),
    Definition(
        "validated",
        "Heures validées",
        "Heures travaillées pendant la période et validées par le facilitateur, corrections déduites.",
        "somme des écritures du compte des heures, par mois travaillé",
        _LEDGER,
    ),
    Definition(
        "fte",
        "Équivalents temps plein",
        "Heures validées rapportées à la durée d’un temps plein sur un an. Sur un cumul, ce sont des années de temps "
        "plein.",
        "heures validées ÷ heures d’un temps plein",
        _FTE,
    ),
    Definition(
        "people",
        "Personnes",
        "Personnes différentes qui ont au moins une heure validée sur la période. Une personne présente sur deux "
        "marchés compte une fois.",
        "nombre de personnes distinctes",
        _LEDGER,
    ),
    Definition(
        "jobs",
        "Contrats de travail",
        "Contrats de travail qui ont au moins une heure validée sur la période. Une personne peut en avoir plusieurs.",
        "nombre de contrats de travail distincts",
        _LEDGER,
    ),
    Definition(
        "contracts",
        "Marchés avec des heures",
        "Marchés qui ont au moins une heure validée sur la période.",
        "nombre de marchés distincts",
        _LEDGER,
    ),
    Definition(
        "levers",
        "Marchés avec un levier retenu",
        "Marchés dont au moins un lot a un levier retenu par l’acheteur pendant la période.",
        "nombre de marchés distincts dont la clause est retenue dans la période",
        Source("Clauses de l’espace", Certainty.DERIVED),
    ),
    Definition(
        "hours_per_person",
        "Heures par personne",
        "Moyenne des heures validées par personne sur la période. Une moyenne basse peut cacher des parcours très "
        "courts : voyez les signaux.",
        "heures validées ÷ personnes",
        _LEDGER,
    ),
    Definition(
        "hours_per_job",
        "Heures par contrat de travail",
        "Moyenne des heures validées par contrat de travail sur la période.",
        "heures validées ÷ contrats de travail",
        _LEDGER,
    ),
    Definition(
        "women",
        "Part de femmes",
        "Part des femmes parmi les personnes dont le sexe est renseigné.",
        "femmes ÷ personnes dont le sexe est renseigné",
        _LEDGER,
    ),
    Definition(
        "qpv",
        "Habitants des quartiers prioritaires",
        "Part des habitants d’un quartier prioritaire (QPV) parmi les personnes pour qui l’on sait répondre.",
        "habitants d’un QPV ÷ personnes dont la réponse est connue",
        _LEDGER,
    ),
)
BY_CODE = {one.code: one for one in DEFINITIONS}
