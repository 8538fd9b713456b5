"""What can be found, one query for each kind, scoped to the actor and to plain columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.clauses.enums import ClauseState
from levier.clauses.models import Clause
from levier.delivery.models import Certificate
from levier.directory.enums import OrganisationKind, ServiceKind
from levier.directory.selectors import local_services, organisations
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Role
from levier.people.models import Person
from levier.procurement.models import Lot

from .. import addresses, scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. ``hidden`` is searched and not shown (SIRET without spaces, codes)."""

    title: str
    detail: str
    url: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing: its code in the address, its heading, and its rows."""

    code: str
    label: str
    rows: Callable[[Actor], Iterator[Entry]]
    #: Titles are proper names, written in more than one way.
    names: bool = False


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _contracts(actor: Actor) -> Iterator[Entry]:
    rows = scope.contracts(actor=actor).order_by("title", "pk")
    for pk, title, reference, buyer, place, step in rows.values_list(
        "pk", "title", "reference", "buyer__name", "place", "step"
    ):
        yield Entry(title, _joined(reference, buyer, place, Step(step).label), addresses.contract(pk), reference)


def _lots(actor: Actor) -> Iterator[Entry]:
    rows = Lot.objects.filter(contract__in=scope.contracts(actor=actor)).order_by("title", "pk")
    if actor.role is Role.CONTRACTOR:
        rows = rows.filter(awards__members__organisation_id=actor.organisation_id or 0).distinct()
    for contract, number, title, of, reference in rows.values_list(
        "contract_id", "number", "title", "contract__title", "contract__reference"
    ):
        yield Entry(f"Lot {number} : {title}", _joined(of, reference), addresses.contract(contract), reference)


def _organisations(actor: Actor) -> Iterator[Entry]:
    rows = organisations(actor=actor).select_related(None)
    for pk, name, kind, siret, city, postcode in rows.values_list("pk", "name", "kind", "siret", "city", "postcode"):
        place = " ".join(part for part in (postcode, city) if part)
        shown = f"SIRET {siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if siret else ""
        yield Entry(name, _joined(OrganisationKind(kind).label, place, shown), addresses.organisation(pk), siret)


def _people(actor: Actor) -> Iterator[Entry]:
    """Names are for the team, and for the referrer of the person."""
    rows = Person.objects.filter(workspace=actor.workspace, erased_on=None).order_by("last_name", "first_name", "pk")
    if actor.role is Role.REFERRER:
        rows = rows.filter(referrer_id=actor.organisation_id)
    elif actor.role not in TEAM:
        return
    for pk, first, last, city in rows.values_list("pk", "first_name", "last_name", "city"):
        yield Entry(f"{first} {last}", city, addresses.person(pk))


def _clauses(actor: Actor) -> Iterator[Entry]:
    rows = Clause.objects.filter(lot__contract__in=scope.contracts(actor=actor)).order_by("lot__contract__title", "pk")
    if actor.role is Role.CONTRACTOR:
        rows = rows.filter(lot__awards__members__organisation_id=actor.organisation_id or 0).distinct()
    elif actor.role is Role.BUYER:
        rows = rows.exclude(state=ClauseState.DRAFT)
    fields = ("lever", "state", "reserved_article", "scope", "lot__number", "lot__contract_id", "lot__contract__title")
    for lever, state, article, text, number, contract, title in rows.values_list(*fields):
        detail = _joined(f"{title}, lot {number}", ClauseState(state).label, article, text[:200])
        yield Entry(
            Lever(lever).label if lever else "Levier à choisir", detail, addresses.step(contract, Step.MONTAGE), article
        )


def _certificates(actor: Actor) -> Iterator[Entry]:
    rows = Certificate.objects.filter(report__obligation__in=scope.obligations(actor=actor)).order_by(
        "-issued_on", "pk"
    )
    if actor.role is Role.STRUCTURE:
        rows = rows.filter(report__obligation__contractor_id=actor.organisation_id)
    base = "report__obligation__"
    for number, company, contract, title in rows.values_list(
        "number", f"{base}contractor__name", f"{base}award__lot__contract_id", f"{base}award__lot__contract__title"
    ):
        yield Entry(f"Attestation {number}", _joined(company, title), addresses.step(contract, Step.FIN), number)


def _services(actor: Actor) -> Iterator[Entry]:
    rows = local_services(actor=actor).values_list("name", "kind", "area", "description")
    for name, kind, area, description in rows:
        yield Entry(name, _joined(ServiceKind(kind).label, area, description[:200]), addresses.SERVICES)


SOURCES: tuple[Source, ...] = (
    Source("marches", "Marchés", _contracts),
    Source("lots", "Lots", _lots),
    Source("organisations", "Organisations", _organisations, names=True),
    Source("personnes", "Personnes", _people, names=True),
    Source("clauses", "Leviers et clauses", _clauses),
    Source("attestations", "Attestations", _certificates),
    Source("services", "Services du territoire", _services),
)
