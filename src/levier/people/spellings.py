"""Every way a person was written: what was corrected, and the records merged into theirs, still name them in old texts."""

from __future__ import annotations

from .models import FormerName, Person

#: Columns by which a text may name somebody.
NAMING = ("first_name", "last_name", "phone", "email")


def remember(person: Person, before: Person) -> None:
    """Keep how ``before`` was written, unless ``person`` is written the same; nothing for a record never saved."""
    if before.pk is None or all(getattr(before, name) in (getattr(person, name), "") for name in NAMING):
        return
    FormerName.objects.get_or_create(person=person, **{name: getattr(before, name) for name in NAMING})


def spellings(person: Person) -> list[Person | FormerName]:
    """The person as they are written today, then as they were."""
    return [person, *person.former_names.order_by("pk")]
