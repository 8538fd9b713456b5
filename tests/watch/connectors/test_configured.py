"""What the environment says of the sources."""

from __future__ import annotations

import pytest

from levier.watch.connectors.addresses import HOSTS, Wanted
from levier.watch.connectors.configured import configuration
from levier.watch.connectors.limits import check_url


def test_nothing_is_visited_by_itself_unless_it_is_named() -> None:
    assert configuration({}).periodic == ()
    assert configuration({"LEVIER_WATCH": "boamp, ted"}).periodic == ("boamp", "ted")
    assert configuration({"LEVIER_WATCH": "boamp"}, off=True).periodic == ()


def test_every_address_known_is_allowed_and_https() -> None:
    known = configuration({})
    for url in (known.boamp_records, known.ted_search, known.ted_xml.format(number="1-2026"), known.decp_catalogue):
        check_url(url, known.limits)
    assert not known.limits.clear


def test_hosts_and_files_are_added() -> None:
    given = configuration({
        "LEVIER_WATCH_HOSTS": "Files.example, other.example:8443",
        "LEVIER_WATCH_DECP": "a1/decp.json,b2/decp 2025.json",
        "LEVIER_WATCH_FILE_MB": "10",
    })  # fmt: skip
    assert given.limits.hosts == HOSTS | {"files.example", "other.example:8443"}
    assert given.decp == (Wanted(dataset="a1", title="decp.json"), Wanted(dataset="b2", title="decp 2025.json"))
    assert given.limits.file_bytes == 10 * 1024 * 1024


@pytest.mark.parametrize(("name", "value"), [
    ("LEVIER_WATCH", "boamp,bing"), ("LEVIER_WATCH_DECP", "decp.json"), ("LEVIER_WATCH_FIRST_DAYS", "0"),
    ("LEVIER_WATCH_FILE_MB", "much"), ("LEVIER_WATCH_PROXY", "proxy:3128"), ("LEVIER_WATCH_DECP_YEARS", "-1"),
])  # fmt: skip
def test_what_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        configuration({name: value})
