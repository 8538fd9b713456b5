"""What an installation says of its sources, from its environment; pure, so that the settings can call it.

Variables: see ``docs/exploitation.md``. Nothing is called by itself unless ``LEVIER_WATCH`` names a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .addresses import BOAMP_RECORDS, DECP_CATALOGUE, DECP_DATASET, HOSTS, TED_SEARCH, TED_XML, Wanted
from .limits import MIB, Limits

SOURCES = ("boamp", "ted", "decp")
_DECP = (Wanted(dataset=DECP_DATASET, title="decp.csv"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Where the sources are, how they are spoken to, and which are visited without being asked."""

    #: Visited twice a day by the worker; none unless the installation says so.
    periodic: tuple[str, ...] = ()
    limits: Limits = field(default_factory=lambda: Limits(hosts=HOSTS))
    #: ``http://host:port`` of the proxy through which everything goes out; empty when there is none.
    proxy: str = ""
    boamp_records: str = BOAMP_RECORDS
    ted_search: str = TED_SEARCH
    ted_xml: str = TED_XML
    decp_catalogue: str = DECP_CATALOGUE
    decp: tuple[Wanted, ...] = _DECP
    #: Days read by the first visit, when it is not said since when.
    first_days: int = 30
    #: Contracts notified longer ago than so many years are not kept.
    decp_years: int = 6


def configuration(environ: Mapping[str, str], *, off: bool = False) -> Configuration:
    """The configuration an environment gives; ``off``: no source is visited by itself, whatever it says.

    Raises:
        ValueError: with the variable at fault and what it must look like.
    """
    periodic = _words(environ.get("LEVIER_WATCH", ""))
    unknown = [name for name in periodic if name not in SOURCES]
    if unknown:
        raise ValueError(f"LEVIER_WATCH names sources among {', '.join(SOURCES)}, separated by commas")
    hosts = HOSTS | {host.lower() for host in _words(environ.get("LEVIER_WATCH_HOSTS", ""))}
    megabytes = _whole(environ, "LEVIER_WATCH_FILE_MB", 4096)
    return Configuration(
        periodic=() if off else periodic,
        limits=Limits(hosts=hosts, file_bytes=megabytes * MIB),
        proxy=_proxy(environ.get("LEVIER_WATCH_PROXY", "").strip()),
        decp=_decp(environ.get("LEVIER_WATCH_DECP", "")),
        first_days=_whole(environ, "LEVIER_WATCH_FIRST_DAYS", 30),
        decp_years=_whole(environ, "LEVIER_WATCH_DECP_YEARS", 6),
    )


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not 0 < int(value) < 100_000:
        raise ValueError(f"{name} must be a whole number above zero")
    return int(value)


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("LEVIER_WATCH_PROXY must look like http://host:3128")
    return value


def _decp(value: str) -> tuple[Wanted, ...]:
    wanted = tuple(Wanted(dataset=one.partition("/")[0], title=one.partition("/")[2]) for one in _words(value))
    if any(not one.dataset or not one.title for one in wanted):
        raise ValueError('LEVIER_WATCH_DECP must look like "dataset/file.csv,dataset/other.json"')
    return wanted or _DECP
