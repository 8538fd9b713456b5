"""The peers of ``bench/alerts.py``: a PostgreSQL join tuned for these alerts, and tantivy on the text alone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import tantivy

from levier.notices.alerts import Alert, Subject
from levier.notices.alerts.query import And, Node, Not, Or, Phrase, Prefix, Word
from levier.notices.alerts.reference import texts
from levier.notices.text import stem

#: Between two texts, so that no phrase runs from one into the next.
BREAK = "zzzz0zzzz"
#: Side of the cells in which surroundings are looked up, in metres.
CELL = 20_000


def spoken(subject: Subject) -> tuple[str, list[str]]:
    """Stems in order, and different folded words, as the indexes read them."""
    said = texts(subject)
    return (
        f" {BREAK} ".join(" ".join(map(stem, text)) for text in said),
        sorted({word for text in said for word in text}),
    )


def tsquery(node: Node) -> str:
    """The query for a ``tsvector`` of stems with their places, and of folded words marked by « _ ».

    Weights would tell them apart too, but then each answer of the index is checked again.
    """
    if isinstance(node, Word):
        return f"'{node.stem}'"
    if isinstance(node, Prefix):
        return f"'_{node.start}':*"
    if isinstance(node, Phrase):
        return "(" + " <-> ".join(f"'{stemmed}'" for stemmed in node.stems) + ")"
    if isinstance(node, Not):
        return f"!({tsquery(node.child)})"
    return "(" + (" & " if isinstance(node, And) else " | ").join(map(tsquery, node.children)) + ")"


_TABLES = """
CREATE TABLE notice (id int PRIMARY KEY, words tsvector, cpv text[], dep text[], social text[], nature text[], kind text,
    buyer text[], name text[], low bigint, high bigint, days int);
-- Compressed, it would be expanded again for every pair.
ALTER TABLE notice ALTER words SET STORAGE EXTERNAL;
CREATE TABLE notice_dep (dep text, notice int);
CREATE TABLE notice_cpv (prefix text, notice int);
CREATE TABLE notice_point (notice int, x int, y int, z int, cx int, cy int, cz int);
CREATE TABLE alert (id int PRIMARY KEY, query tsquery, cpv text[], dep text[], circle int, social text[], nature text[],
    kind text[], buyer text[], name text[], low bigint, high bigint, days int);
CREATE TABLE alert_dep (dep text, alert int);
CREATE TABLE alert_cpv (prefix text, alert int);
CREATE TABLE circle (id int PRIMARY KEY, x int, y int, z int, square bigint);
CREATE TABLE circle_cell (cx int, cy int, cz int, circle int);
"""
_INDEXES = """
CREATE INDEX ON notice USING gin (words);
CREATE INDEX ON notice_dep (dep, notice); CREATE INDEX ON notice_cpv (prefix, notice);
CREATE INDEX ON notice_point (cx, cy, cz);
CREATE INDEX ON alert_dep (dep, alert); CREATE INDEX ON alert_cpv (prefix, alert); CREATE INDEX ON alert (circle);
CREATE INDEX ON circle_cell (cx, cy, cz);
VACUUM ANALYZE;
"""
#: What is cheap to look at comes before the text, whatever the planner thinks of it.
_REST = """
    (a.low IS NULL OR n.high IS NULL OR n.high >= a.low) AND (a.high IS NULL OR n.low IS NULL OR n.low <= a.high)
    AND (a.days IS NULL OR n.days IS NULL OR n.days >= a.days)
    AND (a.kind IS NULL OR n.kind = ANY (a.kind)) AND (a.nature IS NULL OR n.nature && a.nature)
    AND (a.social IS NULL OR n.social && a.social) AND (a.cpv IS NULL OR n.cpv && a.cpv)
    AND ((a.buyer IS NULL AND a.name IS NULL) OR n.buyer && a.buyer OR n.name @> a.name)
    AND (a.query IS NULL OR n.words @@ a.query)
