"""What is written is read back the same, by the readers of each format."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.notices.decp import AwardedContract, Social, read_contracts
from levier.notices.read import read_notices
from levier.notices.recognition import Consideration, Finding, ReservedFor
from levier.notices.writers import (
    LotFacts,
    Reserved,
    SocialFacts,
    considerations,
    contract_2022,
    document_2022,
    eforms_fields,
    facts_of_codes,
    facts_of_contract,
    facts_of_notice,
    facts_of_release,
    ocds_release,
)
from tests.conftest import shared_file
from tests.notices import samples
from tests.notices.decp.invented import contract, contract_2019, document, read, read_one
from tests.notices.writers.invented import CRITERION, facts, notice_of

WRITTEN = LotFacts(
    lot="LOT-0002", condition=True, condition_text="350 h.", criteria=(CRITERION,), reserved=Reserved.IAE
)


def test_a_release_says_goals_strategies_reservation_terms_and_criteria() -> None:
    release = ocds_release(SocialFacts(lots=(WRITTEN,), title="Entretien"), ocid="ocds-fictif-1")
    (lot,) = release["tender"]["lots"]
    assert release["ocid"] == "ocds-fictif-1"
    assert lot["hasSustainability"] is True
    assert lot["sustainability"] == [
        {
            "goal": "social.disadvantagedEmploymentOpportunities",
            "strategies": ["awardCriteria", "contractPerformanceConditions", "reservedParticipation"],
        }
    ]
    assert lot["otherRequirements"] == {"reservedParticipation": ["shelteredWorkshop"]}
    assert lot["contractTerms"] == {"performanceTerms": "350 h."}
    assert lot["awardCriteria"]["criteria"] == [
        {"type": "quality", "name": CRITERION.name, "numbers": [{"number": 12.5, "weight": "percentageExact"}]}
    ]
    assert lot["levier"] == {"reserved": "iae", "article": "L. 2113-13"}


@settings(deadline=None, max_examples=60)
@given(facts)
def test_facts_written_as_a_release_are_read_back(written: SocialFacts) -> None:
    found = facts_of_release(json.loads(json.dumps(ocds_release(written))))
    for before, after in zip(written.lots, found.lots, strict=True):
        if not (before.reserved_execution and before.condition and not before.condition_text):
            assert after.condition == before.condition
        assert (after.condition_text, after.criteria) == (before.condition_text, before.criteria)
        assert (after.reserved, after.reserved_execution) == (before.reserved, before.reserved_execution)
        assert (after.insertion_object, after.objectives) == (before.insertion_object, before.objectives)
        assert after.lot == before.lot


def test_a_release_of_somebody_else_without_the_local_field_gives_both_kinds() -> None:
    lot = {"id": "1", "otherRequirements": {"reservedParticipation": ["shelteredWorkshop"]}}
    assert facts_of_release({"tender": {"lots": [lot]}}).lots[0].reserved is Reserved.BOTH
    assert facts_of_release({}).lots == ()


def test_fields_of_a_lot_with_nothing_social_say_so() -> None:
    fields = eforms_fields(SocialFacts(lots=(LotFacts(),)))
    assert {one.field: one.value for one in fields} == {"BT-06-Lot": "none", "BT-71-Lot": "none", "BT-736-Lot": "no"}
    assert fields[0].label == "Achat stratégique"


def test_the_field_that_says_to_whom_cites_the_article() -> None:
    said = {
        kind: next(
            one.value for one in eforms_fields(SocialFacts(lots=(LotFacts(reserved=kind),))) if "300" in one.field
        )
        for kind in Reserved
    }
    assert "article L. 2113-12 du" in said[Reserved.HANDICAP]
    assert "article L. 2113-14 du" in said[Reserved.BOTH]
    assert "L. 2113-15" in said[Reserved.ESS]


@settings(deadline=None, max_examples=25)
@given(facts)
def test_facts_written_as_eforms_fields_are_read_back_from_the_notice(written: SocialFacts) -> None:
    (notice,) = read_notices(notice_of(eforms_fields(written)))
    found = facts_of_codes(notice)
    for before, after, lot in zip(written.lots, found.lots, notice.lots, strict=True):
        assert after.condition == before.condition
        assert before.condition_text in after.condition_text
        assert after.reserved_execution == before.reserved_execution
        assert after.objectives == before.objectives
        one_code = Reserved.ESS if before.reserved is Reserved.ESS else (Reserved.BOTH if before.reserved else None)
        assert after.reserved is one_code
        weighted = [(one.name, one.weight if one.unit else None) for one in before.criteria]
        assert [(one.name, one.weight) for one in lot.criteria] == weighted


@cache
def valid_2022() -> object:
    """The official schema as a validator (2.0.4: in 2.0.3 a ``$ref`` hides the keywords beside it)."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(shared_file("data/decp/schemas/schema_decp_v2.0.4.json").read_bytes())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def errors_of(validator: object, data: object) -> list[str]:
    return [error.message for error in validator.iter_errors(data)]  # type: ignore[attr-defined]


