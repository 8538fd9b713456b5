"""What a BOAMP notice carries around its content: number, dates, kind, and values to fall back on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from .model import Deadline, Kind, Nature, Notice, Party, Place, Winner
from .nuts import department_code
from .tree import Element, first, local_name, nodes, raw, text, texts
from .values import PARIS, day, deadline, nature, one_line

_KINDS = {
    "APPEL_OFFRE": Kind.COMPETITION,
    "ATTRIBUTION": Kind.RESULT,
    "RECTIFICATIF": Kind.CORRECTION,
    "ANNULATION": Kind.CANCELLATION,
    "MODIFICATION": Kind.MODIFICATION,
    "PREINFORMATION": Kind.PLANNING,
    "PERIODIQUE": Kind.PLANNING,
    "INTENTION_CONCLURE": Kind.RESULT,
}
#: A notice of these kinds changes the one it is linked to.
_CHANGING = frozenset({Kind.CORRECTION, Kind.CANCELLATION})
_PAGE = "https://www.boamp.fr/pages/avis/?q=idweb:"
_NUMBER = re.compile(r"(?<![\w-])\d{2}-\d{1,7}(?![\w-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Flat fields of the API record, or the ``GESTION`` part of the XML."""

    number: str = ""
    title: str = ""
    buyer: str = ""
    published_on: date | None = None
    kind: Kind = Kind.OTHER
    family: str = ""
    version: str = ""
    nature: Nature | None = None
    procedure: str = ""
    procedure_id: str = ""
    departments: tuple[str, ...] = ()
    winners: tuple[str, ...] = ()
    url: str = ""
    #: Numbers of the earlier notices of the same purchase.
    links: tuple[str, ...] = ()
    #: As written, with its zone.
    deadline_text: str = ""

    def deadline(self, *, true_utc: bool, warnings: list[str]) -> Deadline | None:
        """The flat deadline.

        Zone trap: for MAPA and national notices the API writes the local hour and calls it UTC; only in eForms
        records is it really UTC.
        """
        head, _, tail = self.deadline_text.replace("T", " ", 1).partition(" ")
        if not head:
            return None
        local = deadline(head, tail[:8], warnings=warnings)
        if true_utc and isinstance(local, datetime):
            return local.replace(tzinfo=UTC).astimezone(PARIS)
        return local

    def complete(self, notice: Notice, *, true_utc: bool = False) -> Notice:
        """Fill what the content does not give."""
        warnings = list(notice.warnings)
        places = tuple(Place(department=code) for code in self.departments)
        winners = tuple(Winner(party=Party(name=name)) for name in self.winners)
        kind = self.kind if notice.kind is Kind.OTHER or self.kind in _CHANGING else notice.kind
        links = notice.links or self.links
        return replace(
            notice,
            notice_id=notice.notice_id or self.number,
            publication_number=self.number or notice.publication_number,
            official_url=self.url or notice.official_url,
            procedure_id=notice.procedure_id or self.procedure_id,
            changes=notice.changes or (links[0] if links and kind in _CHANGING else ""),
            links=links,
            version=notice.version or self.version,
            kind=kind,
            form=notice.form or self.family,
            published_on=self.published_on or notice.published_on,
            procedure=notice.procedure or self.procedure,
            buyers=notice.buyers or ((Party(name=self.buyer),) if self.buyer else ()),
            title=notice.title or self.title,
            nature=notice.nature or self.nature,
            places=notice.places or (() if any(lot.places for lot in notice.lots) else places),
            winners=notice.winners or winners,
            deadline=notice.deadline
            or (
                None
                if any(lot.deadline for lot in notice.lots)
                else self.deadline(true_utc=true_utc, warnings=warnings)
            ),
            warnings=tuple(warnings),
        )


def strings(value: object) -> list[str]:
    """The strings of a field that may be missing, one string, or a list."""
    values = value if isinstance(value, list) else [value]
    return [found for found in (one_line(str(item)) for item in values if isinstance(item, str | int)) if found]


def page_of(number: str) -> str:
    """Official page of a BOAMP notice; empty without its number."""
    return _PAGE + number if number else ""


def _numbers(*values: object) -> tuple[str, ...]:
    """Numbers of notices, wherever they are in a field: a string, a list, JSON in a string."""
    return tuple(dict.fromkeys(found for value in values for found in _NUMBER.findall(str(value or "")[:10_000])))


def envelope_of_record(record: dict[str, object], warnings: list[str]) -> Envelope:
    """Read the flat fields of one API record."""

    def flat(name: str) -> str:
        return next(iter(strings(record.get(name))), "")

    departments = strings(record.get("code_departement_prestation")) or strings(record.get("code_departement"))
    number = flat("idweb") or flat("id").replace("_", "-")
    links = _numbers(record.get("annonce_lie"), record.get("annonces_anterieures"))
    return Envelope(
        number=number,
        title=flat("objet"),
        buyer=flat("nomacheteur"),
        published_on=day(flat("dateparution"), what="La date de parution", warnings=warnings),
        kind=_KINDS.get(flat("nature"), Kind.OTHER),
        family=flat("famille"),
        version=flat("source_schema"),
        nature=next(iter(filter(None, (nature(kind) for kind in strings(record.get("type_marche"))))), None),
        procedure=flat("procedure_libelle"),
        procedure_id=flat("contractfolderid"),
        departments=tuple(code for code in map(department_code, departments) if code),
        winners=tuple(dict.fromkeys(strings(record.get("titulaire")))),
        url=flat("url_avis") or page_of(number),
        links=tuple(link for link in links if link != number),
        deadline_text=flat("datelimitereponse"),
    )


def envelope_of_xml(management: Element | None, warnings: list[str]) -> Envelope:
    """Read the ``GESTION`` part of a BOAMP XML notice."""
    if management is None:
        return Envelope()
    kind = first(management, "REFERENCE/TYPE_AVIS/NATURE/*")
    status = first(management, "REFERENCE/TYPE_AVIS/STATUT/*")
    family = first(management, "REFERENCE/TYPE_AVIS/FAMILLE/*")
    departments = texts(management, "INDEXATION/DEP_PRESTATION") or texts(management, "INDEXATION/DEP_PUBLICATION")
    found = _KINDS.get(local_name(kind), Kind.OTHER) if kind is not None else Kind.OTHER
    if status is not None and local_name(status) in ("RECTIFICATIF", "ANNULATION"):
        found = _KINDS[local_name(status)]
    natures = (nature(local_name(node)) for node in nodes(management, "INDEXATION/NATURE_MARCHE/*"))
    number = text(management, "REFERENCE/IDWEB")
    links = _numbers(*texts(management, "MARCHE/*/REFERENCE/IDWEB"))
    return Envelope(
        number=number,
        title=text(management, "INDEXATION/RESUME_OBJET"),
        buyer=text(management, "INDEXATION/NOMORGANISME"),
        published_on=day(
            raw(first(management, "INDEXATION/DATE_PUBLICATION")), what="La date de parution", warnings=warnings
        ),
        kind=found,
        family=local_name(family) if family is not None else "",
        version="Boamp_v230",
        nature=next(iter(filter(None, natures)), None),
        departments=tuple(code for code in map(department_code, departments) if code),
        url=page_of(number),
        links=tuple(link for link in links if link != number),
        deadline_text=text(management, "INDEXATION/DATE_LIMITE_REPONSE"),
    )
