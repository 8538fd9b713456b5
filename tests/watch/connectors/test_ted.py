"""TED's search and its notices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from levier.watch.connectors.errors import Refused, SourceFailed
from levier.watch.connectors.ted import Ted
from levier.watch.connectors.windows import Batch

from .conftest import MakeWeb
from .fake_sources import SEARCH, Answer, FakeSources, as_json
from .publications import FIRST, notices

LAST = FIRST + timedelta(days=9)
XML = "/en/notice/{number}/xml"


def ted(sources: FakeSources, web: MakeWeb, **options: object) -> Ted:
    return Ted(web(), search=sources.url(SEARCH), xml=sources.url(XML), **options)  # type: ignore[arg-type]


def read(source: Ted, since: date = FIRST, until: date = LAST) -> tuple[dict[str, bytes], list[Batch]]:
    batches = list(source.batches(since, until))
    return {one.ref: one.data for batch in batches for one in batch.documents}, batches


def test_every_notice_is_had_in_xml_by_pages_without_order(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(60, days=3)
    sources.data.notices["9999-2026"] = ("DEU", f"{FIRST:%Y%m%d}", b"<foreign/>")
    found, batches = read(ted(sources, web, page=20))
    assert found == {number: xml for number, (land, _, xml) in sources.data.notices.items() if land == "FRA"}
    assert batches[-1].through == LAST
    assert sources.asked("/xml") == 60
    # sixty notices, then the page that says that there is no more
    assert sources.asked(SEARCH) == 4


def test_it_asks_for_known_fields_and_no_order(sources: FakeSources, web: MakeWeb) -> None:
    read(ted(sources, web))
    asked = json.loads(sources.requests[0][2])
    assert asked["fields"] == ["publication-number", "publication-date"]
    assert "sort" not in asked
    with pytest.raises(Refused, match="unsupported value"):
        web().json(sources.url(SEARCH), body={**asked, "fields": ["publication-number", "colour"]})


def test_what_is_stored_is_not_asked_for_again(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(30)
    known: list[Sequence[str]] = []

    def all_but_two(numbers: Sequence[str]) -> set[str]:
        known.append(numbers)
        return set(numbers) - {"3-2026", "4-2026"}

    found, _ = read(ted(sources, web, known=all_but_two))
    assert set(found) == {"3-2026", "4-2026"}
    assert sources.asked("/xml") == 2
    assert sum(map(len, known)) == 30


def test_windows_are_halved_and_batches_are_small(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(80, days=10)
    found, batches = read(ted(sources, web, ceiling=20))
    assert set(found) == set(sources.data.notices)
    assert max(len(batch.documents) for batch in batches) <= 25
    assert all(batch.seen == len(batch.documents) <= batch.expected for batch in batches if batch.documents)
    through = [one.through for one in batches if one.through]
    assert through == sorted(through)
    assert len(through) >= 4


def test_a_notice_that_is_not_there_is_told_and_the_others_are_had(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(5)
    sources.trouble("/en/notice/2-2026/xml", Answer(404))
    found, batches = read(ted(sources, web))
    assert set(found) == {"1-2026", "3-2026", "4-2026", "5-2026"}
    assert [problem for batch in batches for problem in batch.problems] == [
        ("2-2026", "« 127.0.0.1 » ne connaît pas ou plus ce document (code 404).")
    ]


def test_a_notice_too_large_is_told_and_the_others_are_had(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(3)
    sources.data.notices["2-2026"] = ("FRA", f"{FIRST:%Y%m%d}", b"<x>" + b" " * 200_000)
    source = Ted(web(page_bytes=100_000), search=sources.url(SEARCH), xml=sources.url(XML))
    found, batches = read(source)
    assert set(found) == {"1-2026", "3-2026"}
    assert [number for batch in batches for number, _ in batch.problems] == ["2-2026"]


def test_a_refused_access_stops_everything(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(5)
    sources.trouble("/en/notice/2-2026/xml", Answer(403))
    with pytest.raises(Refused, match="nous refuse l’accès"):
        read(ted(sources, web))


def test_a_search_that_ran_out_of_time_is_asked_again(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(5)
    sources.trouble(SEARCH, as_json({"notices": [], "totalNoticeCount": 0, "timedOut": True}))
    found, _ = read(ted(sources, web))
    assert len(found) == 5


def test_a_notice_published_while_paging_is_not_missed(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(40)
    one_more = notices(41)["41-2026"]

    def first_of_all() -> None:
        sources.data.notices = {"41-2026": one_more, **sources.data.notices}

    sources.before(SEARCH, lambda: sources.before(SEARCH, first_of_all))
    found, _ = read(ted(sources, web, page=20))
    assert set(found) == set(sources.data.notices)


@pytest.mark.parametrize("wrong", [
    {"notices": [{"publication-number": "../../etc"}], "totalNoticeCount": 1},
    {"notices": [{"publication-number": ["1-2026", "2-2026"]}], "totalNoticeCount": 1},
    {"notices": {"publication-number": "1-2026"}, "totalNoticeCount": 1},
    {"notices": []}, {"notices": [], "totalNoticeCount": True}, [], "no", None,
])  # fmt: skip
def test_another_answer_than_a_list_is_a_sentence(sources: FakeSources, web: MakeWeb, wrong: object) -> None:
    sources.trouble(SEARCH, as_json(wrong))
    with pytest.raises(SourceFailed, match="interface a peut-être changé"):
        read(ted(sources, web))
    assert sources.asked("/xml") == 0


def test_a_number_in_a_list_of_one_is_understood(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.notices = notices(1)
    page = as_json({"notices": [{"publication-number": ["1-2026"]}], "totalNoticeCount": 1, "iterationNextToken": None})
    sources.trouble(SEARCH, page)
    found, _ = read(ted(sources, web))
    assert set(found) == {"1-2026"}
