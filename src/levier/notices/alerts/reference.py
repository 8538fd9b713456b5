"""What « this alert finds that notice » means, said slowly: the definition that the fast way must meet.

Nothing here is numbered or prepared; each criterion is one obvious function.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..text import stem
from .alert import Alert
from .query import And, Node, Not, Or, Prefix, Word
from .subject import Subject


def finds(alert: Alert, subject: Subject, *, today: date) -> bool:
    """Whether every criterion of the alert holds."""
    return (
        _says(alert, subject)
        and _any_fact(subject, "cpv", alert.cpv, prefix=True)
        and _in_place(alert, subject)
        and _in_range(alert, subject)
        and _any_fact(subject, "social", (one.value for one in alert.social))
        and _in_time(alert, subject, today)
        and _by_buyer(alert, subject)
        and _any_fact(subject, "nature", (one.value for one in alert.natures))
        and _any_fact(subject, "kind", (one.value for one in alert.kinds))
    )


def texts(subject: Subject) -> list[list[str]]:
    """The words of each text, in order."""
    found: list[list[str]] = [[]]
    for number in subject.words:
        if number:
            found[-1].append(subject.vocabulary.tokens[number])
        else:
            found.append([])
    return found


def _says(alert: Alert, subject: Subject) -> bool:
    return alert.text is None or _answers(alert.text, texts(subject))


def _answers(node: Node, said: list[list[str]]) -> bool:
    if isinstance(node, And):
        return all(_answers(child, said) for child in node.children)
    if isinstance(node, Or):
        return any(_answers(child, said) for child in node.children)
    if isinstance(node, Not):
        return not _answers(node.child, said)
    if isinstance(node, Prefix):
        return any(word.startswith(node.start) for text in said for word in text)
    wanted = [node.stem] if isinstance(node, Word) else list(node.stems)
    return any(
        [stem(word) for word in text[at : at + len(wanted)]] == wanted for text in said for at in range(len(text))
    )


def _any_fact(subject: Subject, name: str, wanted: Iterable[str], *, prefix: bool = False) -> bool:
    values = list(wanted)
    said = [fact.removeprefix(f"{name}:") for fact in subject.facts if fact.startswith(f"{name}:")]
    return not values or any(one == value or (prefix and one.startswith(value)) for one in said for value in values)


def _in_place(alert: Alert, subject: Subject) -> bool:
    if not alert.departments and not alert.around:
        return True
    near = any(circle.at.km_to(point) <= circle.km for circle in alert.around for point in subject.points)
    return near or (bool(alert.departments) and _any_fact(subject, "dep", alert.departments))


def _in_range(alert: Alert, subject: Subject) -> bool:
    if subject.lowest is None or subject.highest is None:
        return True
    enough = alert.value_from is None or subject.highest >= alert.value_from * 100
    return enough and (alert.value_to is None or subject.lowest <= alert.value_to * 100)


def _in_time(alert: Alert, subject: Subject, today: date) -> bool:
    return alert.days_left is None or subject.deadline is None or (subject.deadline - today).days >= alert.days_left


def _by_buyer(alert: Alert, subject: Subject) -> bool:
    if not alert.buyers:
        return True
    names = {fact.removeprefix("name:") for fact in subject.facts if fact.startswith("name:")}
    return any(
        f"buyer:{buyer.number}" in subject.facts if buyer.number else buyer.stems <= names for buyer in alert.buyers
    )
