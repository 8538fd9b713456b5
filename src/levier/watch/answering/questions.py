"""The questions of the go / no-go sheet, each with what Levier already knows about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from levier.domain.eligibility import Answer
from levier.domain.fit import Criterion, Fit

from .enums import Said


@dataclass(frozen=True, slots=True)
class Hint:
    """What the record suggests, and why; the structure answers by itself."""

    said: Said
    why: str


NOTHING = Hint(Said.UNKNOWN, "")


@dataclass(frozen=True, slots=True)
class Question:
    """One question, what to look at to answer it, and the hint of the record."""

    code: str
    text: str
    look_at: str
    hint: Callable[[Fit], Hint] = lambda _found: NOTHING


def _conditions(found: Fit) -> Hint:
    if not found.requirements:
        return Hint(Said.YES, "Le lot n’est pas réservé.")
    worst = max(found.requirements, key=lambda one: [Answer.YES, Answer.UNKNOWN, Answer.NO].index(one.answer))
    said = {Answer.YES: Said.YES, Answer.UNKNOWN: Said.UNKNOWN, Answer.NO: Said.NO}[worst.answer]
    return Hint(said, worst.why)


def _line(criterion: Criterion) -> Callable[[Fit], Hint]:
    """« Oui » from three quarters of the points, « Non » under a third, « À voir » between and when it is unknown."""

    def hint(found: Fit) -> Hint:
        line = next(one for one in found.lines if one.criterion is criterion)
        if not line.known:
            return Hint(Said.UNKNOWN, line.why)
        if 4 * line.points >= 3 * line.out_of:
            return Hint(Said.YES, line.why)
        return Hint(Said.NO if 3 * line.points < line.out_of else Said.UNKNOWN, line.why)

    return hint


QUESTIONS: tuple[Question, ...] = (
    Question(
        "allowed", "Avons-nous le droit de répondre ?", "La réservation et la date limite, dans l’avis.", _conditions
    ),
    Question(
        "able",
        "Savons-nous faire ce que le lot demande ?",
        "Le cahier des charges : prestations, qualifications, matériel.",
        _line(Criterion.TRADE),
    ),
    Question(
        "near",
        "Pouvons-nous y aller chaque jour ?",
        "Le lieu, les horaires, les véhicules, l’accès pour les personnes.",
        _line(Criterion.DISTANCE),
    ),
    Question(
        "hands",
        "Aurons-nous les équipes au bon moment ?",
        "Le calendrier d’exécution, les congés, l’encadrement technique.",
        _line(Criterion.CAPACITY),
    ),
    Question(
        "time",
        "Avons-nous le temps d’écrire une bonne offre ?",
        "La date limite, la visite obligatoire, les pièces à demander.",
        _line(Criterion.TIME),
    ),
    Question(
        "size",
        "Le marché est-il à notre taille ?",
        "Le montant, l’avance, la part de ce marché dans notre activité.",
        _line(Criterion.SIZE),
    ),
    Question("price", "Pouvons-nous proposer un prix qui couvre nos coûts ?", "Le bordereau des prix, l’encadrement."),
    Question(
        "risk", "Les pénalités et les garanties sont-elles supportables ?", "Le cahier des clauses administratives."
    ),
    Question(
        "people",
        "Est-ce bon pour les personnes que nous accompagnons ?",
        "Le travail réel, ce qu’il apprend, où il peut mener.",
    ),
    Question(
        "together",
        "Devons-nous répondre à plusieurs ?",
        "Les compétences et les heures qui manquent ; voir le groupement.",
    ),
)
BY_CODE = {question.code: question for question in QUESTIONS}
