"""DECP: files published on data.gouv.fr, rebuilt whole, so that one is fetched only when it changed.

Source: formats.md of the data folder, §4.3; interface of data.gouv.fr (version 1), which says of each file of a dataset where it is,
when it changed and its digest. A file may pass 2 GB: it goes to the disk, never into memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .addresses import DECP_CATALOGUE, Wanted
from .errors import SourceFailed
from .http import Web

_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A published file. ``version`` changes when its content does."""

    id: str
    title: str
    url: str
    version: str
    size: int
    #: Digest the catalogue promises, empty when it promises none.
    sha256: str

    @property
    def name(self) -> str:
        """A name for the disk: ours, with the extension that tells the format."""
        extension = re.search(r"\.(json|csv|parquet|ndjson|jsonl)$", self.url.partition("?")[0].lower())
        found = extension or re.search(r"\.(json|csv|parquet|ndjson|jsonl)$", self.title.lower())
        return f"{self.id}{found.group(0) if found else '.json'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    resource: Resource
    path: Path


class Decp:
    """The files of awarded contracts that an installation follows."""

    name = "decp"

    def __init__(self, web: Web, *, wanted: tuple[Wanted, ...], catalogue: str = DECP_CATALOGUE) -> None:
        self._web = web
        self._wanted = wanted
        self._catalogue = catalogue

    def changed(self, done: Mapping[str, str]) -> Iterator[Resource]:
        """The files whose version is not the one in ``done`` (identifier → version).

        Raises:
            SourceFailed: a dataset or a file that is no longer there.
        """
        catalogue: dict[str, list[Resource]] = {}
        for wanted in self._wanted:
            if wanted.dataset not in catalogue:
                catalogue[wanted.dataset] = self._resources(wanted.dataset)
            resource = _pick(catalogue[wanted.dataset], wanted)
            if done.get(resource.id) != resource.version:
                yield resource

    def fetch(self, resource: Resource, folder: Path, *, told: Callable[[int], object] = lambda _size: None) -> Fetched:
        """The file, whole, in ``folder``; received to a draft and named when it is complete.

        Raises:
            SourceFailed: cut for good, too large, or not the bytes the catalogue promises.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / resource.name
        received = self._web.download(resource.url, folder / f"{resource.name}.part", told=told)
        if resource.sha256 and received.sha256 != resource.sha256:
            received.path.unlink()
            raise SourceFailed(
                f"Le fichier « {resource.title[:80]} » reçu de data.gouv.fr n’est pas celui que le catalogue annonce : il est "
                "sans doute en cours de remplacement. Relancez plus tard.",
                code="digest",
            )
        received.path.replace(path)
        return Fetched(resource=resource, path=path)

    def _resources(self, dataset: str) -> list[Resource]:
        answer = self._web.json(f"{self._catalogue}{quote(dataset, safe='')}/")
        listed = answer.get("resources") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            raise SourceFailed(
                "data.gouv.fr répond par autre chose qu’un jeu de données : son interface a peut-être changé. Signalez-le.",
                code="shape",
            )
        return [resource for resource in map(_resource, listed) if resource is not None]


def _resource(value: object) -> Resource | None:
    if not isinstance(value, dict):
        return None
    identifier, url = str(value.get("id") or ""), str(value.get("url") or "")
    if _IDENTIFIER.fullmatch(identifier) is None or not url:
        return None
    raw = value.get("checksum")
    checksum = raw if isinstance(raw, dict) else {}
    digest = str(checksum.get("value") or "")
    size = value.get("filesize")
    return Resource(
        id=identifier,
        title=" ".join(str(value.get("title") or "").split()),
        url=url,
        version=f"{value.get('last_modified') or ''} {digest}".strip(),
        size=size if isinstance(size, int) else 0,
        sha256=digest.lower() if str(checksum.get("type") or "").lower() == "sha256" else "",
    )


def _pick(resources: list[Resource], wanted: Wanted) -> Resource:
    title = wanted.title.lower()
    for resource in resources:
        if title in (resource.title.lower(), resource.url.partition("?")[0].rpartition("/")[2].lower()):
            return resource
    raise SourceFailed(
        f"Le jeu de données {wanted.dataset[:60]} de data.gouv.fr ne contient pas de fichier « {wanted.title[:80]} » : vérifiez "
        "LEVIER_WATCH_DECP.",
        code="no-file",
    )
