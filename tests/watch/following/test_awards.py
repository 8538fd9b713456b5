"""Published awards become contracts to follow: what is listed, what is filled, what is written, once only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.clauses.enums import ClauseState
from levier.delivery.models import Obligation
from levier.delivery.selectors.obligations import hours_due
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed
from levier.domain.steps import Step
from levier.journal.models import JournalEntry
from levier.notices.model import Lot, Party, Place, Winner
from levier.procurement.enums import AwardRole
from levier.procurement.models import AwardMember, Contract
from levier.watch.following import services
from levier.watch.following.reading import read_award
from levier.watch.models import AwardFollowUp, StoredFinding
from tests.cast import Cast
from tests.watch.following.world import DAY, OTHER, WINNER, award, competition, form_values, settle, stored, two_lots
from tests.watch.notices import CLAUSE

LIST = "/veille/attributions/"


@pytest.fixture
def team(cast: Cast) -> Cast:
    settle(cast)
    return cast


def filled(cast: Cast, pk: int, **changed: str) -> dict[str, str]:
    """What the browser sends back: the page as it is filled, but for what is changed."""
    return {**form_values(cast.client("facilitator").get(f"{LIST}{pk}/suivre/").text), **changed}


def follow(cast: Cast, pk: int, **changed: str) -> AwardFollowUp:
    answer = cast.client("facilitator").post(f"{LIST}{pk}/suivre/", filled(cast, pk, **changed))
    assert answer.status_code == 302, answer.text
    return AwardFollowUp.objects.get(notice=pk)


def test_an_award_whose_consultation_announced_a_clause_is_listed_with_the_passage(team: Cast) -> None:
    stored(competition(), award())
    page = team.client("facilitator").get(LIST).text
    assert "Entretien des espaces verts de la commune" in page
    assert "120 heures" in page
    assert "Lu dans l’avis de marché n° 26-1" in page.replace("\u00a0", " ")


def test_what_carries_no_clause_or_is_elsewhere_is_not_listed(team: Cast) -> None:
    stored(award("sans", procedure_id=""))
    stored(award("loin", procedure_id="", texts=(CLAUSE,), places=(Place(department="13"),)))
    assert "Aucune attribution à suivre" in team.client("facilitator").get(LIST).text


def test_a_workspace_whose_place_is_unknown_sees_everything_and_is_told(cast: Cast) -> None:
    stored(award(procedure_id="", texts=(CLAUSE,)))
    page = cast.client("facilitator").get(LIST).text
    assert "Votre territoire n’est pas encore connu" in page
    assert "Entretien des espaces verts" in page


def test_the_page_is_filled_with_what_the_notices_say(team: Cast) -> None:
    found = read_award(stored(competition(), award()), workspace=team.workspace)
    [lot] = found.lots
    assert (lot.hours, lot.awarded, lot.companies[0].siret) == (Decimal(120), Decimal(58_000), WINNER.siret)
    assert found.known_buyer == team.buyer
    assert (found.notified_on, found.ends_on) == (DAY, date(2028, 10, 19))


def test_nothing_is_filled_that_no_notice_says(team: Cast) -> None:
    bare = award(duration_months=None, winners=(Winner(party=Party(name="Anonyme (fictive)"), lots=("1",)),))
    found = read_award(
        stored(competition(texts=("Clause sociale d’insertion obligatoire.",)), bare), workspace=team.workspace
    )
    [lot] = found.lots
    assert (lot.hours, lot.awarded, lot.companies[0].siret) == (None, None, "")
    assert (found.notified_on, found.starts_on, found.ends_on) == (None, None, None)


def test_hours_said_of_all_the_lots_together_are_given_to_none(team: Cast) -> None:
    lots = (Lot(id="1", title="Nord"), Lot(id="2", title="Sud"))
    found = read_award(stored(competition(lots=lots), two_lots()), workspace=team.workspace)
    assert [lot.hours for lot in found.lots] == [None, None]


def test_hours_of_another_lot_are_not_proposed_for_the_only_one_awarded(team: Cast) -> None:
    both = (Lot(id="1", title="Nord", cpv="77310000"), Lot(id="2", title="Sud", cpv="77310000"))
    stored(competition(lots=both))
    StoredFinding.objects.update(lots=["1"])
    south = Winner(party=OTHER, lots=("2",), amount=Decimal(28_000), concluded_on=DAY)
    row = stored(award(lots=both[1:], winners=(south,)))
    assert read_award(row, workspace=team.workspace).lots == ()


def test_following_makes_the_contract_its_clause_its_award_and_the_hours_due(team: Cast) -> None:
    notice = stored(competition(), award())
    made = follow(team, notice.pk)
    contract = made.contract
    assert contract is not None
    assert (contract.buyer, contract.step, contract.notified_on) == (team.buyer, Step.LANCEMENT.value, DAY)
    clause = contract.lots.get().clause
    assert (clause.state, clause.hours) == (ClauseState.AGREED, Decimal(120))
    holder = AwardMember.objects.get(award__lot__contract=contract)
    assert (holder.organisation.siret, holder.organisation.kind) == (WINNER.siret, OrganisationKind.CONTRACTOR)
    obligation = Obligation.objects.get(award__lot__contract=contract)
    assert hours_due(obligation) == Decimal(120)
    assert "à confirmer" in str(obligation.revisions.get().explanation)
    assert made.to_confirm
    assert JournalEntry.objects.filter(action="watch.award.follow").count() == 1
    assert team.client("facilitator").get(f"/marches/{contract.pk}/").status_code == 200
    assert "Aucune attribution à suivre" in team.client("facilitator").get(LIST).text


def test_a_company_of_the_directory_is_not_added_again(team: Cast) -> None:
    Organisation.objects.filter(pk=team.contractor.pk).update(siret=WINNER.siret)
    follow(team, stored(competition(), award()).pk)
    assert AwardMember.objects.get().organisation == team.contractor
    assert Organisation.objects.filter(workspace=team.workspace, siret=WINNER.siret).count() == 1


def test_without_hours_the_clause_is_kept_and_nothing_is_due(team: Cast) -> None:
    notice = stored(competition(texts=("Clause sociale d’insertion obligatoire.",)), award())
    made = follow(team, notice.pk)
    assert not made.to_confirm
    assert not Obligation.objects.exists()
    assert made.contract is not None
    assert made.contract.lots.get().clause.hours is None


def test_only_the_lots_kept_are_followed(team: Cast) -> None:
    notice = stored(competition(), two_lots())
    data = filled(team, notice.pk)
    del data["lot1_take"]
    assert team.client("facilitator").post(f"{LIST}{notice.pk}/suivre/", data).status_code == 302
    assert [lot.number for lot in Contract.objects.get().lots.all()] == ["1"]


def test_several_companies_are_a_group_or_hold_each_a_contract(team: Cast) -> None:
    winners = tuple(Winner(party=one, lots=("1",), concluded_on=DAY) for one in (WINNER, OTHER))
    notice = stored(competition(), award(winners=winners))
    follow(team, notice.pk)
    assert [one.role for one in AwardMember.objects.order_by("pk")] == [AwardRole.HOLDER, AwardRole.JOINT]
    again = stored(award("26-9", procedure_id="", title="Autre (fictif)", texts=(CLAUSE,), winners=winners))
    follow(team, again.pk, lot0_together="each")
    assert AwardMember.objects.filter(role=AwardRole.HOLDER).count() == 3
    assert Obligation.objects.count() == 1  # the group's: the hours of several holders are not doubled


def test_a_missing_siret_is_asked_beside_its_field(team: Cast) -> None:
    notice = stored(competition(), award(winners=(Winner(party=Party(name="Anonyme (fictive)"), lots=("1",)),)))
    data = filled(team, notice.pk, notified_on="2026-10-20", starts_on="2026-11-01", ends_on="2027-10-31")
    answer = team.client("facilitator").post(f"{LIST}{notice.pk}/suivre/", data)
    assert answer.status_code == 422
    assert "Indiquez le SIRET" in answer.text
    assert not Contract.objects.exists()


def test_the_same_notice_is_followed_once_and_the_second_leaves_nothing(team: Cast) -> None:
    notice = stored(competition(), award())
    services.set_aside(actor=team.facilitator, notice=notice, reason="Déjà suivi")
    with pytest.raises(Conflict, match="déjà été traitée"):
        services.set_aside(actor=team.facilitator, notice=notice, reason="Encore")
    assert AwardFollowUp.objects.get().reason == "Déjà suivi"


def test_an_award_set_aside_can_be_taken_back_and_a_followed_one_cannot(team: Cast) -> None:
    notice = stored(competition(), award())
    one = services.set_aside(actor=team.facilitator, notice=notice, reason="Hors territoire")
    page = team.client("facilitator").get(f"{LIST}traitees/").text
    assert "Hors territoire" in page
    assert team.client("facilitator").post(f"{LIST}traitees/{one.pk}/reprendre/").status_code == 302
    made = follow(team, notice.pk)
    assert team.client("facilitator").post(f"{LIST}traitees/{made.pk}/reprendre/").status_code == 409


def test_hours_are_confirmed_once(team: Cast) -> None:
    made = follow(team, stored(competition(), award()).pk)
    client = team.client("facilitator")
    assert "heures à confirmer" in client.get(f"{LIST}traitees/").text
    assert client.post(f"{LIST}traitees/{made.pk}/confirmer/").status_code == 302
    assert "heures à confirmer" not in client.get(f"{LIST}traitees/").text
    assert client.post(f"{LIST}traitees/{made.pk}/confirmer/").status_code == 409


def test_hours_compared_at_once_are_not_left_to_confirm(team: Cast) -> None:
    made = follow(team, stored(competition(), award()).pk, checked="on")
    assert not made.to_confirm
    assert "à confirmer" not in str(Obligation.objects.get().revisions.get().explanation)


def test_another_workspace_deals_with_the_notice_for_itself(team: Cast) -> None:
    notice = stored(competition(), award())
    made = follow(team, notice.pk)
    stranger = team.client("stranger")
    assert "Entretien des espaces verts" in stranger.get(LIST).text
    assert stranger.post(f"{LIST}traitees/{made.pk}/confirmer/").status_code == 404
    assert "Aucune attribution traitée" in stranger.get(f"{LIST}traitees/").text


def test_a_coordinator_reads_and_does_not_follow(team: Cast) -> None:
    notice = stored(competition(), award())
    assert "Suivre" not in team.client("coordinator").get(LIST).text.partition("Filtrer")[2]
    with pytest.raises(NotAllowed):
        services.set_aside(actor=team.actor("coordinator"), notice=notice, reason="Non")


def test_a_long_list_asks_no_more_questions(team: Cast) -> None:
    client = team.client("facilitator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    stored(award("un", procedure_id="", title="Marché 0 (fictif)", texts=(CLAUSE,)))
    asked()
    one = asked()
    stored(
        *(award(f"n{rank}", procedure_id="", title=f"Marché {rank} (fictif)", texts=(CLAUSE,)) for rank in range(1, 30))
    )
    assert StoredFinding.objects.count() >= 30
    assert asked() == one
