"""Run by hand or by a test: load folders in the database of this process, ask many questions, print what was found.

The questions come from the notices themselves, so that two databases that hold the same are asked the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

NOW = datetime(2024, 3, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))


def questions() -> Iterator[str]:
    """Words, truncations, phrases and mixtures taken in one notice out of thirty, in the order of their numbers."""
    from levier.notices.text import words
    from levier.watch.models import StoredNotice
    from levier.watch.search.documents import searched_texts
    from levier.watch.storage import unpack_notice

    rows = StoredNotice.objects.order_by("source", "key").values_list("content", flat=True)
    for rank, content in enumerate(rows.iterator()):
        if rank % 30:
            continue
        said = [found for text in searched_texts(unpack_notice(content)) if len(found := words(text)) > 3]
        if not said:
            continue
        text = said[rank // 30 % len(said)]
        at = rank % (len(text) - 3)
        first, second, third = text[at : at + 3]
        yield f'"{first}"'
        yield f'"{first} {second} {third}"'
        yield f'"{text[0]}" SAUF "{second} {third}"'
        yield f'("{first}" OU "{third}") ET "{second}"'
        if len(third) > 4:
            yield f"{third[:4]}*"
            yield f'"{first}" OU {third[:5]}* SAUF "{second}"'
    yield from (
        '"de la"',
        '"conditions d exécution"',
        "SAUF travaux",
        "insertion",
        '"marché public" SAUF ("de la" OU "de l")',
    )


def answer(query: str) -> object:
    from levier.domain.errors import RuleError
    from levier.watch.search.filters import Filters
    from levier.watch.search.find import Order, PageRequest, search

    told: list[object] = []
    for order, filters in (
        (Order.RELEVANCE, Filters()),
        (Order.DEADLINE, Filters(natures=frozenset({"services", "works"}))),
        (Order.RECENT, Filters(departments=frozenset({"69", "75", "38"}), open_only=False)),
    ):
        try:
            page = search(query, filters, PageRequest(order=order, size=30), now=NOW)
        except RuleError as error:
            return error.message
        facets = {name: [(one.value, one.count) for one in found] for name, found in page.facets.items()}
        same_day = sorted((str(hit.published_on), hit.source, hit.key) for hit in page.hits)
        told.append([page.total, same_day if page.total <= 30 else page.total, facets])
    return told


def main(folders: list[str]) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from levier.watch.checks import violations
    from levier.watch.storage.load import files_of, load

    call_command("migrate", interactive=False, verbosity=0)
    report = load(files_of(map(Path, folders)))
    again = load(files_of(map(Path, folders)))
    found = {query: answer(query) for query in questions()}
    told = {
        "added": [report.notices.added, report.contracts.added],
        "again": [again.notices.added, again.notices.changed, again.contracts.added, again.contracts.changed],
        "problems": sorted(sentence for _, sentence in report.problems),
        "violations": list(violations()),
        "found": found,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main(sys.argv[1:])
