"""Every saved alert over a day's notices, against a tuned join in PostgreSQL and against tantivy on the text alone.

Notices are real ones when the folder of public data is there (``LEVIER_SHARED``), multiplied with other titles, places
and amounts; invented sentences otherwise. Alerts mix the queries of the field's trades with frequent and rare words. All
pairs of PostgreSQL must be ours, tantivy must count what we count, and a sample is compared with the slow definition.
Times are of one processor, for all.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import numpy as np

from levier.domain.errors import ImportFailed
from levier.domain.matching.places import Place as Point
from levier.notices.alerts import Alert, AlertSet, Around, Buyer, Social, Subject, Vocabulary, cpv_prefixes, parse
from levier.notices.alerts.query import Node, Not, Phrase, Prefix, Word, all_of
from levier.notices.alerts.reference import finds
from levier.notices.model import Kind, Nature, Notice, Party, Place, Source, Text
from levier.notices.read import read_notices
from levier.notices.text import words

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
from peers.alert_peers import Postgres, Tantivy, scratch
from postgres import running_postgres

DAY = date(2026, 3, 2)
SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
FOLDERS = ("ted_eforms/notices/*.xml", "boamp/xml_v230/*.xml", "boamp/api_v2.1/*.json", "ted_legacy/notices/*.xml")
#: Longer notices are cut, in words: PostgreSQL keeps 256 places of a word, and phrases must be seen by all alike.
LONGEST = 1500

#: What structures watch, the most common first: a query and the CPV divisions that go with it.
TRADES = (
    ("nettoyage ET (locaux OU vitr*)", "9091 9092"), ('"espaces verts" OU élagage OU débroussaill*', "7731 7734"),
    ("nettoy* SAUF (linge OU véhicules)", "909"), ("peinture OU ravalement", "4544"), ("insertion ET entretien", "77 90"),
    ("collecte ET (déchets OU encombrants)", "905"), ("tri OU recycl* OU réemploi", "9051"), ("restauration ET (repas OU traiteur)", "55"),
    ("blanchisserie OU linge", "983"), ("maçonnerie", "4526"), ("démolition OU désamiantage OU curage", "4511"),
    ('"second œuvre" OU cloisons OU plâtrerie', "4541 4542"), ("voirie ET (réseaux OU trottoirs)", "4523"),
    ("déménagement OU manutention", "6031 9839"), ('"mise sous pli" OU routage OU publipostage', "795"),
    ("(gardiennage OU sécurité) SAUF incendie", "797"), ("menuiserie ET (bois OU aluminium)", "4542"), ("plomberie OU chauffage", "4533"),
    ("couture OU confection OU vêtements", "18"), ("mobilier ET (réemploi OU scolaire)", "39"), ("informatique ET matériel", "302"),
    ("conditionnement OU emballage", "79 44"), ("couverture OU étanchéité OU toiture", "4526"), ("électricité", "4531"),
    ("rivière OU berges OU ripisylve", "4524 7723"), ("accueil OU standard OU conciergerie", "983"), ("impression OU reprographie", "798"),
    ("médiation ET (sociale OU numérique)", "853"), ('"clause sociale" OU "clauses sociales"', ""), ("formation ET insertion", "805"),
)  # fmt: skip
SOCIAL, NATURES = tuple(Social), tuple(Nature)
VALUES = tuple(
    Decimal(value) for value in (10_000, 25_000, 40_000, 90_000, 143_000, 221_000, 500_000, 1_000_000, 5_538_000)
)


def real_notices() -> list[Notice]:
    """Real notices that have text, and the same number of titles; invented ones when the folder is not here."""
    found = []
    for pattern in FOLDERS:
        for path in sorted((SHARED / "data").glob(pattern)):
            try:
                found += read_notices(path.read_bytes())
            except ImportFailed:
                continue
    return found or [_invented(random.Random(at)) for at in range(600)]


def _invented(rng: random.Random) -> Notice:
    """Words drawn as in a language: the thousandth is a thousand times rarer than the first."""
    made = [f"{'bcdfglmnprstv'[at % 13]}{'aeiou'[at % 5]}{'lmnrst'[at % 6]}{at}" for at in range(4000)]
    trade = words(rng.choice(TRADES)[0].replace("*", "age"))
    said = rng.choices([*trade, *made], [200 / (at + 1) for at in range(len(trade) + 4000)], k=400)
    return Notice(source=Source.EFORMS, title=" ".join(said[:12]), texts=(Text(rubric="Objet", text=" ".join(said)),))


class World:
    """Notices and the means to write as many alerts as wanted; always the same for a seed."""

    def __init__(self, notices: int, *, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        known = real_notices()
        self.departments = Counter(place.department for one in known for place in one.places if place.department)
        self.departments.update(f"{at:02}" for at in range(1, 96) if at != 20)
        self.towns = [
            Point.at(
                latitude=Decimal(f"{rng.uniform(43.2, 50.5):.3f}"), longitude=Decimal(f"{rng.uniform(-1.5, 6.8):.3f}")
            )
            for _ in range(3000)
        ]
        self.vocabulary = Vocabulary()
        full = [one for one in known if one.texts]
        titles = [one.title for one in known]
        made = [self._other(full[at % len(full)], rng.choice(titles)) for at in range(notices)]
        self.subjects = [self._numbered(one) for one in made]
        self.buyers = [party for one in made for party in one.buyers]
        often = Counter(token for one in self.subjects for token in set(one.tokens.tolist()))
        tokens = self.vocabulary.tokens
        self.often = [tokens[at] for at, _ in often.most_common() if ":" not in tokens[at] and len(tokens[at]) > 3]

    def _other(self, notice: Notice, title: str) -> Notice:
        rng = self.rng
        texts, left = [], LONGEST
        for text in notice.texts:
            texts.append(replace(text, text=" ".join(text.text.split()[:left])))
            left = max(0, left - len(words(texts[-1].text)))
        return replace(
            notice,
            title=f"{notice.title} {title}",
            description="",
            lots=(),
            texts=tuple(texts),
            kind=rng.choices((Kind.COMPETITION, Kind.RESULT, Kind.PLANNING), (7, 2, 1))[0],
            cpv_main=notice.cpv_main or rng.choice(TRADES[:-2])[1].split()[-1].ljust(8, "0"),
            nature=rng.choice(NATURES),
            places=tuple(Place(department=self._department(), city=str(rng.randrange(3000))) for _ in range(rng.choice((1, 1, 1, 2)))),
            estimated_amount=None if rng.random() < 0.4 else Decimal(round(10 ** rng.uniform(4, 6.5))),
            deadline=None if rng.random() < 0.2 else DAY + timedelta(days=rng.randrange(3, 60)),
            buyers=notice.buyers or (Party(name="Commune de Saint-Aubry"),),
        )  # fmt: skip

    def _numbered(self, notice: Notice) -> Subject:
        social = self.rng.sample(SOCIAL, self.rng.choice((0, 0, 1, 2)))
        return Subject.of(
            notice, vocabulary=self.vocabulary, social=social, locate=lambda place: self.towns[int(place.city or 0)]
        )

    def _department(self) -> str:
        return self.rng.choices(list(self.departments), list(self.departments.values()))[0]

    def alerts(self, count: int) -> list[Alert]:
        """A mix: six in ten watch a trade, the others words of notices, frequent and rare."""
        rng = random.Random(7)
        trades = [(parse(text), cpv_prefixes(codes.split())) for text, codes in TRADES]
        drawn = rng.choices(trades, [1 / (at + 1) for at in range(len(trades))], k=count)
        departments = iter(rng.choices(list(self.departments), list(self.departments.values()), k=3 * count))
        return [self._alert(rng, text, cpv, departments) for text, cpv in drawn]

    def _alert(self, rng: random.Random, text: Node, cpv: frozenset[str], departments: Iterator[str]) -> Alert:
        if rng.random() < 0.4:
            text = self._words(rng)
        elif rng.random() < 0.5:
            text = all_of(text, self._more(rng))
        if rng.random() < 0.5:
            cpv = frozenset()
        where, lowest = rng.random(), rng.choice(VALUES) if rng.random() < 0.2 else None
        places = rng.choice((1, 1, 2, 3, 4)) if where < 0.55 else 0
        return Alert(
            text=None if cpv and rng.random() < 0.2 else text,
            cpv=cpv,
            departments=frozenset(islice(departments, places)),
            around=frozenset({self._around(rng)}) if 0.5 < where < 0.75 else frozenset(),
            value_from=lowest,
            value_to=lowest * rng.choice((2, 5, 10)) if lowest and rng.random() < 0.5 else None,
            social=frozenset(rng.choices(SOCIAL, k=rng.choice((1, 1, 2, 3)))) if rng.random() < 0.35 else frozenset(),
            days_left=rng.choice((5, 7, 10, 15, 21, 30)) if rng.random() < 0.25 else None,
            buyers=frozenset({self._buyer(rng)}) if rng.random() < 0.04 else frozenset(),
            natures=frozenset({rng.choice(NATURES)}) if rng.random() < 0.15 else frozenset(),
            kinds=frozenset({Kind.COMPETITION}) if rng.random() < 0.7 else frozenset(),
        )

    def _around(self, rng: random.Random) -> Around:
        town = rng.randrange(len(self.towns))
        return Around(commune=str(town), at=self.towns[town], km=rng.choice((10, 20, 30, 50)))

    def _buyer(self, rng: random.Random) -> Buyer:
        party = rng.choice(self.buyers)
        return Buyer(number=party.siren) if party.siren else Buyer.typed(party.name)

    def _word(self, rng: random.Random) -> Word:
        """Half of the time one of the five hundred most frequent, else any."""
        return Word(rng.choice(self.often[:500] if rng.random() < 0.5 else self.often))

    def _words(self, rng: random.Random) -> Node:
        drawn = rng.random()
        if drawn < 0.15:
            return Prefix(rng.choice(self.often)[:5].ljust(3, "a"))
        if drawn < 0.35:
            return Phrase(self._passage(rng))
        return all_of(*(self._word(rng) for _ in range(rng.choice((1, 2, 2, 3)))))

    def _more(self, rng: random.Random) -> Word | Not:
        word = self._word(rng)
        return Not(word) if rng.random() < 0.3 else word

    def _passage(self, rng: random.Random) -> str:
        """Two or three words that follow each other somewhere."""
        while True:
            sequence = rng.choice(self.subjects).words
            at = rng.randrange(max(1, len(sequence) - 3))
            found = [self.vocabulary.tokens[number] for number in sequence[at : at + rng.choice((2, 3))]]
            if len(found) > 1 and all(found):
                return " ".join(found)


def timed(alerts: AlertSet, subjects: Sequence[Subject], rounds: int) -> float:
    """Median seconds of processor of a whole match: what others do on the machine counts for nobody."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        alerts.match(subjects, DAY)
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def ready(alerts: Sequence[Alert], world: World) -> tuple[AlertSet, float]:
    """The alerts made ready, and the seconds it took."""
    started = time.perf_counter()
    made = AlertSet(alerts, world.vocabulary)
    made.match(world.subjects[:1], DAY)
    return made, time.perf_counter() - started


