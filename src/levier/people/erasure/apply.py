"""Erase one person, in the transaction of the service that asks for it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from levier.accounts.models import AccessLink
from levier.domain.errors import Conflict, RuleError
from levier.journal.services import forget, forget_names
from levier.post.models import OutgoingMessage

from ..models import Person
from ..spellings import spellings
from .relations import Relation, relations
from .rules import ERASED, MENTIONS, RULES, blanked, obstacles

#: Shorter than that, a name is also an ordinary word.
_SHORTEST_NAME = 3


def erase_person_data(person: Person, *, today: date) -> None:
    """Leave of a person what the figures count, and nothing that says who they were.

    Raises:
        Conflict: somebody erased them meanwhile.
        RuleError: something must be finished first; one sentence for each.
    """
    held = Person.objects.select_for_update().filter(pk=person.pk, erased_on=None).first()
    if held is None:
        raise Conflict("Cette personne a déjà été effacée.")
    if reasons := obstacles(held):
        raise RuleError(" ".join(reasons))
    found = relations()
    objects = {Person._meta.label_lower: [str(held.pk)]} | _objects(held, found)
    names = _names(held)
    _clear_mentions(held, names)
    for relation in reversed(found):  # what points to a row goes before the row
        _apply(relation, held)
    for label, keys in objects.items():
        OutgoingMessage.objects.filter(workspace=held.workspace, target_type=label, target_id__in=keys).delete()
        AccessLink.objects.filter(workspace=held.workspace, target_type=label, target_id__in=keys).delete()
        forget(workspace_id=held.workspace_id, target_type=label, target_ids=keys)
    forget_names(workspace_id=held.workspace_id, names=names, mask=ERASED)
    _clear_tasks(names)
    Person.objects.filter(pk=held.pk).update(**blanked(held), erased_on=today)


def _objects(person: Person, found: list[Relation]) -> dict[str, list[str]]:
    """The person's rows by model: what messages, links and journal lines may be about."""
    labels: dict[str, set[str]] = {}
    for relation in found:
        keys = {str(pk) for pk in relation.rows(person).values_list("pk", flat=True)}
        labels.setdefault(relation.model._meta.label_lower, set()).update(keys)
    return {label: sorted(keys) for label, keys in labels.items()}


def _apply(relation: Relation, person: Person) -> None:
    rule = RULES[relation.key]
    rows = relation.rows(person)
    if rule.delete:
        relation.all.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
        return
    for column in rule.texts:
        keys = list(rows.exclude(**{column: ""}).values_list("pk", flat=True))
        relation.all.filter(pk__in=keys).update(**{column: ERASED})
    if rule.reduce is not None:
        rule.reduce(person)


def _names(person: Person) -> re.Pattern[str]:
    """The person's names, address and telephone, as they are and as they were, where they are whole words; the longest first."""
    said: set[str] = set()
    for one in spellings(person):
        first, last = one.first_name.strip(), one.last_name.strip()
        said |= {f"{first} {last}", f"{last} {first}", first, last, one.email.strip(), one.phone.strip()}
    words = sorted((one for one in said if len(one) >= _SHORTEST_NAME), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)", re.IGNORECASE)


def _clear_mentions(person: Person, names: re.Pattern[str]) -> None:
    for rows, columns in MENTIONS:
        for row in rows(person).only("pk", *columns).distinct():
            before = {column: getattr(row, column) for column in columns}
            after = {column: _masked(names, value) for column, value in before.items()}
            if after != before:
                QuerySet(type(row)).filter(pk=row.pk).update(**after)


def _masked(names: re.Pattern[str], value: Any) -> Any:
    """The same text, list or dictionary, without the names."""
    if isinstance(value, str):
        return names.sub(ERASED, value)
    if isinstance(value, list):
        return [_masked(names, one) for one in value]
    if isinstance(value, dict):
        return {key: _masked(names, one) for key, one in value.items()}
    return value


def _clear_tasks(names: re.Pattern[str]) -> None:
    """Forget the background tasks whose arguments, answer or error name the person."""
    rows = DBTaskResult.objects.values_list("pk", "args_kwargs", "return_value", "traceback")
    told = [pk for pk, *texts in rows.iterator() if names.search(_text(texts))]
    DBTaskResult.objects.filter(pk__in=told).delete()


def _text(value: object) -> str:
    """Every text of a JSON value, one a line."""
    if isinstance(value, dict):
        return "\n".join(_text(one) for one in value.values())
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value)
    return str(value)