def without_trace(one: AwardedContract) -> AwardedContract:
    """What the written contract must keep: all but the acts of subcontracting, which are not written."""
    return one._replace(subcontractors=(), warnings=(), buyer=one.buyer._replace(name=""))


def test_a_written_contract_is_read_back_the_same() -> None:
    change = {
        "id": 1,
        "dateNotificationModification": "2024-09-01",
        "datePublicationDonneesModification": "2024-09-10",
        "montant": 90000.25,
        "dureeMois": 18,
    }
    one = read_one(modifications=[{"modification": change}], idAccordCadre="AC-12")
    assert read(json.dumps(document_2022([contract_2022(one)])).encode()) == [one]


@settings(deadline=None, max_examples=40)
@given(facts)
def test_facts_written_in_a_contract_are_declared_when_read_back(written: SocialFacts) -> None:
    data = document_2022([contract_2022(read_one(), written)])
    (found,) = read_contracts(io.BytesIO(json.dumps(data).encode()))
    assert found.social == written.declared
    assert facts_of_contract(found).declared == written.declared
    declared = considerations(written)["considerationsSociales"]["considerationSociale"]
    assert declared == ([kind.label for kind in written.declared] or ["Pas de considération sociale"])


def test_what_is_missing_is_named_and_nothing_made_up() -> None:
    (old,) = read(document(contract_2019()))
    with pytest.raises(RuleError, match=r"complétez .*CCAG.*considérations sociales"):
        contract_2022(old)
    with pytest.raises(RuleError, match="complétez le montant"):
        contract_2022(read_one(montant=1))
    with pytest.raises(RuleError, match="16 caractères"):
        contract_2022(read_one(id="A" * 17))


def test_a_concession_is_refused() -> None:
    raw = {"id": "1", "autoriteConcedante": {"id": "1"}, "objet": "Bac du lac"}
    (concession,) = read(document(**{"contrat-concession": [raw]}))
    with pytest.raises(RuleError, match="concession"):
        contract_2022(concession)


def test_a_framework_agreement_of_2019_becomes_a_technique() -> None:
    found = contract_2022(read_one(nature="Accord-cadre"))
    assert (found["nature"], found["techniques"]["technique"]) == ("Marché", ["Accord-cadre"])


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whatever_is_written_is_valid_against_the_official_schema(data: st.DataObject) -> None:
    validator = valid_2022()
    odd = st.sampled_from([None, "", 0, 1, "NC", "Marché", "2024-01-01", 2.5, [], {"a": 1}, "A" * 1200])
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(contract())), odd, max_size=2))
    (one,) = read(document(contract(), contract(**changes)))[1:]
    try:
        written = contract_2022(one, data.draw(st.none() | facts))
    except RuleError:
        return
    assert errors_of(validator, document_2022([written])) == []


def test_every_real_contract_of_2022_is_written_valid_and_read_back() -> None:
    validator, written, refused = valid_2022(), [], []
    for path in sorted(shared_file("data/decp/format_2022").glob("*.json")):
        for one in read_contracts(path):
            try:
                written.append((one, contract_2022(one)))
            except RuleError as error:
                refused.append(error.message)
    assert len(written) > 800
    assert all("complétez" in sentence for sentence in refused)
    data = document_2022([raw for _, raw in written])
    assert errors_of(validator, data) == []
    back = read(json.dumps(data).encode())
    assert [without_trace(one) for one in back] == [without_trace(one) for one, _ in written]
    assert sum(Social.RESERVED in (one.social or ()) for one in back) == 7
    assert all(isinstance(one.amount, Decimal) for one in back)


def test_what_is_recognised_in_a_notice_becomes_facts_of_its_lots() -> None:
    (notice,) = read_notices(samples.EFORMS)
    first = facts_of_notice(notice).lots[0]
    assert first.condition
    assert "350 heures" in first.condition_text
    assert first.is_social


def finding(kind: Consideration, *lots: str, whom: ReservedFor | None = None, **more: Any) -> Finding:
    return Finding(kind=kind, quote=f"Passage {kind}", rubric="", lots=lots, reserved_for=whom, **more)


def test_findings_go_to_their_lots_and_two_reservations_are_one_for_both() -> None:
    (notice,) = read_notices(notice_of(eforms_fields(SocialFacts(lots=(LotFacts(lot="A"), LotFacts(lot="B"))))))
    known = [
        finding(Consideration.CLAUSE, "A"),
        finding(Consideration.CRITERION, weight=Decimal(10), weight_unit="%"),
        finding(Consideration.RESERVATION, "B", whom=ReservedFor.IAE),
        finding(Consideration.RESERVATION, "B", whom=ReservedFor.DISABILITY),
        finding(Consideration.OBJECT, "B"),
    ]
    one, two = facts_of_notice(notice, known).lots
    assert (one.condition, one.condition_text, one.reserved, one.insertion_object) == (
        True,
        "Passage clause",
        None,
        False,
    )
    assert (two.condition, two.reserved, two.insertion_object) == (False, Reserved.BOTH, True)
    assert one.criteria == two.criteria
    assert (one.criteria[0].weight, one.criteria[0].unit) == (Decimal(10), "%")
    assert facts_of_notice(notice, known[:0]).declared == ()