"""
#: Each alert goes by its most selective door: a place, else a CPV prefix, else its text in the GIN index.
_JOIN = f"""
CREATE TEMP TABLE near AS
    SELECT DISTINCT c.id AS circle, p.notice FROM notice_point p JOIN circle_cell k USING (cx, cy, cz) JOIN circle c ON c.id = k.circle
    WHERE (p.x - c.x)::bigint ^ 2 + (p.y - c.y)::bigint ^ 2 + (p.z - c.z)::bigint ^ 2 <= c.square;
ANALYZE near;
CREATE TEMP TABLE found AS
    SELECT a.id AS alert, n.id AS notice FROM alert_dep d JOIN notice_dep m USING (dep) JOIN alert a ON a.id = d.alert
        JOIN notice n ON n.id = m.notice WHERE {_REST}
    UNION SELECT a.id, n.id FROM near m JOIN alert a USING (circle) JOIN notice n ON n.id = m.notice WHERE {_REST}
    UNION SELECT a.id, n.id FROM alert_cpv c JOIN notice_cpv m USING (prefix)
        JOIN alert a ON a.id = c.alert AND a.dep IS NULL AND a.circle IS NULL JOIN notice n ON n.id = m.notice WHERE {_REST}
    UNION ALL SELECT a.id, n.id FROM alert a JOIN notice n ON n.words @@ a.query
        WHERE a.dep IS NULL AND a.circle IS NULL AND a.cpv IS NULL AND {_REST};