def check_sample(subjects: Sequence[Subject], alerts: Sequence[Alert], found: set[tuple[int, int]], count: int) -> None:
    """Pairs found and pairs drawn, against the slow definition."""
    rng = random.Random(3)
    some = rng.sample(sorted(found), min(len(found), count // 4))
    some += [(rng.randrange(len(subjects)), rng.randrange(len(alerts))) for _ in range(count - len(some))]
    for rank, other in some:
        assert finds(alerts[other], subjects[rank], today=DAY) is ((rank, other) in found), (
            "not what the definition says"
        )


def against_postgresql(world: World, alerts: Sequence[Alert], found: set[tuple[int, int]]) -> float | None:
    """Seconds of the join, once it is known to find the same pairs; ``None`` when there is no server."""
    with running_postgres() as url:
        if url is None:
            return None
        with scratch(url) as address:
            server = Postgres(address)
            server.load(world.subjects, alerts, DAY)
            taken = server.join()
            assert server.found() == found, "PostgreSQL and the batch disagree"
            server.connection.close()
            return taken


def against_tantivy(world: World, alerts: Sequence[Alert], rounds: int) -> tuple[int, float, float]:
    """Alerts with a text, seconds of tantivy to count what answers these texts, and ours to find it."""
    queries = [alert.text for alert in alerts if alert.text is not None]
    index = Tantivy(world.subjects)
    asked = index.ready(queries)
    counts, taken = index.counts(asked)
    taken = statistics.median([taken, *(index.counts(asked)[1] for _ in range(rounds - 1))])
    texts, _ = ready([Alert(text=query) for query in queries], world)
    ours = np.bincount(texts.match(world.subjects, DAY).alerts, minlength=len(queries))
    assert counts == ours.tolist(), "tantivy and the batch disagree"
    return len(queries), taken, timed(texts, world.subjects, rounds)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notices", type=int, default=3_000)
    options.add_argument("--alerts", type=int, default=100_000)
    options.add_argument("--many", type=int, default=1_000_000, help="alerts of the second measure")
    options.add_argument("--checked", type=int, default=4_000, help="pairs compared with the slow definition")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--without-postgresql", action="store_true")
    chosen = options.parse_args()
    gc.disable()  # a million alerts are made here; nothing of what is timed makes cycles
    world = World(chosen.notices, seed=1)
    all_alerts = world.alerts(max(chosen.alerts, chosen.many))
    alerts, subjects = all_alerts[: chosen.alerts], world.subjects

    made, preparing = ready(alerts, world)
    found = set(made.match(subjects, DAY))
    check_sample(subjects, alerts, found, chosen.checked)
    taken, pairs = timed(made, subjects, chosen.rounds), len(subjects) * len(alerts)
    print(f"{len(subjects):,} notices x {len(alerts):,} alerts: {len(found):,} pairs match")
    print(
        f"  64 to a word  {taken:9.3f} s  {pairs / taken / 1e6:8,.0f} M pairs/s  (alerts made ready in {preparing:.1f} s)"
    )
    joined = None if chosen.without_postgresql else against_postgresql(world, alerts, found)
    if joined is not None:
        print(f"  PostgreSQL    {joined:9.3f} s  ratio {joined / taken:,.1f}; same pairs")
    count, searched, ours = against_tantivy(world, alerts, chosen.rounds)
    print(
        f"  tantivy       {searched:9.3f} s  ratio {searched / taken:,.1f}; only counts the {count:,} texts, same counts"
    )
    print(f"  (ours, these texts alone: {ours:.3f} s, ratio {searched / ours:,.1f})")
    many, preparing = ready(all_alerts, world)
    longer = timed(many, subjects, chosen.rounds)
    share = longer / len(all_alerts) / (taken / len(alerts))
    print(f"{len(all_alerts):,} alerts: {longer:.3f} s (made ready in {preparing:.1f} s); cost of a pair x {share:.2f}")


if __name__ == "__main__":
    main()
