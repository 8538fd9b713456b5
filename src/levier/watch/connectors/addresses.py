"""Where the sources are: light enough for the settings to read."""

from __future__ import annotations

from dataclasses import dataclass

BOAMP_RECORDS = "https://boamp-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/boamp/records"
TED_SEARCH = "https://api.ted.europa.eu/v3/notices/search"
TED_XML = "https://ted.europa.eu/en/notice/{number}/xml"
DECP_CATALOGUE = "https://www.data.gouv.fr/api/1/datasets/"
#: « Données essentielles de la commande publique consolidées (format tabulaire) », decp.info.
DECP_DATASET = "608c055b35eb4e6ee20eb325"

HOSTS = frozenset({
    "boamp-datadila.opendatasoft.com",
    "api.ted.europa.eu",
    "ted.europa.eu",
    "www.data.gouv.fr",
    "static.data.gouv.fr",
    "object.files.data.gouv.fr",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to follow: the dataset, and the file's title or the last part of its address, case ignored."""

    dataset: str
    title: str