"""


@contextmanager
def scratch(url: str) -> Iterator[str]:
    """A database of our own on this server, dropped at the end."""
    name = f"levier_bench_{os.getpid()}"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield psycopg.conninfo.make_conninfo(url, dbname=name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Postgres:
    """Everything stored, indexed and analysed before the join is timed; one core, like what it is compared with."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        for setting in (
            "work_mem = '256MB'",
            "max_parallel_workers_per_gather = 0",
            "jit = off",
            "random_page_cost = 1.1",
        ):
            self.connection.execute(f"SET {setting}")

    def load(self, subjects: Sequence[Subject], alerts: Sequence[Alert], today: date) -> None:
        self.connection.execute(_TABLES)
        circles = {circle: rank for rank, circle in enumerate({one for alert in alerts for one in alert.around})}
        cells = [
            (*cell, rank)
            for circle, rank in circles.items()
            for cell in _cells(circle.at.x, circle.at.y, circle.at.z, circle.km * 1000)
        ]
        self._copy("notice_dep", ((dep, at) for at, one in enumerate(subjects) for dep in _values(one, "dep")))
        self._copy("notice_cpv", ((code, at) for at, one in enumerate(subjects) for code in _prefixes(one)))
        points = ((at, point) for at, one in enumerate(subjects) for point in one.points)
        self._copy("notice_point", ((at, p.x, p.y, p.z, p.x // CELL, p.y // CELL, p.z // CELL) for at, p in points))
        self._copy("alert_dep", ((dep, at) for at, one in enumerate(alerts) for dep in one.departments))
        self._copy("alert_cpv", ((code, at) for at, one in enumerate(alerts) for code in one.cpv))
        self._copy("circle", ((rank, c.at.x, c.at.y, c.at.z, (c.km * 1000) ** 2) for c, rank in circles.items()))
        self._copy("circle_cell", cells)
        self._copy("alert", (_alert_row(at, one, circles) for at, one in enumerate(alerts)))
        self.connection.execute(
            "CREATE TEMP TABLE raw (id int, stems text, plain text[], cpv text[], dep text[], social text[], nature text[], "
            "kind text, buyer text[], name text[], low bigint, high bigint, days int)"
        )
        self._copy("raw", (_notice_row(at, one, today) for at, one in enumerate(subjects)))
        self.connection.execute(
            "INSERT INTO notice SELECT id, to_tsvector('simple', stems) || array_to_tsvector(plain), cpv, dep, social, nature, "
            "kind, buyer, name, low, high, days FROM raw"
        )
        for statement in _INDEXES.strip().split(";"):
            if statement.strip():
                self.connection.execute(statement)

    def _copy(self, table: str, rows: Iterator[tuple[object, ...]] | list[tuple[object, ...]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _spent(self) -> float:
        """Seconds of processor of our own server process; of clock when it is on another machine."""
        stat = Path(f"/proc/{self.connection.info.backend_pid}/stat")
        if self.connection.info.hostaddr not in ("", "127.0.0.1", "::1") or not stat.exists():
            return time.perf_counter()
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def join(self) -> float:
        """Seconds of the whole join, its answers kept in a table on the server."""
        self.connection.execute("DROP TABLE IF EXISTS near, found")
        started = self._spent()
        for statement in _JOIN.strip().split(";"):
            if statement.strip():
                self.connection.execute(statement)
        return self._spent() - started

    def found(self) -> set[tuple[int, int]]:
        return set(self.connection.execute("SELECT notice, alert FROM found").fetchall())


def _values(subject: Subject, name: str) -> list[str]:
    return [fact.partition(":")[2] for fact in subject.facts if fact.startswith(f"{name}:")]


def _prefixes(subject: Subject) -> set[str]:
    return {code[:size] for code in _values(subject, "cpv") for size in range(2, 9)}


def _notice_row(at: int, one: Subject, today: date) -> tuple[object, ...]:
    days = None if one.deadline is None else (one.deadline - today).days
    stems, plain = spoken(one)
    lists = [_values(one, name) for name in ("dep", "social", "nature")]
    names = [_values(one, name) for name in ("buyer", "name")]
    return (
        at,
        stems,
        [f"_{word}" for word in plain],
        list(_prefixes(one)),
        *lists,
        _values(one, "kind")[0],
        *names,
        one.lowest,
        one.highest,
        days,
    )


def _alert_row(at: int, one: Alert, circles: dict[object, int]) -> tuple[object, ...]:
    (buyer,) = one.buyers or (None,)
    (circle,) = one.around or (None,)
    return (
        at,
        None if one.text is None else tsquery(one.text),
        list(one.cpv) or None,
        list(one.departments) or None,
        None if circle is None else circles[circle],
        [each.value for each in one.social] or None,
        [each.value for each in one.natures] or None,
        [each.value for each in one.kinds] or None,
        [buyer.number] if buyer and buyer.number else None,
        list(buyer.stems) if buyer and buyer.name else None,
        None if one.value_from is None else int(one.value_from * 100),
        None if one.value_to is None else int(one.value_to * 100),
        one.days_left,
    )


def _cells(x: int, y: int, z: int, reach: int) -> Iterator[tuple[int, int, int]]:
    """Cells that the surroundings may touch."""
    for cx in range((x - reach) // CELL, (x + reach) // CELL + 1):
        for cy in range((y - reach) // CELL, (y + reach) // CELL + 1):
            for cz in range((z - reach) // CELL, (z + reach) // CELL + 1):
                yield cx, cy, cz


class Tantivy:
    """An index of the notices in memory: stems with their places, folded words."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("stems", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("plain", tokenizer_name="whitespace", index_option="basic")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(heap_size=200_000_000, num_threads=1)
        for subject in subjects:
            stems, plain = spoken(subject)
            writer.add_document(tantivy.Document(stems=stems, plain=" ".join(plain)))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ready(self, queries: Sequence[Node]) -> list[tantivy.Query]:
        return [self._query(query) for query in queries]

    def counts(self, queries: Sequence[tantivy.Query]) -> tuple[list[int], float]:
        """How many notices answer each, and the seconds it took; counting alone favours tantivy."""
        started = time.process_time()
        found = [self.searcher.search(query, 1, count=True).count for query in queries]
        return found, time.process_time() - started

    def _query(self, node: Node) -> tantivy.Query:
        if isinstance(node, Word):
            return tantivy.Query.term_query(self.schema, "stems", node.stem, "basic")
        if isinstance(node, Prefix):
            return tantivy.Query.regex_query(self.schema, "plain", f"{node.start}.*")
        if isinstance(node, Phrase):
            return tantivy.Query.phrase_query(self.schema, "stems", list(node.stems))
        if isinstance(node, Or):
            return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._query(child)) for child in node.children])
        parts = node.children if isinstance(node, And) else (node,)
        clauses = [
            (tantivy.Occur.MustNot, self._query(part.child))
            if isinstance(part, Not)
            else (tantivy.Occur.Must, self._query(part))
            for part in parts
        ]
        return tantivy.Query.boolean_query(clauses)
