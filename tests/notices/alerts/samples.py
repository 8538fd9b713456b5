"""Small invented notices and alerts: few words, few places, so that criteria often meet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.matching.places import Place as Point
from levier.notices.alerts import Alert, Around, Buyer, Social, cpv_prefixes
from levier.notices.alerts.query import Node, Not, Phrase, Prefix, Word, all_of, any_of, check
from levier.notices.model import Kind, Lot, Nature, Notice, Party, Place, Source, Text

TODAY = date(2026, 3, 2)
WORDS = (
    "nettoyage",
    "nettoyages",
    "nettoyer",
    "espaces",
    "espace",
    "verts",
    "vert",
    "d’insertion",
    "Insertion",
    "lot",
    "n° 2",
)
TOWNS = {
    "Voiron": Point.at(latitude=Decimal("45.364"), longitude=Decimal("5.592")),
    "Grenoble": Point.at(latitude=Decimal("45.188"), longitude=Decimal("5.724")),
    "Vienne": Point.at(latitude=Decimal("45.525"), longitude=Decimal("4.875")),
    "Ajaccio": Point.at(latitude=Decimal("41.927"), longitude=Decimal("8.737")),
}
CPV = ("90910000", "90911200", "77310000", "77300000", "45000000")
DEPARTMENTS = ("38", "69", "2A")
AMOUNTS = tuple(Decimal(value) for value in ("0", "2", "40000", "90000.5", "90000.50", "90000.51", "1e20"))
BUYERS = (
    Party(name="Ville de Lyon", siret="21690123100011", siren="216901231"),
    Party(name="Métropole de Lyon", siren="200046977"),
    Party(name="Ville de Voiron", place=Place(department="38")),
)

sentence = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
places = st.builds(
    Place,
    department=st.sampled_from(("", *DEPARTMENTS)),
    city=st.sampled_from(("", *TOWNS)),
    nuts=st.sampled_from(("", "FR", "FRK2", "FRK24")),
)
amounts = st.none() | st.sampled_from(AMOUNTS)
lots = st.builds(
    Lot,
    id=st.just("1"),
    title=sentence,
    cpv=st.sampled_from(("", *CPV)),
    amount=amounts,
    nature=st.none() | st.sampled_from(Nature),
    places=st.lists(places, max_size=1).map(tuple),
)
notices = st.builds(
    Notice,
    source=st.just(Source.EFORMS),
    kind=st.sampled_from((Kind.COMPETITION, Kind.RESULT)),
    title=sentence,
    description=sentence,
    buyers=st.lists(st.sampled_from(BUYERS), max_size=2).map(tuple),
    nature=st.none() | st.sampled_from(Nature),
    cpv_main=st.sampled_from(("", *CPV)),
    estimated_amount=amounts,
    places=st.lists(places, max_size=2).map(tuple),
    deadline=st.none() | st.integers(-2, 12).map(lambda days: TODAY + timedelta(days=days)),
    lots=st.lists(lots, max_size=2).map(tuple),
    texts=st.lists(sentence.map(lambda said: Text(rubric="Objet", text=said)), max_size=2).map(tuple),
)
social = st.frozensets(st.sampled_from(Social), max_size=2)


def some(*values: object) -> st.SearchStrategy[frozenset[object]]:
    """Mostly nothing asked, else a few of the values."""
    return st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(values), min_size=1, max_size=2))


leaf = st.one_of(
    st.sampled_from(("nettoyage", "nettoyer", "espace", "vertes", "insertion", "lot", "inconnu")).map(Word),
    st.sampled_from(("nett", "nettoyag", "ins", "inconn")).map(Prefix),
    st.sampled_from(("espaces verts", "lot n° 2", "nettoyage espaces vert", "d'insertion", "vert vert")).map(Phrase),
)


def joined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: all_of(*parts)),
        several.map(lambda parts: any_of(*parts)),
        st.tuples(children, children).map(lambda pair: all_of(pair[0], Not(pair[1]))),
    )


def allowed(node: Node) -> bool:
    try:
        check(node)
    except RuleError:
        return False
    return True


trees = st.recursive(leaf, joined, max_leaves=6)
queries = st.one_of(trees, trees.map(Not)).filter(allowed)
bounds = st.sampled_from((None, (None, Decimal(40000)), (Decimal("90000.505"), None), (Decimal(1), Decimal("1e22"))))


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """Any alert over the same few words, places and amounts."""
    low, high = draw(bounds) or (None, None)
    circles = st.builds(
        lambda town, km: Around(commune=town, at=TOWNS[town], km=km),
        st.sampled_from(tuple(TOWNS)),
        st.sampled_from((1, 23, 60)),
    )
    return Alert(
        text=draw(st.none() | queries),
        cpv=draw(some("9091", "90911200", "7731", "77", "45").map(lambda codes: cpv_prefixes(map(str, codes)))),
        departments=draw(some(*DEPARTMENTS, "01")),  # type: ignore[arg-type]
        around=draw(st.one_of(st.just(frozenset()), st.frozensets(circles, max_size=2))),
        value_from=low,
        value_to=high,
        social=draw(some(*Social)),  # type: ignore[arg-type]
        days_left=draw(st.sampled_from((None, None, 0, 1, 10))),
        buyers=draw(
            some(Buyer(number="216901231"), Buyer(number="21690123100011"), Buyer(name="ville Lyon"), Buyer(name="de"))
        ),  # type: ignore[arg-type]
        natures=draw(some(*Nature)),  # type: ignore[arg-type]
        kinds=draw(some(Kind.COMPETITION)),  # type: ignore[arg-type]
    )
