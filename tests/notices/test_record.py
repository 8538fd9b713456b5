"""A notice written and read back is the same notice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import ImportFailed
from levier.notices.model import Criterion, Kind, Lot, Nature, Notice, Party, Place, Source, Text, Winner
from levier.notices.read import read_notices
from levier.notices.record import digest, from_json, to_json
from tests.conftest import shared_file

PARIS = ZoneInfo("Europe/Paris")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
amounts = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)
days = st.dates(min_value=date(1990, 1, 1))
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    timezones=st.sampled_from([UTC, PARIS, timezone(timedelta(hours=-3))]),
)
places = st.builds(Place, nuts=words, department=words, postcode=words, city=words)
parties = st.builds(Party, name=words, siret=st.none() | words, siren=st.none() | words, identifier=words, place=places)


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


lots = st.builds(
    Lot,
    id=words, title=words, cpv=words, cpv_additional=some(words), amount=amounts, nature=st.none() | st.sampled_from(Nature),
    places=some(places), duration_months=st.none() | st.integers(0, 999), is_framework=st.booleans(),
    deadline=st.none() | days | moments, strategic=some(words),
    criteria=some(st.builds(Criterion, kind=words, name=words, weight=amounts, weight_unit=words)),
)  # fmt: skip
notices = st.builds(
    Notice,
    source=st.sampled_from(Source), notice_id=words, kind=st.sampled_from(Kind), published_on=st.none() | days, title=words,
    buyers=some(parties), nature=st.none() | st.sampled_from(Nature), estimated_amount=amounts, places=some(places),
    deadline=st.none() | days | moments, lots=some(lots), warnings=some(words),
    winners=some(st.builds(Winner, party=parties, lots=some(words), amount=amounts, concluded_on=st.none() | days)),
    texts=some(st.builds(Text, rubric=words, text=words, lot=words)),
)  # fmt: skip


@given(notices)
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_back(notice: Notice) -> None:
    text = to_json(notice)
    again = from_json(text)
    assert again == notice
    assert to_json(again) == text
    assert digest(to_json(again)) == digest(text)


def test_an_hour_keeps_its_zone_and_a_day_stays_a_day() -> None:
    at_noon = Notice(source=Source.EFORMS, deadline=datetime(2026, 7, 1, 12, tzinfo=PARIS))
    assert from_json(to_json(at_noon)).deadline.tzinfo == PARIS  # type: ignore[union-attr]
    assert type(from_json(to_json(Notice(source=Source.EFORMS, deadline=date(2026, 7, 1)))).deadline) is date


def test_an_amount_keeps_its_digits() -> None:
    notice = Notice(source=Source.EFORMS, estimated_amount=Decimal("1000.10"))
    assert str(from_json(to_json(notice)).estimated_amount) == "1000.10"


def test_a_record_of_another_day_is_read_as_far_as_it_goes() -> None:
    notice = from_json('{"source": "eforms", "title": "Écoles", "gone": 1}')
    assert (notice.title, notice.kind) == ("Écoles", Kind.OTHER)


def test_half_a_character_is_replaced_and_can_be_stored() -> None:
    to_json(Notice(source=Source.EFORMS, title="a\ud800b")).encode()


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", '{"source": "no"}', '{"source": "eforms", "deadline": "hier"}'])
def test_anything_else_is_refused_in_french(text: str) -> None:
    with pytest.raises(ImportFailed, match="n’est pas celui d’un avis"):
        from_json(text)


def test_every_real_notice_comes_back_whole() -> None:
    paths = [
        shared_file("data/boamp/api_v2.1/eforms_derives.json"),
        shared_file("data/boamp/api_v2.1/query_mapa_2024-07.json"),
    ]
    paths += sorted(shared_file("data/ted_legacy/notices").glob("*.xml"))[::10]
    paths += sorted(shared_file("data/ted_eforms/notices").glob("*.xml"))
    for path in paths:
        for notice in read_notices(path.read_bytes()):
            text = to_json(notice)
            assert from_json(text) == notice, path.name
            assert json.loads(text)["source"] == notice.source.value
