"""Each write: happy, refused, stranger, bad input, one journal line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from levier.directory import services
from levier.directory.enums import OrganisationKind, ServiceKind
from levier.directory.models import Commune, Contact, LocalService, Organisation, StructureProfile
from levier.directory.values import BuyerFacts, ContactFacts, Identity, StructureFacts
from levier.directory.writing import Entered, find_or_create_buyer, find_or_create_contractor, told
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import StructureKind
from levier.journal.models import JournalEntry
from tests.cast import Cast

from .factories import OTHER_SIRET, POSTE_BRANCH, SIRET, structure

TODAY = date(2025, 6, 3)
EI = StructureFacts(structure_kind=StructureKind.EI, trades=("painting",), capacity_hours_month=Decimal(120))


def create(cast: Cast, who: str = "facilitator", **given: object) -> Organisation:
    given.setdefault("kind", OrganisationKind.CONTRACTOR)
    given.setdefault("identity", Identity(name="Toitures du Val (fictif)"))
    return services.create_organisation(actor=cast.actor(who), today=TODAY, **given)  # type: ignore[arg-type]


def test_an_organisation_is_entered_and_the_journal_says_so(cast: Cast) -> None:
    found = create(cast, identity=Identity(name=" Toitures du Val (fictif) ", siret="800 000 002 00009"))
    assert (found.name, found.siret, found.workspace) == ("Toitures du Val (fictif)", SIRET, cast.workspace)
    entry = JournalEntry.objects.get(action="directory.organisation.create")
    assert entry.target_id == str(found.pk)
    assert "Toitures" not in str(entry.payload)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_enters_organisations(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        create(cast, who)


def test_an_organisation_needs_a_name(cast: Cast) -> None:
    with pytest.raises(RuleError, match="nom"):
        create(cast, identity=Identity(name="  "))


def test_a_wrong_siret_is_refused_with_its_field(cast: Cast) -> None:
    with pytest.raises(RuleError) as caught:
        create(cast, identity=Identity(name="A (fictif)", siret="80000000200001"))
    assert caught.value.field == "siret"


def test_the_post_office_has_its_own_key(cast: Cast) -> None:
    assert create(cast, identity=Identity(name="Bureau de poste (fictif)", siret=POSTE_BRANCH)).siret == POSTE_BRANCH


def test_a_siret_twice_names_the_other_organisation_and_writes_nothing(cast: Cast) -> None:
    create(cast, identity=Identity(name="Première (fictive)", siret=SIRET))
    before = JournalEntry.objects.count()
    with pytest.raises(Conflict, match=r"Première \(fictive\)"):
        create(cast, identity=Identity(name="Seconde (fictive)", siret=SIRET))
    assert not Organisation.objects.filter(name="Seconde (fictive)").exists()
    assert JournalEntry.objects.count() == before


def test_a_siret_may_live_in_two_workspaces(cast: Cast) -> None:
    create(cast, identity=Identity(name="Ici (fictive)", siret=SIRET))
    create(cast, "stranger", identity=Identity(name="Là-bas (fictive)", siret=SIRET))


def test_a_structure_needs_its_kind_and_keeps_the_day_of_its_capacity(cast: Cast) -> None:
    with pytest.raises(RuleError):
        create(cast, kind=OrganisationKind.STRUCTURE)
    found = create(cast, kind=OrganisationKind.STRUCTURE, structure=EI)
    assert found.structure.updated_on == TODAY
    later = date(2025, 7, 1)
    services.update_organisation(
        actor=cast.facilitator, today=later, organisation=found, identity=Identity(name="B (fictif)"), structure=EI
    )
    assert StructureProfile.objects.get(pk=found.pk).updated_on == TODAY, "the capacity did not change"


def test_a_trade_outside_the_list_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError, match="alchimie"):
        create(
            cast,
            kind=OrganisationKind.STRUCTURE,
            structure=StructureFacts(structure_kind=StructureKind.EI, trades=("alchimie",)),
        )


def test_a_negative_capacity_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError, match="négative"):
        create(
            cast,
            kind=OrganisationKind.STRUCTURE,
            structure=StructureFacts(structure_kind=StructureKind.EI, capacity_hours_month=Decimal(-1)),
        )


def test_a_buyer_gets_its_profile(cast: Cast) -> None:
    found = create(cast, kind=OrganisationKind.BUYER, buyer=BuyerFacts(annual_purchases=Decimal(60_000_000)))
    assert found.buyer.annual_purchases == 60_000_000


def test_coordinates_come_from_the_commune_and_follow_a_move(cast: Cast) -> None:
    for insee, name, latitude in (("99002", "Aubrelle", "48.7"), ("99003", "Montfranchet", "48.9")):
        Commune.objects.create(
            insee=insee, name=name, postcode="99010", latitude=latitude, longitude="0.2", folded=name.lower()
        )
    found = create(cast, identity=Identity(name="A (fictif)", postcode="99010", city="AUBRELLE"))
    assert found.latitude == Decimal("48.7")
    services.update_organisation(
        actor=cast.facilitator,
        today=TODAY,
        organisation=found,
        identity=Identity(name="A (fictif)", postcode="99010", city="Montfranchet"),
    )
    assert found.latitude == Decimal("48.9")


def test_deactivation_keeps_everything(cast: Cast) -> None:
    services.set_active(actor=cast.facilitator, organisation=cast.contractor, active=False)
    cast.contractor.refresh_from_db()
    assert cast.contractor.is_active is False


def test_a_structure_updates_its_own_capacity_and_no_other(cast: Cast) -> None:
    other = structure(cast.workspace)
    actor = cast.actor("structure")
    figures = {"today": TODAY, "capacity_hours_month": Decimal(80), "recent_load_hours_month": Decimal(20)}
    profile = services.update_capacity(actor=actor, organisation=cast.structure, **figures)  # type: ignore[arg-type]
    assert (profile.capacity_hours_month, profile.updated_on) == (80, TODAY)
    with pytest.raises(NotAllowed, match="pas celle d’une autre"):
        services.update_capacity(actor=actor, organisation=other, **figures)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.update_capacity(actor=cast.actor("contractor"), organisation=cast.structure, **figures)  # type: ignore[arg-type]
    with pytest.raises(RuleError):
        services.update_capacity(actor=cast.facilitator, organisation=cast.contractor, **figures)  # type: ignore[arg-type]


def test_a_contact_who_receives_links_needs_an_address(cast: Cast) -> None:
    with pytest.raises(RuleError) as caught:
        services.add_contact(
            actor=cast.facilitator,
            organisation=cast.contractor,
            facts=ContactFacts(name="Accueil", receives_links=True),
        )
    assert caught.value.field == "email"


def test_contacts_are_added_corrected_and_forgotten(cast: Cast) -> None:
    contact = services.add_contact(
        actor=cast.facilitator, organisation=cast.contractor, facts=ContactFacts(name="Accueil (fictif)")
    )
    services.update_contact(actor=cast.facilitator, contact=contact, facts=ContactFacts(name="Standard (fictif)"))
    services.remove_contact(actor=cast.facilitator, contact=contact)
    assert not Contact.objects.exists()
    for entry in JournalEntry.objects.filter(action__startswith="directory.contact"):
        assert "fictif" not in str(entry.payload)


def test_local_services_are_kept_by_the_team(cast: Cast) -> None:
    found = services.create_local_service(actor=cast.facilitator, kind=ServiceKind.MOBILITY, name="Garage (fictif)")
    services.update_local_service(
        actor=cast.facilitator, local_service=found, kind=ServiceKind.MOBILITY, name="Garage solidaire (fictif)"
    )
    assert LocalService.objects.get().name == "Garage solidaire (fictif)"
    with pytest.raises(NotAllowed):
        services.remove_local_service(actor=cast.actor("contractor"), local_service=found)
    services.remove_local_service(actor=cast.facilitator, local_service=found)
    assert not LocalService.objects.exists()


def test_a_buyer_of_a_file_is_found_by_siret_then_by_name(cast: Cast) -> None:
    found = find_or_create_buyer(workspace=cast.workspace, name="VILLE DE SERIGNY (FICTIVE)", siret=SIRET)
    assert found == Entered(cast.buyer, created=False, siret_added=True)
    assert found.organisation.siret == SIRET
    again = find_or_create_buyer(workspace=cast.workspace, name="Sérigny", siret=SIRET)
    assert again == Entered(cast.buyer, created=False, siret_added=False)
    other = find_or_create_buyer(workspace=cast.workspace, name=cast.buyer.name, siret=OTHER_SIRET)
    assert other.created, "a namesake with another SIRET is somebody else"
    assert other.organisation.buyer is not None
    assert told([found, again, other]) == {
        "organisations_created": [other.organisation.pk],
        "sirets_added": [cast.buyer.pk],
    }
    assert told([again]) == {}


def test_a_structure_that_wins_a_lot_is_found_as_a_contractor(cast: Cast) -> None:
    known = find_or_create_contractor(workspace=cast.workspace, name=cast.structure.name)
    assert known == Entered(cast.structure, created=False, siret_added=False)
    new = find_or_create_contractor(workspace=cast.workspace, name="Nouvelle (fictive)")
    assert (new.organisation.kind, new.created) == (OrganisationKind.CONTRACTOR, True)


def test_a_file_never_finds_an_organisation_of_another_workspace(cast: Cast) -> None:
    found = find_or_create_buyer(workspace=cast.other_workspace, name=cast.buyer.name)
    assert found.created
    assert found.organisation.workspace == cast.other_workspace
