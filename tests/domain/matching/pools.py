"""Random people and offers, small enough that every rule meets every other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from levier.domain.matching import Barrier, Candidate, Condition, Offer, Place, Recognition

DAY = date(2026, 3, 2)
ROMES = ("F1703", "F1701", "F1302", "F1606", "K2204", "K2303", "A1203", "I1203")
CRITERIA = ("rsa", "deld", "under_26")
CONDITIONS = tuple(Condition(code, code.upper()) for code in ("permit_b", "caces_r482", "cqp"))
PLACES = tuple(
    Place.at(latitude=Decimal(50) + Decimal(step) / 20, longitude=Decimal(3) - Decimal(step) / 15) for step in range(8)
)

days = st.integers(-60, 120).map(lambda days: DAY + timedelta(days=days))
hours = st.sampled_from([Decimal(value) for value in ("17.5", "20", "24", "28", "33", "35", "39", "42")])


@st.composite
def recognitions(draw: st.DrawFn) -> Recognition:
    since = draw(days)
    until = draw(st.none() | st.integers(0, 90).map(lambda length: since + timedelta(days=length)))
    return Recognition(draw(st.sampled_from(CRITERIA)), since, until, draw(st.booleans()))


candidates = st.builds(
    Candidate,
    occupations=st.lists(st.sampled_from(ROMES), max_size=3, unique=True).map(tuple),
    holds=st.frozensets(st.sampled_from([one.code for one in CONDITIONS])),
    available_from=st.none() | days,
    weekly_hours=st.none() | hours,
    place=st.none() | st.sampled_from(PLACES),
    radius_km=st.integers(0, 60),
    licence=st.booleans(),
    vehicle=st.booleans(),
    public_transport=st.booleans(),
    barriers=st.lists(st.sampled_from(Barrier), unique=True).map(tuple),
    recognitions=st.lists(recognitions(), max_size=3).map(tuple),
)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    starts_on = draw(days)
    return Offer(
        rome=draw(st.sampled_from(ROMES)),
        starts_on=starts_on,
        ends_on=draw(st.none() | st.integers(0, 90).map(lambda length: starts_on + timedelta(days=length))),
        weekly_hours=draw(hours),
        criteria=draw(st.frozensets(st.sampled_from(CRITERIA))),
        place=draw(st.none() | st.sampled_from(PLACES)),
        odd_hours=draw(st.booleans()),
        indispensable=tuple(draw(st.lists(st.sampled_from(CONDITIONS), max_size=1))),
        wished=tuple(draw(st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True))),
    )
