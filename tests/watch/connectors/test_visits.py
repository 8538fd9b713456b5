"""From the sources to the store: nothing twice, nothing lost, and a sentence for each failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from levier.watch.checks import violations
from levier.watch.connectors import keeping
from levier.watch.connectors.ask import Ask, Step
from levier.watch.connectors.configured import Configuration
from levier.watch.connectors.cursors import is_due
from levier.watch.connectors.http import Web
from levier.watch.connectors.visit import Visit, visit
from levier.watch.enums import CursorState
from levier.watch.models import AwardedContractRow, LoadProblem, SourceCursor, StoredNotice

from .configurations import at
from .conftest import Waits
from .fake_sources import RECORDS, SEARCH, Answer, FakeSources
from .publications import FIRST, contract, contracts, notices, record, records

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
TODAY = FIRST + timedelta(days=9)
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=PARIS)

Go = Callable[..., Visit]


@pytest.fixture
def configuration(sources: FakeSources) -> Configuration:
    return at(sources.host, attempts=3)


@pytest.fixture
def go(sources: FakeSources, configuration: Configuration, waits: Waits, tmp_path: Path) -> Go:
    def begin(name: str, *, now: datetime = NOW, **asked: object) -> Visit:
        ask = Ask(**{"today": now.date(), **asked})  # type: ignore[arg-type]
        with Web(configuration.limits, agent="Levier (essais)", clock=waits.clock()) as web:
            return visit(name, ask, web=web, configuration=configuration, folder=tmp_path / "watch", now=now)

    return begin


def stored() -> set[str]:
    return set(StoredNotice.objects.values_list("key", flat=True))


def cursor(name: str) -> SourceCursor:
    return SourceCursor.objects.get(source=name)


@pytest.mark.parametrize("name", ["boamp", "ted", "decp"])
def test_a_second_visit_adds_nothing(sources: FakeSources, go: Go, name: str) -> None:
    sources.data.records = records(130, days=3)
    sources.data.notices = notices(12, days=3)
    sources.data.files["contracts"] = {"decp.json": contracts(40)}
    first, second = go(name), go(name)
    many = {"boamp": 130, "ted": 12, "decp": 40}[name]
    assert (first.tally.added, first.failure, first.whole) == (many, "", True)
    assert (second.tally.added, second.tally.changed) == (0, 0)
    assert StoredNotice.objects.count() + AwardedContractRow.objects.count() == many
    assert cursor(name).state == CursorState.IDLE


def test_the_next_visit_reads_the_last_days_only(sources: FakeSources, go: Go) -> None:
    sources.data.records = records(40, days=9)
    go("boamp", since=FIRST)
    assert cursor("boamp").position["first"] == f"{FIRST}"
    assert cursor("boamp").position["through"] == f"{TODAY}"
    sources.requests.clear()
    sources.data.records.append(record(900, TODAY - timedelta(days=1)))
    assert go("boamp").tally.added == 1
    assert f"{TODAY - timedelta(days=2)}" in sources.requests[0][1]


def test_since_reads_what_was_not_read_and_nothing_else(sources: FakeSources, go: Go) -> None:
    sources.data.records = [*records(5, first=FIRST), record(500, FIRST - timedelta(days=60))]
    assert go("boamp", since=FIRST).tally.added == 5
    assert go("boamp", since=FIRST - timedelta(days=90)).tally.added == 1
    sources.requests.clear()
    go("boamp", since=FIRST - timedelta(days=90))
    assert f"{TODAY - timedelta(days=2)}" in sources.requests[0][1]
    go("boamp", since=FIRST, again=True)
    assert f"{FIRST}" in sources.requests[-1][1]


def test_a_notice_whose_content_changed_is_stored_again(sources: FakeSources, go: Go) -> None:
    sources.data.records = records(3)
    go("boamp", since=FIRST)
    content = str(sources.data.records[1]["donnees"])
    sources.data.records[1]["donnees"] = content.replace("espaces verts n° 2", "espaces verts n° 2, objet complété")
    done = go("boamp", since=FIRST, again=True)
    assert (done.tally.added, done.tally.changed, done.tally.known) == (0, 1, 2)


def test_a_notice_stored_from_ted_is_not_downloaded_again(sources: FakeSources, go: Go) -> None:
    sources.data.notices = notices(4)
    go("ted", since=FIRST)
    go("ted", since=FIRST, again=True)
    assert sources.asked("/xml") == 4
    assert keeping.known_on_ted(["1-2026", "00000002-2026", "77-2026"]) == {"1-2026", "00000002-2026"}


def test_what_cannot_be_read_is_told_once_and_stops_nothing(sources: FakeSources, go: Go) -> None:
    sources.data.notices = notices(3)
    country, day, _ = sources.data.notices["2-2026"]
    sources.data.notices["2-2026"] = (country, day, b"<html>maintenance</html>")
    sources.trouble("/en/notice/3-2026/xml", Answer(404))
    done = go("ted", since=FIRST)
    assert stored() == {"1-2026"}
    assert sorted(ref for ref, _ in done.tally.problems) == ["ted 2-2026", "ted 3-2026"]
    go("ted", since=FIRST, again=True)
    assert LoadProblem.objects.filter(ref="ted 2-2026").count() == 1
    assert stored() == {"1-2026", "3-2026"}  # it had come meanwhile


def test_a_failure_keeps_what_was_read_and_the_next_visit_takes_up_from_there(sources: FakeSources, go: Go) -> None:
    sources.data.records = records(150, days=2)
    sources.trouble("offset=100", *[Answer(503)] * 3)
    failed = go("boamp", since=FIRST)
    assert "répond par une erreur 503, après 3 essais" in failed.failure
    assert len(stored()) == 100
    assert (cursor("boamp").state, cursor("boamp").sentence) == (CursorState.FAILED, failed.failure)
    assert go("boamp", since=FIRST).tally.added == 50
    assert (cursor("boamp").state, cursor("boamp").sentence) == (CursorState.IDLE, "")


@pytest.mark.parametrize(("name", "path"), [("boamp", RECORDS), ("ted", SEARCH), ("decp", "/api/1/")])
def test_a_source_that_leads_to_an_unlisted_host_is_left(sources: FakeSources, go: Go, name: str, path: str) -> None:
    sources.data.files["contracts"] = {"decp.json": contracts(1)}
    sources.trouble(path, Answer(302, headers={"Location": "https://elsewhere.example/"}))
    assert go(name).failure
    assert not sources.asked("elsewhere")


def test_a_file_of_contracts_is_read_again_only_when_it_changed(sources: FakeSources, go: Go, tmp_path: Path) -> None:
    sources.data.files["contracts"] = {"decp.json": contracts(10)}
    go("decp")
    assert list((tmp_path / "watch").iterdir()) == []
    sources.requests.clear()
    go("decp")
    assert sources.asked("/resources/") == 0
    sources.data.files["contracts"] = {"decp.json": contracts(12)}
    assert go("decp").tally.added == 2
    assert cursor("decp").position["done"]


def test_old_contracts_are_not_kept(sources: FakeSources, go: Go) -> None:
    old, recent, odd = contract(1, date(2012, 5, 2)), contract(2), contract(3) | {"dateNotification": "0222-01-01"}
    content = json.dumps({"marches": {"marche": [old, recent, odd]}}).encode()
    sources.data.files["contracts"] = {"decp.json": content}
    go("decp")
    assert AwardedContractRow.objects.count() == 2
    assert go("decp", since=date(2010, 1, 1), again=True).tally.added == 1


def test_contracts_half_stored_are_taken_up_without_a_download(
    sources: FakeSources, go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.data.files["contracts"] = {"decp.json": contracts(1_300)}
    keep = keeping.keep_contracts

    def fail_the_third_time(*args: object, **kwargs: object) -> object:
        if AwardedContractRow.objects.count() >= 1_000:
            raise RuntimeError("power cut")
        return keep(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "keep_contracts", fail_the_third_time)
    with pytest.raises(RuntimeError):
        go("decp")
    monkeypatch.setattr(keeping, "keep_contracts", keep)
    assert go("decp").tally.added == 300
    assert sources.asked("/resources/") == 1
    assert AwardedContractRow.objects.count() == 1_300


def test_a_visit_stopped_for_lack_of_time_goes_on_at_its_next_turn(sources: FakeSources, go: Go) -> None:
    sources.data.notices = notices(80, days=9)
    turns = []
    while not turns or not turns[-1].whole:
        assert is_due("ted", now=NOW)
        turns.append(go("ted", stopping=lambda: True, since=FIRST))
        assert len(turns) < 20
    assert len(turns) > 2
    assert len(stored()) == 80
    assert sources.asked("/xml") == 80


def test_a_source_is_due_twice_a_day_and_sooner_after_a_failure(sources: FakeSources, go: Go) -> None:
    assert is_due("boamp", now=NOW)
    go("boamp")
    assert not is_due("boamp", now=NOW + timedelta(hours=11))
    assert is_due("boamp", now=NOW + timedelta(hours=12))
    sources.trouble(RECORDS, Answer(403))
    go("boamp", now=NOW + timedelta(hours=12))
    assert not is_due("boamp", now=NOW + timedelta(hours=12, minutes=50))
    assert is_due("boamp", now=NOW + timedelta(hours=13))


def test_a_source_somebody_is_at_is_left_to_them_until_they_are_silent() -> None:
    one = SourceCursor.objects.create(source="boamp", state=CursorState.RUNNING)
    assert not is_due("boamp", now=one.updated_at + timedelta(minutes=29))
    assert is_due("boamp", now=one.updated_at + timedelta(minutes=31))


def test_each_step_is_told(sources: FakeSources, go: Go) -> None:
    sources.data.records = records(150, days=2)
    sources.data.files["contracts"] = {"decp.json": contracts(600)}
    steps: list[Step] = []
    go("boamp", since=FIRST, tell=steps.append)
    assert [(one.seen, one.expected) for one in steps[:2]] == [(100, 150), (150, 150)]
    assert steps[0].how_far == "100 avis sur 150"
    go("decp", tell=steps.append)
    assert any("téléchargement de decp.json" in one.doing for one in steps)
    assert any("500 marchés" in one.how_far for one in steps)


def test_the_place_reached_and_what_was_read_are_one_transaction(
    sources: FakeSources, go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.data.records = records(10)
    moved: list[bool] = []
    save = SourceCursor.save

    def watched(self: SourceCursor, **options: object) -> None:
        if "position" in str(options.get("update_fields")):
            moved.append(connection.in_atomic_block)
        save(self, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(SourceCursor, "save", watched)
    go("boamp", since=FIRST)
    assert moved
    assert all(moved)


def test_two_visits_at_once_store_the_same_and_the_cursor_never_goes_back(sources: FakeSources, go: Go) -> None:
    sources.data.records = records(250, days=9)
    others: list[Visit] = []

    def somebody_else(_step: Step) -> None:
        if not others:
            others.append(go("boamp", since=FIRST))

    done = go("boamp", since=FIRST, tell=somebody_else)
    assert len(stored()) == 250
    assert done.tally.added + others[0].tally.added == 250
    assert cursor("boamp").position["first"] == f"{FIRST}"
    assert cursor("boamp").position["through"] == f"{TODAY}"


def test_logs_hold_a_name_counts_and_a_word(sources: FakeSources, go: Go, caplog: pytest.LogCaptureFixture) -> None:
    sources.data.records = records(3)
    sources.data.notices = notices(2)
    sources.trouble(SEARCH, Answer(400, b'{"message": "jeanne.exemple@ville.example"}'))
    with caplog.at_level("DEBUG", logger="levier"):
        go("boamp")
        go("ted")
    assert [one.getMessage() for one in caplog.records if one.name.startswith("levier.watch")] == [
        "watch: boamp read, 3 added, 0 changed, 0 known",
        "watch: ted stopped: http-400",
    ]
    assert all("ville.example" not in one.getMessage() for one in caplog.records)


def test_a_source_that_failed_or_that_nobody_visits_is_said_by_the_check(
    sources: FakeSources, go: Go, settings: Settings
) -> None:
    settings.WATCH = at(sources.host, periodic=("boamp", "ted"))
    go("boamp")
    go("decp")  # fails, and is visited only when asked for
    assert not [one for one in violations() if "lecture" in one or "lu depuis" in one]
    sources.trouble(SEARCH, Answer(403))
    go("ted")
    SourceCursor.objects.filter(source="boamp").update(updated_at=timezone.now() - timedelta(days=3))
    said = [one for one in violations() if "lecture" in one or "lu depuis" in one]
    assert len(said) == 2
    assert "BOAMP n’a pas été lu depuis deux jours" in said[0]
    assert "TED s’est arrêtée. « 127.0.0.1 » nous refuse l’accès" in said[1]
