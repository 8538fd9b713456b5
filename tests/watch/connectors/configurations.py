"""The configuration whose sources are the fake ones."""

from __future__ import annotations

from levier.watch.connectors.addresses import Wanted
from levier.watch.connectors.configured import Configuration
from levier.watch.connectors.limits import Limits

from .fake_sources import RECORDS, SEARCH


def at(host: str, *, periodic: tuple[str, ...] = (), **limits: object) -> Configuration:
    """All three at this host, in clear, without a pause."""
    return Configuration(
        periodic=periodic,
        limits=Limits(**{"hosts": frozenset({host}), "clear": True, "pause": 0.0, **limits}),  # type: ignore[arg-type]
        boamp_records=f"http://{host}{RECORDS}",
        ted_search=f"http://{host}{SEARCH}",
        ted_xml=f"http://{host}/en/notice/{{number}}/xml",
        decp_catalogue=f"http://{host}/api/1/datasets/",
        decp=(Wanted(dataset="contracts", title="decp.json"),),
    )
