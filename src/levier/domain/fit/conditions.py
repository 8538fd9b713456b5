"""Hard conditions of an answer, apart from the score: the reservation, the kind of structure, the deadline."""

from __future__ import annotations

from collections.abc import Iterator

from ..eligibility import Answer
from ..levers.supply import ARTICLE_KINDS, ARTICLE_SOURCE
from ..vocabulary import ReservedArticle, StructureKind
from .model import Lot, Requirement, Structure

#: Kinds that lend workers: whether they may answer alone hangs on what the lot buys.
LENDING = (StructureKind.ETTI, StructureKind.AI, StructureKind.EATT, StructureKind.GEIQ)
#: Kinds the articles do not name and that may hold an agreement they name, or be held equivalent.
_TO_ASK = (StructureKind.EITI, StructureKind.EATT, StructureKind.REGIE, StructureKind.GEIQ)
_FAMILIES = (ReservedArticle.DISABILITY, ReservedArticle.IAE)


def requirements(structure: Structure, lot: Lot) -> Iterator[Requirement]:
    """What must hold, whatever the score. An answer to establish never shuts a lot."""
    if lot.is_reserved:
        yield reservation(structure, lot)
    if lending := [kind for kind in structure.kinds if kind in LENDING]:
        yield _lending(structure, lending)
    if lot.days_left is not None:
        late = lot.days_left < 0
        why = "La date limite de remise des offres est passée." if late else "La date limite n’est pas passée."
        yield Requirement("Date limite", Answer.NO if late else Answer.YES, why)


def reservation(structure: Structure, lot: Lot) -> Requirement:
    """May the structure answer a reserved lot? One of the articles is enough (L2113-14 opens both families)."""
    articles = sorted(lot.reserved, key=list(ReservedArticle).index)
    if not articles:
        return _unnamed(structure)
    found = [_under(structure, article) for article in articles]
    answer, why = min(found, key=lambda one: [Answer.YES, Answer.UNKNOWN, Answer.NO].index(one[0]))
    return Requirement(f"Réservation ({', '.join(articles)})", answer, why)


def _under(structure: Structure, article: ReservedArticle) -> tuple[Answer, str]:
    if article is ReservedArticle.ESS:
        return _ess(structure)
    if article is ReservedArticle.PRISON:
        return Answer.UNKNOWN, "Réservé au travail de personnes détenues : dites à l’acheteur si vous en employez."
    families = _FAMILIES if article is ReservedArticle.BOTH else (article,)
    named = frozenset[StructureKind]().union(*(ARTICLE_KINDS[one] for one in families))
    acronyms = ", ".join(kind.acronym for kind in StructureKind if kind in named)
    if holding := [kind for kind in structure.kinds if kind in named]:
        return (
            Answer.YES,
            f"L’article nomme les structures de votre type : {holding[0].acronym} ({ARTICLE_SOURCE.note}).",
        )
    if asking := [kind for kind in structure.kinds if kind in _TO_ASK]:
        return (
            Answer.UNKNOWN,
            f"L’article nomme {acronyms} et leurs équivalents ; {asking[0].acronym} n’y est pas : demandez à l’acheteur.",
        )
    return Answer.NO, f"Réservé à : {acronyms}. Votre type n’y est pas."


def _ess(structure: Structure) -> tuple[Answer, str]:
    what = "réservé à l’ESS qui poursuit une mission de service public de santé, sociale ou culturelle"
    if structure.ess_mission is None:
        return Answer.UNKNOWN, f"Lot {what} : dites dans vos réglages si c’est votre cas."
    if structure.ess_mission:
        return Answer.YES, f"Lot {what}, comme vous l’avez déclaré."
    return Answer.NO, f"Lot {what} ; vous avez déclaré que ce n’est pas votre cas."


def _unnamed(structure: Structure) -> Requirement:
    answers = [_under(structure, article)[0] for article in _FAMILIES]
    why = "L’avis dit ce lot réservé sans citer l’article : demandez à l’acheteur qui peut répondre."
    if all(answer is Answer.NO for answer in answers):
        why = f"{why} Votre type n’est nommé par aucun des deux articles les plus courants."
    return Requirement("Réservation (article non cité)", Answer.UNKNOWN, why)


def _lending(structure: Structure, lending: list[StructureKind]) -> Requirement:
    label = "Manière d’intervenir"
    if len(lending) < len(structure.kinds):
        return Requirement(label, Answer.YES, "L’un de vos agréments permet de réaliser les prestations.")
    why = (
        f"Une structure {lending[0].acronym} met des salariés à disposition : vérifiez que l’objet du lot le permet, "
        "répondez à plusieurs, ou proposez-vous aux entreprises candidates."
    )
    return Requirement(label, Answer.UNKNOWN, why)
