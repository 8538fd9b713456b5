"""What becomes of each table that points to a person when they are erased.

A room further down the line registers its own from its ``AppConfig.ready``; a test fails while one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db.models import QuerySet

from levier.domain.eligibility import by_code
from levier.domain.months import month_end, month_start

from ..models import EligibilityStatus, Person

#: What a text that was about the person becomes: the reader knows that there was one.
ERASED = "(effacé)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What becomes of the rows, and why. Rows are kept unless ``delete``."""

    why: str
    delete: bool = False
    #: Text columns replaced by ``ERASED`` where they say something.
    texts: tuple[str, ...] = ()
    #: When blanking columns is not enough.
    reduce: Callable[[Person], None] | None = None
    #: Columns (days or moments) that show the person is still followed: the retention clock reads them.
    activity: tuple[str, ...] = ()


#: Relation (``app.model.field``) → rule.
RULES: dict[str, Rule] = {}

#: Texts about several people, from which the person's names are taken out: rows of the person and text columns.
Mention: TypeAlias = tuple[Callable[[Person], QuerySet[Any]], tuple[str, ...]]
MENTIONS: list[Mention] = []

#: Says, as a sentence, why the person cannot be erased today; empty when nothing stands in the way.
Obstacle: TypeAlias = Callable[[Person], str]
OBSTACLES: list[Obstacle] = []


def erase(rules: Mapping[str, Rule]) -> None:
    """Register rules. Each relation has one."""
    if twice := RULES.keys() & rules.keys():
        raise ValueError(f"two erasure rules for {sorted(twice)}")
    RULES.update(rules)


def erase_mentions(rows: Callable[[Person], QuerySet[Any]], *texts: str) -> None:
    """Take the person's names out of these columns of these rows."""
    MENTIONS.append((rows, texts))


def obstacle(find: Obstacle) -> Obstacle:
    """Register a reason to wait."""
    OBSTACLES.append(find)
    return find


def obstacles(person: Person) -> list[str]:
    """What must be done before the person can be erased, one sentence each."""
    return [sentence for find in OBSTACLES if (sentence := find(person))]


#: Columns of ``Person`` that stay: what the published figures count.
KEPT = frozenset({"id", "workspace", "sex", "in_qpv", "created_at", "erased_on", "kept_on", "notice_on"})


def blanked(person: Person) -> dict[str, object]:
    """The other columns, with what they become: of the birth date, the year only."""
    return {
        "first_name": "Personne",
        "last_name": "effacée",
        "birth_date": date(person.birth_date.year, 1, 1),
        "education": "unsaid",
        "postcode": "",
        "city": "",
        "phone": "",
        "email": "",
        "referrer": None,
        "informed_on": None,
    }


def reduce_statuses(person: Person) -> None:
    """Keep the public a person who worked is counted in, by whole months; no health criterion, nothing of the proof.

    Without any work contract no figure rests on them, and nothing is kept.
    """
    months: dict[tuple[str, date], date | None] = {}
    statuses = EligibilityStatus.objects.filter(person=person)
    if person.employments.exists():
        for status in statuses:
            key = (by_code(status.criterion).public_code, month_start(status.valid_from))
            until = month_end(month_start(status.valid_until)) if status.valid_until else None
            known = months.get(key, date.min)
            months[key] = None if until is None or known is None else max(known, until)
    statuses.delete()
    EligibilityStatus.objects.bulk_create(
        EligibilityStatus(person=person, criterion=criterion, valid_from=first, valid_until=until)
        for (criterion, first), until in months.items()
    )


def unfinished_contract(person: Person) -> str:
    """A work contract that runs: its hours are still to be declared under a name."""
    if person.employments.filter(ends_on=None).exists():
        return "Un contrat de travail n’a pas de date de fin : notez-la d’abord."
    return ""


_TOLD_APART = Rule(why="Sans nom, plus personne ne peut être confondu avec elle.", delete=True)

erase(
    {
        "people.profile.person": Rule(
            why="Le profil ne sert qu’à trouver un emploi : aucun chiffre n’en dépend.",
            delete=True,
            activity=("updated_on",),
        ),
        "people.eligibilitystatus.person": Rule(
            why="Les chiffres par public comptent les personnes : le critère et ses mois restent, sans la pièce.",
            reduce=reduce_statuses,
            activity=("created_at", "valid_from"),
        ),
        "people.specialfact.status": Rule(
            why="Le critère protégé n’est gardé que pour la personne : aucun chiffre ne le nomme.", delete=True
        ),
        "people.candidacy.person": Rule(
            why="Une candidature ne vaut que pour la personne : aucun chiffre n’en dépend.",
            delete=True,
            activity=("proposed_on", "interview_on", "answered_on"),
        ),
        "people.candidacy.employment": Rule(why="La candidature part avec la personne.", delete=True),
        "people.distinctpeople.one": _TOLD_APART,
        "people.distinctpeople.other": _TOLD_APART,
        "people.formername.person": Rule(
            why="Une ancienne écriture du nom ne sert qu’à l’effacer des textes qui l’ont citée.", delete=True
        ),
        "people.exit.employment": Rule(
            why="Les sorties sont comptées, et ne portent aucun texte.", activity=("observed_on",)
        ),
        "people.pathwaystep.person": Rule(
            why="Les cohortes comptent les étapes : nature, dates, organisme et résultat restent, la suite convenue non.",
            texts=("next_step",),
            activity=("created_at", "starts_on", "ends_on"),
        ),
        "people.employment.person": Rule(
            why="Le compte des heures y renvoie : le contrat reste, rattaché à une personne sans nom.",
            texts=("occupation",),
            activity=("created_at", "starts_on", "ends_on"),
        ),
    }
)
obstacle(unfinished_contract)
