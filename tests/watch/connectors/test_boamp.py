"""The BOAMP's pages, read whole whatever the list does meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.watch.connectors.boamp import PAGE, REACH, Boamp, document
from levier.watch.connectors.errors import Refused, SourceFailed
from levier.watch.connectors.windows import Batch, Document, Listed, Window, walk

from .conftest import MakeWeb
from .fake_sources import RECORDS, FakeSources, as_json
from .publications import FIRST, record, records

LAST = FIRST + timedelta(days=9)


def read(boamp: Boamp, since: date = FIRST, until: date = LAST) -> tuple[Counter[str], list[Batch]]:
    batches = list(boamp.batches(since, until))
    return Counter(one.ref for batch in batches for one in batch.documents), batches


def published(sources: FakeSources) -> set[str]:
    return {str(one["idweb"]) for one in sources.data.records}


def test_pages_follow_one_another_and_the_end_says_how_far_it_went(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = [*records(250), *records(3, first=LAST + timedelta(days=1))]
    found, batches = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) == {f"26-{rank:05d}" for rank in range(1, 251)}
    assert set(found.values()) == {1}
    assert [len(one.documents) for one in batches] == [100, 100, 50, 0]
    assert batches[-1] == Batch(through=LAST)
    assert all(batch.expected == 250 for batch in batches[:-1])
    assert sources.asked(RECORDS) == 3


def test_the_order_is_always_asked_for(sources: FakeSources, web: MakeWeb) -> None:
    read(Boamp(web(), records=sources.url(RECORDS)))
    assert all("order_by=dateparution+asc%2C+idweb+asc" in target for _, target, _ in sources.requests)


def test_a_window_too_wide_is_halved_and_each_half_says_how_far_it_went(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(200, days=10)
    found, batches = read(Boamp(web(), records=sources.url(RECORDS), ceiling=60))
    assert set(found) == published(sources)
    through = [one.through for one in batches if one.through]
    assert through == sorted(through)
    assert through[-1] == LAST
    assert len(through) == 4


def test_a_day_too_full_is_cut_by_family_then_refused(sources: FakeSources, web: MakeWeb) -> None:
    families = ["MAPA", "FNS", "JOUE", "DSP", "DIVERS", "NOUVELLE", None]
    sources.data.records = [record(rank, FIRST, famille=families[rank % 7]) for rank in range(1, 141)]
    found, batches = read(Boamp(web(), records=sources.url(RECORDS), ceiling=50), until=FIRST)
    assert set(found) == published(sources)
    assert batches[-1].through == FIRST
    with pytest.raises(SourceFailed, match=r"trop d’avis du 02/11/2026 \(MAPA\).*levier watch load"):
        read(Boamp(web(), records=sources.url(RECORDS), ceiling=10), until=FIRST)


def test_the_reach_of_the_pages_is_never_passed(sources: FakeSources, web: MakeWeb) -> None:
    with pytest.raises(Refused, match="<= 10000 is expected"):  # the fake source holds to it, as the real one does
        web().json(sources.url(f"{RECORDS}?limit=100&offset=9950"))
    sources.data.reach = 1_000
    sources.data.records = records(1_010, days=2)
    found, _ = read(Boamp(web(), records=sources.url(RECORDS), ceiling=REACH // 10 - PAGE))
    assert len(found) == 1_010


def test_unsorted_pages_give_the_same_records(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(250, days=3)
    sources.data.unsorted = True
    found, _ = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) == published(sources)


def test_a_notice_added_while_paging_is_not_missed_nor_hides_another(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(250)
    # sorts first: every later page is shifted by one
    sources.before("offset=100", lambda: sources.data.records.append(record(0, FIRST)))
    found, _ = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) == published(sources)


def test_a_notice_withdrawn_while_paging_hides_no_other(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(250)
    sources.before("offset=100", lambda: sources.data.records.pop(0))
    found, _ = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) >= published(sources)


def test_a_swap_that_leaves_the_count_as_it_was_is_seen(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(250)

    def swap() -> None:
        sources.data.records.pop()
        sources.data.records.append(record(0, FIRST))

    sources.before("offset=200", swap)  # one record is met twice, and one is never met
    found, _ = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) >= published(sources)


def test_a_record_published_twice_is_given_once(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = [*records(120), record(7, FIRST)]
    found, _ = read(Boamp(web(), records=sources.url(RECORDS)))
    assert set(found) == published(sources)
    assert set(found.values()) == {1}


def test_a_list_that_never_keeps_still_is_left_with_a_sentence(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = records(150)
    numbers = iter(range(1_000, 2_000))

    def one_more() -> None:
        sources.data.records.append(record(next(numbers), FIRST))
        sources.before("offset=100", one_more)

    sources.before("offset=100", one_more)
    with pytest.raises(SourceFailed, match="change pendant qu’elle est lue") as failed:
        read(Boamp(web(), records=sources.url(RECORDS)))
    assert failed.value.code == "moving"


def test_records_too_long_for_a_page_are_had_by_shorter_ones(sources: FakeSources, web: MakeWeb) -> None:
    sources.data.records = [record(rank, FIRST, gestion="x" * (90_000 if rank == 25 else 5_000)) for rank in range(30)]
    found, batches = read(Boamp(web(page_bytes=110_000), records=sources.url(RECORDS)))
    assert set(found) == published(sources)
    assert [len(one.documents) for one in batches if one.documents] == [10, 10, *[1] * 6, 4]


def test_another_answer_than_a_page_is_a_sentence(sources: FakeSources, web: MakeWeb) -> None:
    sources.trouble(RECORDS, as_json({"records": []}))
    with pytest.raises(SourceFailed, match="interface a peut-être changé"):
        read(Boamp(web(), records=sources.url(RECORDS)))


def test_the_same_record_has_the_same_bytes_and_one_without_number_has_a_name() -> None:
    assert document({"idweb": "1", "b": 2}) == document({"b": 2, "idweb": "1"})
    assert document({"id": "26_1"}).ref == "26_1"
    assert document({"x": 1}).ref == document({"x": 1}).ref != document({"x": 2}).ref
    assert document("nothing").ref.startswith("sans-numero-")
    assert document({"idweb": "\ud800"}).data  # half a character, as JSON may hold


@given(
    counts=st.lists(st.integers(0, 30), min_size=1, max_size=20),
    ceiling=st.integers(30, 60),
    size=st.integers(1, 40),
)
def test_whatever_the_days_hold_everything_is_given_once_and_in_order(
    counts: list[int], ceiling: int, size: int
) -> None:
    days = [FIRST + timedelta(days=rank) for rank in range(len(counts))]
    held = {day: [f"{day}-{rank}" for rank in range(count)] for day, count in zip(days, counts, strict=True)}

    def pages(window: Window):  # type: ignore[no-untyped-def]
        refs = [ref for day in days if window.first <= day <= window.last for ref in held[day]]
        for start in range(0, max(len(refs), 1), size):
            items = tuple(Document(ref=ref, data=b"") for ref in refs[start : start + size])
            yield Listed(items=items, total=len(refs))

    given_so_far: list[str] = []
    for batch in walk(Window(first=days[0], last=days[-1]), pages, ceiling=ceiling):
        given_so_far += [one.ref for one in batch.documents]
        if batch.through:  # a promise: all that was published until then was given
            assert set(given_so_far) >= {ref for day in days if day <= batch.through for ref in held[day]}
    assert sorted(given_so_far) == sorted(ref for refs in held.values() for ref in refs)
    assert batch.through == days[-1]
