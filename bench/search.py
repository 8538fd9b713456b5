"""Search in stored notices with filters, facets and order, against the bare FTS5 query alone.

Real notices (or, without them, invented ones) are multiplied to the size wanted, each copy with words, buyer, value and
dates of its own, and stored in SQLite with their words but without their compressed content, which no search reads.

The peer asks FTS5 for the numbers of the notices that hold the same words, on the same connection, and fetches them: no
filter, no facet, no order, no page. Both must find the same notices. The first search of a process also reads the columns:
its time is told apart.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
FOLDERS = ("boamp/api_v2.1", "boamp/xml_v230", "ted_eforms/notices", "ted_legacy/notices")
QUERIES = (
    "nettoyage", "entretien espaces verts", '"espaces verts"', "nettoy*", "travaux SAUF peinture", "insertion",
    "étude", "marché", "maîtrise d’œuvre", '"maîtrise d’œuvre"', "restauration OU repas", "voirie ET réseaux",
    "élagage", "collecte déchets", "assistance maîtrise ouvrage SAUF bâtiment", "gardiennage OU sécur*", "peinture",
    "(nettoyage OU entretien) ET locaux", "transport scolaire", "réhabilitation école", "aménagement", "logement",
    "eau potable", "fourniture", "prestation de services", '"accord cadre"', "démolition", "informatique", "formation", "clause sociale",
)  # fmt: skip
DAY = date(2026, 1, 5)


def real_notices() -> Iterator[Any]:
    """One of each notice at hand."""
    from levier.domain.errors import ImportFailed
    from levier.notices.read import read_notices

    for folder in FOLDERS:
        for path in sorted((SHARED / folder).glob("*")):
            try:
                found = read_notices(path.read_bytes())
            except (ImportFailed, IsADirectoryError):
                continue
            yield from found if len(found) < 100 else found[:: len(found) // 100]  # a list of bare titles


def invented_notices() -> Iterator[Any]:
    """Where no real notice is at hand: words of the queries, drawn."""
    from levier.notices.model import Kind, Notice, Party, Place, Source, Text
    from levier.notices.text import words

    draw = random.Random(1)
    known = sorted({word for query in QUERIES for word in words(query)} - {"ou", "et", "sauf"})
    for at in range(600):
        said = [" ".join(draw.choices(known, k=40)) for _ in range(3)]
        yield Notice(
            source=Source.BOAMP_MAPA, publication_number=f"26-{at}", kind=Kind.COMPETITION, title=said[0][:80],
            published_on=DAY, buyers=(Party(name=f"Commune {at % 90}"),), cpv_main=f"{draw.randrange(30, 99)}000000",
            places=(Place(department=f"{draw.randrange(1, 95):02}"),), texts=tuple(Text(rubric="", text=one) for one in said),
        )  # fmt: skip


def multiplied(base: list[Any], count: int) -> Iterator[tuple[list[Any], Any]]:
    """Rows and words of ``count`` notices: copies with dates, a value, a buyer and two words of their own."""
    from django.db import connection

    from levier.watch.models import StoredNotice
    from levier.watch.search.documents import Document

    draw = random.Random(2)
    started = datetime(2026, 1, 5, 12, tzinfo=UTC)
    fields = StoredNotice._meta.concrete_fields
    names = [field.attname for field in fields]
    moving = {
        name: names.index(name)
        for name in ("id", "key", "revision", "published_on", "deadline", "deadline_now", "buyer_key", "value")
    }
    rows = []
    for one in base:
        whole = {**one.columns, "content": b"", "problems": [], "changes_ref": "", "identifier": ""}
        row = StoredNotice(source=one.source, key=one.key, dossier_id=1, revision=0, stored_at=started, **whole)
        rows.append([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
    for at in range(count):
        one, row = base[at % len(base)], list(rows[at % len(base)])
        copy = at // len(base)
        closes = f"{started + timedelta(days=draw.randrange(-400, 60), minutes=draw.randrange(1440)):%Y-%m-%d %H:%M:%S}"
        own = {
            "id": at + 1, "key": f"{one.key[:60]} {copy}", "revision": at + 1,
            "published_on": str(DAY - timedelta(days=draw.randrange(1500))), "deadline": closes, "deadline_now": closes,
            "buyer_key": f"{one.columns['buyer_key'][:100]} {copy % 20}",
            "value": draw.choice((None, 30_000, 75_000, 200_000, 800_000, 5_000_000)),
        }  # fmt: skip
        for name, value in own.items():
            row[moving[name]] = value
        words, mark = one.document, f"copie{copy} numero{at}"
        yield row, Document(
            stems=f"{words.stems} {mark}", plain=f"{words.plain} {mark}", title_stems=words.title_stems,
            title_plain=words.title_plain, is_long=False,
        )  # fmt: skip


def build(count: int, *, real: bool) -> tuple[int, int, float]:
    """Store the notices; of how many different ones they are made, words of one, and the seconds it took."""
    from django.db import connection, transaction

    from levier.watch.models import Dossier, IndexState, StoredNotice
    from levier.watch.search import index
    from levier.watch.storage import prepare

    started = time.perf_counter()
    base = [prepare(one) for one in (real_notices() if real else invented_notices())]
    words = sum(one.document.plain.count(" ") + 1 for one in base) // len(base)
    Dossier.objects.create(pk=1)
    columns = [field.column for field in StoredNotice._meta.concrete_fields]
    insert = f"INSERT INTO watch_storednotice ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-400000")
    pairs = multiplied(base, count)
    while batch := list(islice(pairs, 50_000)):
        with transaction.atomic():
            connection.connection.executemany(insert, [row for row, _ in batch])
            index.add((row[0], words) for row, words in batch)
    IndexState.objects.create(pk=1, revision=count, index_version=index.VERSION)
    return len(base), words, time.perf_counter() - started


def bare(expression: str) -> list[int]:
    """The peer: every number, nothing else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM watch_text WHERE watch_text MATCH %s", [expression])
        return [pk for (pk,) in cursor.fetchall()]


