"""« Fiches conseil »: one page for each kind of procedure, each rule with its source, « à vérifier » when it is recalled.

Nothing here is legal advice: what the consultation documents say comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

from levier.directory.text import fold
from levier.domain.explanation import Certainty, Source

_V, _R = Certainty.VERIFIED, Certainty.RECALLED
_FIELD = Source("Conseil de Levier", Certainty.DERIVED, "Aucune règle : une manière de s’y prendre.")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know or to do, and where it comes from."""

    text: str
    source: Source = _FIELD


@dataclass(frozen=True, slots=True)
class Advice:
    """One page."""

    slug: str
    title: str
    summary: str
    #: How the procedure goes.
    rules: tuple[Point, ...]
    #: What to do, in order.
    steps: tuple[Point, ...]
    #: What to beware of.
    traps: tuple[Point, ...]


def _law(text: str, reference: str, certainty: Certainty = _R, note: str = "") -> Point:
    return Point(text, Source(reference, certainty, note))


_READ = Point("Téléchargez tout le dossier de consultation : le règlement dit les pièces, les critères et leur poids.")
_ASK = Point("Posez vos questions par écrit sur le profil d’acheteur, tôt : la réponse va à tous les candidats.")
_SEND = Point("Déposez l’offre la veille, et gardez l’accusé de réception : un dépôt en retard n’est pas ouvert.")
_CLAUSE = _law(
    "Une condition d’exécution (heures d’insertion) s’impose à tous ; une structure peut l’exécuter pour le titulaire.",
    "CCP, art. L2112-2",
    _V,
)
_CRITERION = _law(
    "Un critère d’insertion peut être noté s’il est lié à l’objet du marché ou à son exécution.",
    "CCP, art. L2152-7 et R2152-7",
    _V,
)
_SOCIAL = Point(
    "Joignez votre mémoire social : publics, accompagnement, encadrement, suites. Répondez à ce qui est noté."
)

