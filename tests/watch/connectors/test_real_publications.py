"""Real notices and contracts, published by the fake sources: everything that the sources have is stored, or said."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from levier.watch.connectors.ask import Ask
from levier.watch.connectors.http import Web
from levier.watch.connectors.visit import Visit, visit
from levier.watch.models import AwardedContractRow, StoredNotice
from tests.conftest import SHARED

from .configurations import at
from .conftest import Waits
from .fake_sources import FakeSources
from .test_visits import NOW

BOAMP = sorted((SHARED / "data/boamp/api_v2.1").glob("*.json"))
TED = sorted((SHARED / "data/ted_eforms/notices").glob("*.xml"))
DECP = SHARED / "data/decp/format_2022/dematis13.json"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (BOAMP and TED and DECP.exists()), reason="real data not here (set LEVIER_SHARED)"),
]

DAY = date(2024, 7, 1)
#: Some of these notices give for their publication a day still to come.
TODAY = date(2035, 1, 1)


@pytest.fixture
def pulled(sources: FakeSources, waits: Waits, tmp_path: Path) -> list[Visit]:
    answers = [json.loads(path.read_bytes()) for path in BOAMP]
    sources.data.records = [one for answer in answers if isinstance(answer, dict) for one in answer["results"]]
    for rank, path in enumerate(TED):
        day = DAY + timedelta(days=rank % 5)
        sources.data.notices[f"{rank + 1}-2024"] = ("FRA", f"{day:%Y%m%d}", path.read_bytes())
    sources.data.files["contracts"] = {"decp.json": DECP.read_bytes()}
    configuration = at(sources.host)
    with Web(configuration.limits, agent="Levier (essais)", clock=waits.clock()) as web:
        ask = Ask(today=TODAY, since=date(2014, 1, 1))
        return [
            visit(name, ask, web=web, configuration=configuration, folder=tmp_path, now=NOW)
            for name in ("boamp", "ted", "decp")
        ]


def test_every_one_of_them_is_stored(sources: FakeSources, pulled: list[Visit]) -> None:
    assert [(one.failure, one.tally.problems) for one in pulled] == [("", [])] * 3
    boamp, ted, decp = (one.tally for one in pulled)
    assert boamp.added == len(sources.data.records) > 40
    assert ted.added + ted.changed + ted.known == len(TED)
    assert StoredNotice.objects.count() == boamp.added + ted.added
    assert decp.added == AwardedContractRow.objects.count() > 80