def percentile(times: list[float], share: float) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notices", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--invented", action="store_true", help="even where real notices are at hand")
    chosen = options.parse_args()
    real = not chosen.invented and (SHARED / FOLDERS[0]).exists()
    with tempfile.TemporaryDirectory(prefix="levier-bench-") as folder:
        os.environ.update(
            LEVIER_DATA_DIR=folder, LEVIER_DEBUG="1", LEVIER_SECRET_KEY="bench-" + "x" * 50, LEVIER_DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="levier.config.settings",
        )  # fmt: skip
        import django
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        settings.DEBUG = False  # no list of the questions asked
        call_command("migrate", verbosity=0)
        from levier.notices.alerts import parse
        from levier.watch.search.filters import Filters
        from levier.watch.search.find import PageRequest, search
        from levier.watch.search.match import fts5

        base, words, built = build(chosen.notices, real=real)
        size = Path(folder, "levier.sqlite3").stat().st_size
        started = time.perf_counter()
        search("nettoyage")
        first = time.perf_counter() - started

        filters = (
            Filters(),
            Filters(departments=frozenset({"38", "69", "75"})),
            Filters(natures=frozenset({"services"})),
        )
        ours, peers, most = [], [], 0
        for turn in range(chosen.rounds):
            for rank, query in enumerate(QUERIES):
                expression = fts5(parse(query))
                started = time.perf_counter()
                rows = bare(expression)
                peers.append(time.perf_counter() - started)
                started = time.perf_counter()
                search(query, filters[(turn + rank) % len(filters)])
                ours.append(time.perf_counter() - started)
                most = max(most, len(rows))
                if turn == 0:
                    check(query, rows, search(query, page=PageRequest(size=200)))
        connection.close()

    p95, peer = percentile(ours, 0.95), percentile(peers, 0.95)
    print(
        f"search, {chosen.notices:,} notices in SQLite: {base:,} {'real' if real else 'invented'} ones multiplied, {words} words on average"
    )
    print(f"  built in {built:.0f} s, {size / 1e9:.2f} GB; first search, which reads the columns: {first:.1f} s")
    print(f"  {len(QUERIES)} queries, {chosen.rounds} times; the largest answer has {most:,} notices")
    print(
        f"  search      p95 {p95 * 1000:8.1f} ms   median {statistics.median(ours) * 1000:8.1f}   filters, 8 facets, order, page"
    )
    print(
        f"  bare FTS5   p95 {peer * 1000:8.1f} ms   median {statistics.median(peers) * 1000:8.1f}   ratio of the p95 {p95 / peer:.2f}"
    )
    print("  same notices on every query")


def check(query: str, rows: list[int], page: Any) -> None:
    """The search finds all that FTS5 finds, and shows some of it."""
    assert page.total == len(rows), f"{query}: {page.total} notices, FTS5 {len(rows)}"
    assert {hit.pk for hit in page.hits} <= set(rows), f"{query}: a notice that FTS5 does not find"
    for name in ("deadlines", "values"):
        assert sum(one.count for one in page.facets[name]) == len(rows), f"{query}: facet {name}"


if __name__ == "__main__":
    main()