ADVICE: tuple[Advice, ...] = (
    Advice(
        "procedure-adaptee",
        "Procédure adaptée (MAPA)",
        "L’acheteur fixe lui-même les règles : lisez son règlement avant tout. C’est la voie la plus souple.",
        (
            _law("L’acheteur choisit les modalités selon la nature et le montant du besoin.", "CCP, art. R2123-4"),
            _law("Il peut négocier, s’il l’a annoncé ; il peut aussi attribuer sans négocier.", "CCP, art. R2123-5"),
            _CLAUSE,
            _CRITERION,
        ),
        (
            _READ,
            Point("Appelez le service acheteur avant la consultation suivante : faites-vous connaître."),
            _ASK,
            _SOCIAL,
            _SEND,
        ),
        (
            Point(
                "Votre première offre peut être la dernière : ne gardez pas de marge pour une négociation incertaine."
            ),
            Point("Un délai court est courant : gardez votre dossier de candidature à jour dans Levier."),
        ),
    ),
    Advice(
        "appel-d-offres-ouvert",
        "Appel d’offres ouvert",
        "Tout le monde peut remettre une offre ; il n’y a pas de négociation.",
        (
            _law("Tout opérateur économique peut remettre une offre.", "CCP, art. L2124-2 et R2124-2"),
            _law("L’acheteur choisit l’offre sans négocier, sur des critères annoncés.", "CCP, art. L2124-2"),
            _CLAUSE,
            _CRITERION,
        ),
        (
            _READ,
            Point("Candidature et offre partent ensemble : préparez les deux dès le premier jour."),
            Point("Répondez point par point aux critères, dans leur ordre et selon leur poids."),
            _SOCIAL,
            _ASK,
            _SEND,
        ),
        (
            Point("Une pièce de l’offre qui manque peut la rendre irrégulière : cochez la liste du règlement."),
            Point("Si un lot est trop grand, cherchez un groupement ou proposez-vous en sous-traitance."),
        ),
    ),
    Advice(
        "appel-d-offres-restreint",
        "Appel d’offres restreint",
        "Deux temps : une candidature, puis, si vous êtes retenu, une offre. Il n’y a pas de négociation.",
        (
            _law("Seuls les candidats sélectionnés remettent une offre.", "CCP, art. L2124-2 et R2124-2"),
            _law("La sélection se fait sur des critères objectifs annoncés.", "CCP, art. R2142-15"),
        ),
        (
            Point("La date limite de l’avis est celle de la candidature : montrez références, moyens et encadrement."),
            Point("Constituez le groupement dès la candidature : en changer ensuite est rarement possible."),
            _ASK,
            _SEND,
        ),
        (
            Point(
                "Le nombre de candidats peut être limité : des références proches de l’objet comptent plus que leur nombre."
            ),
        ),
    ),
    Advice(
        "procedure-avec-negociation",
        "Procédure avec négociation",
        "Une candidature, une offre de départ, puis un échange avec l’acheteur avant l’offre finale.",
        (
            _law("L’acheteur négocie avec un ou plusieurs candidats admis.", "CCP, art. L2124-3"),
            _law(
                "Les exigences minimales et les critères ne se négocient pas.",
                "CCP, art. R2161-13 s.",
            ),
        ),
        (
            _READ,
            Point("Préparez ce que vous pouvez améliorer : délais, encadrement, parcours des personnes, prix."),
            Point("Venez à deux : qui fait le travail, et qui l’a chiffré."),
            _SOCIAL,
            _SEND,
        ),
        (Point("L’acheteur peut se réserver d’attribuer sur l’offre de départ : elle doit être complète."),),
    ),
    Advice(
        "marche-reserve",
        "Marché ou lot réservé",
        "La concurrence n’a lieu qu’entre les structures que l’article cité nomme.",
        (
            _law("Handicap : entreprises adaptées, ESAT et structures équivalentes.", "CCP, art. L2113-12", _V),
            _law("Insertion : EI, ETTI, AI, ACI et structures équivalentes.", "CCP, art. L2113-13", _V),
            _law("Les deux à la fois.", "CCP, art. L2113-14", _V),
            _law("Au moins la moitié de travailleurs concernés ; l’avis cite l’article.", "CCP, art. R2113-7", _V),
            _law(
                "ESS : services de santé, sociaux ou culturels d’une liste, avec une mission de service public.",
                "CCP, art. L2113-15 et L2113-16",
                _R,
                "Le champ est vérifié ; les limites de durée (trois ans) restent à vérifier.",
            ),
        ),
        (
            Point("Joignez votre agrément ou votre convention en cours : c’est la première pièce lue."),
            Point("Dites la part de travailleurs concernés, et comment vous la comptez."),
            _READ,
            _SOCIAL,
            _SEND,
        ),
        (
            Point("Un marché réservé reste un marché : le prix, la qualité et les délais sont jugés."),
            Point("Si l’avis dit « réservé » sans citer l’article, demandez à l’acheteur qui peut répondre."),
            Point("En groupement, demandez à l’acheteur si chaque membre doit entrer dans la réservation."),
        ),
    ),
    Advice(
        "marche-d-insertion",
        "Marché d’insertion (l’insertion est l’objet)",
        "L’acheteur achète un service d’insertion ; le travail réalisé en est le support.",
        (
            _law(
                "Procédure adaptée quel que soit le montant, pour un acheteur compétent en insertion ; toujours en concurrence.",
                "CCP, art. R2123-1 et R2123-7",
                _V,
            ),
        ),
        (
            Point("Mettez l’accompagnement au centre : parcours, encadrement, partenaires, suites."),
            Point("Dites comment vous mesurez les parcours, et ce que vous rendez à l’acheteur."),
            _READ,
            _SEND,
        ),
        (Point("Le support de travail doit suivre : un chantier vide ne fait pas un parcours."),),
    ),
)
BY_SLUG = {one.slug: one for one in ADVICE}

#: Words of the ``procedure`` of a notice, folded, and the page they lead to; the first found wins.
_WORDS: tuple[tuple[str, str], ...] = (
    ("restrict", "appel-d-offres-restreint"),
    ("restreint", "appel-d-offres-restreint"),
    ("neg w", "procedure-avec-negociation"),
    ("negoci", "procedure-avec-negociation"),
    ("adapt", "procedure-adaptee"),
    ("mapa", "procedure-adaptee"),
    ("open", "appel-d-offres-ouvert"),
    ("ouvert", "appel-d-offres-ouvert"),
)


def pages_for(*, procedure: str, form: str = "", reserved: bool = False, insertion: bool = False) -> list[Advice]:
    """The pages that speak of a notice: what its procedure is named, then what it is reserved to or buys."""
    said = f"{fold(procedure)} {fold(form)}"
    slugs = [next((slug for word, slug in _WORDS if word in said), "")]
    if reserved:
        slugs.insert(0, "marche-reserve")
    if insertion:
        slugs.insert(0, "marche-d-insertion")
    return [BY_SLUG[slug] for slug in slugs if slug]
