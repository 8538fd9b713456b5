"""Every list page makes as many queries with thirty rows as with one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from levier.accounts.models import Membership, User
from levier.committees.models import Committee, Decision
from levier.directory.enums import OrganisationKind, ServiceKind
from levier.directory.models import Contact, LocalService, Organisation, StructureProfile
from levier.directory.services import add_contact
from levier.directory.values import ContactFacts
from levier.domain.steps import Step
from levier.domain.vocabulary import Role, StructureKind
from levier.insights.models import FlagReply
from levier.people.enums import OfferState
from levier.people.models import Candidacy, JobOffer, Person, Profile
from levier.procurement.models import AwardMember, CallOff, Contract, Lot, Operation, Programme
from tests.cast import Cast
from tests.desk import world

ROWS = 30
#: Pages of the facilitator, the administrator and the others; {contract}, {framework} are the same ones throughout.
PAGES = {
    "facilitator": (
        "/a-faire/",
        "/marches/",
        "/programmation/",
        "/heures/",
        "/personnes/",
        "/personnes/doublons/",
        "/suivis-confies/",
        "/offres/",
        "/offres/{offer}/",
        "/offres/{offer}/rapprochement/",
        "/offres/{offer}/rapprochement/?montrer=ecartees",
        "/offres/{offer}/proposer/{person}/",
        "/personnes/{person}/",
        "/personnes/{person}/offres/",
        "/personnes/{person}/parcours/",
        "/personnes/parcours/",
        "/annuaire/",
        "/annuaire/?nature=structure",
        "/annuaire/services/",
        "/recherche/?q=groupe",
        "/recherche/?q=exemple",
        "/indicateurs/",
        "/indicateurs/signaux/",
        "/grands-chantiers/",
        "/comites/",
        "/comites/{committee}/",
        "/espace/journal/",
        "/marches/{contract}/",
        "/marches/{contract}/montage/",
        "/marches/{contract}/lancement/",
        "/marches/{framework}/commandes/",
    ),
    "admin": ("/espace/", "/espace/journal/"),
    "coordinator": ("/a-faire/", "/marches/", "/programmation/", "/annuaire/"),
    "buyer": ("/accueil/acheteur/", "/a-faire/", "/marches/", "/programmation/"),
    "contractor": (
        "/accueil/entreprise/",
        "/a-faire/",
        "/heures/",
        "/marches/",
        "/indicateurs/questions/",
        "/offres/{offer}/",
    ),
    "structure": ("/a-faire/", "/heures/"),
    "referrer": ("/a-faire/", "/personnes/", "/offres/", "/offres/{offer}/", "/offres/{offer}/rapprochement/"),
}


class Record:
    """The record that grows."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.contract = world.contract(cast, "Marché à lots", Step.MONTAGE)
        self.framework = world.contract(cast, "Accord à bons de commande", Step.COMMANDES, is_framework=True)
        self.owed = world.obligation(cast, self.framework, cast.contractor)
        self.offer = self._offer(99)
        self.person = self._candidate("Cherche")
        self.committee = Committee.objects.create(workspace=cast.workspace, on=world.TODAY)
        self.programme = Programme.objects.create(workspace=cast.workspace, name="Grand chantier")

    def grow(self, ranks: range) -> None:
        """One more row of everything for each rank."""
        for rank in ranks:
            world._one_of_each(self.cast, rank)
            self._directory(rank)
            self._contract(rank)
            self._company(rank)
            self._offer(rank)
            self._committee(rank)

    def _committee(self, rank: int) -> None:
        held = Committee.objects.create(workspace=self.cast.workspace, on=world.TODAY - timedelta(days=30 + rank))
        for meeting in (held, self.committee):
            Decision.objects.create(
                meeting=meeting, text=f"Décision {rank}", organisation=self.cast.contractor, due_on=world.TODAY
            )

    def _offer(self, rank: int) -> JobOffer:
        """A published offer, and a candidate of the referrer who may fill it."""
        self._candidate(f"Libre{rank}")
        person = self._candidate(f"Candidat{rank}")
        if hasattr(self, "offer"):
            self._candidacy(self.offer, person)
            self._candidacy(self._published(rank + 100), self.person)
        return self._published(rank)

    def _candidate(self, name: str) -> Person:
        person = world.person(self.cast, name, referrer=self.cast.referrer)
        Profile.objects.create(
            person=person, occupations=["F1703"], barriers=["mobility", "housing"], updated_on=world.TODAY
        )
        return person

    def _candidacy(self, job: JobOffer, person: Person) -> None:
        Candidacy.objects.create(
            offer=job,
            person=person,
            proposed_on=world.TODAY - timedelta(days=30),
            due_on=world.TODAY - timedelta(days=9),
        )

    def _published(self, rank: int) -> JobOffer:
        return JobOffer.objects.create(
            workspace=self.cast.workspace,
            lot=self.owed.award.lot,
            company=self.cast.contractor,
            title=f"Maçonnerie {rank}",
            rome="F1703",
            starts_on=world.TODAY,
            state=OfferState.PUBLISHED,
        )

    def _directory(self, rank: int) -> None:
        place = self.cast.workspace
        for kind in (OrganisationKind.STRUCTURE, OrganisationKind.BUYER, OrganisationKind.REFERRER):
            made = Organisation.objects.create(workspace=place, kind=kind, name=f"{kind.label} Exemple {rank:02d}")
            if kind is OrganisationKind.STRUCTURE:
                StructureProfile.objects.create(organisation=made, structure_kind=StructureKind.EI.value)
            add_contact(actor=self.cast.facilitator, organisation=made, facts=ContactFacts(name=f"Contact {rank}"))
        LocalService.objects.create(workspace=place, kind=ServiceKind.values[0], name=f"Service {rank:02d}")
        user = User.objects.create_user(f"membre{rank}@exemple.test", None, full_name=f"Membre {rank}")
        Membership.objects.create(user=user, workspace=place, role=Role.BUYER.value, organisation=self.cast.buyer)

    def _contract(self, rank: int) -> None:
        lot = Lot.objects.create(contract=self.contract, number=str(rank + 2), title=f"Lot {rank}")
        Operation.objects.create(
            workspace=self.cast.workspace, buyer=self.cast.buyer, programme=self.programme, name=f"Opération {rank}"
        )
        Programme.objects.create(workspace=self.cast.workspace, name=f"Grand chantier {rank}")
        CallOff.objects.create(
            award=self.owed.award,
            organisation=self.cast.contractor,
            number=f"BC-{rank}",
            ordered_on=date(2026, 6, 1),
            amount=Decimal(1000),
        )
        assert lot.pk

    def _company(self, rank: int) -> None:
        company = Organisation.objects.create(
            workspace=self.cast.workspace, kind=OrganisationKind.CONTRACTOR, name=f"Entreprise Exemple {rank:02d}"
        )
        AwardMember.objects.create(award=self.owed.award, organisation=company, role="subcontractor")
        owed = world.obligation(self.cast, world.contract(self.cast, f"Chantier {rank}", Step.MISE_EN_OEUVRE), company)
        job = world.employment(world.person(self.cast, f"Salarié{rank}"), company)
        world.hours(owed, job, date(2026, 6, 1), "100")
        for organisation, year in ((company, 2026), (self.cast.contractor, 2026 - rank)):
            FlagReply.objects.create(
                workspace=self.cast.workspace,
                organisation=organisation,
                flag="short_contracts",
                year=year,
                figures={"shown_outside": False, "people": 3},
                asked_on=world.TODAY,
                due_on=world.TODAY,
            )

    def counts(self) -> dict[str, int]:
        """Number of queries of each page."""
        found = {}
        for who, paths in PAGES.items():
            client = self.cast.client(who)
            for pattern in paths:
                path = pattern.format(
                    contract=self.contract.pk,
                    framework=self.framework.pk,
                    offer=self.offer.pk,
                    person=self.person.pk,
                    committee=self.committee.pk,
                )
                found[f"{who} {pattern}"] = _queries(client, path)
        return found


def _queries(client: Client, path: str) -> int:
    assert client.get(path).status_code == 200, path  # whatever is read once and kept is read here
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


@time_machine.travel(world.NOW, tick=False)
def test_every_list_makes_as_many_queries_with_one_row_and_with_thirty(cast: Cast) -> None:
    record = Record(cast)
    record.grow(range(1))
    one = record.counts()
    record.grow(range(1, ROWS))
    many = record.counts()
    assert Contract.objects.count() > ROWS
    assert Contact.objects.count() > ROWS
    assert {page: (one[page], many[page]) for page in one if many[page] > one[page]} == {}
