"""Keep the people of the workspace out of minutes and decisions: many read them, and erasure would not find them there."""

from __future__ import annotations

from levier.directory.text import fold
from levier.domain.errors import RuleError
from levier.people.models import Person
from levier.people.screening import screen


def screen_names(text: str, *, workspace_id: int, field: str) -> str:
    """The text, trimmed and screened, if it names nobody of the pool in full.

    Accents, capitals and hyphens do not hide a name: every name of the workspace is compared in one form, read in one query.

    Raises:
        RuleError: what ``screen`` refuses, or a first name and a last name side by side, in any order.
    """
    clean = screen(text, field=field)
    said = f" {fold(clean)} "
    words = set(said.split())
    known = Person.objects.filter(workspace_id=workspace_id, erased_on=None).order_by()
    for first, last in known.values_list("first_name", "last_name").iterator():
        one, other = fold(first), fold(last)
        # A name written in another alphabet folds to nothing, and would be found everywhere.
        if not one or not words.issuperset(other.split() or ("",)):
            continue
        if f" {one} {other} " in said or f" {other} {one} " in said:
            raise RuleError(
                "Ce texte nomme une personne suivie : beaucoup le liront. Écrivez par exemple « une personne ».",
                field=field,
            )
    return clean
