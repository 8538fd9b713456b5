"""Who can answer around a lot, and which lever that advises."""

from __future__ import annotations

from decimal import Decimal

import pytest

from levier.clauses import services
from levier.clauses.models import SupplyCheck
from levier.directory.models import Organisation, StructureProfile
from levier.domain.errors import NotAllowed, RuleError
from levier.procurement.models import Contract

from .conftest import TODAY, Setup


def structure(setup: Setup, name: str, *, latitude: str = "48.51", turnover: str = "900000", trades=("painting",)):
    organisation = Organisation.objects.create(
        workspace=setup.cast.workspace,
        kind="structure",
        name=name,
        latitude=Decimal(latitude),
        longitude=Decimal("0.1"),
    )
    StructureProfile.objects.create(
        organisation=organisation,
        structure_kind="ei",
        trades=list(trades),
        capacity_hours_month=300,
        annual_turnover=Decimal(turnover),
    )
    return organisation


def record(setup: Setup, who: str = "facilitator") -> SupplyCheck:
    return services.record_supply_check(actor=setup.cast.actor(who), lot=setup.fresh_lot(), today=TODAY)


def test_the_check_keeps_who_can_who_cannot_and_why(setup: Setup):
    structure(setup, "Proche (fictive)")
    structure(setup, "Lointaine (fictive)", latitude="43.0")
    structure(setup, "Autre métier (fictive)", trades=("catering",))
    kept = record(setup)
    found = {one["name"]: one for one in kept.result["structures"]}
    assert found["Proche (fictive)"]["ability"] == "can"
    assert found["Lointaine (fictive)"]["ability"] == "cannot"
    assert any("rayon" in reason for reason in found["Lointaine (fictive)"]["reasons"])
    assert found["Autre métier (fictive)"]["ability"] == "cannot"
    assert kept.made_on == TODAY


def test_business_secrets_are_not_copied_in_the_check(setup: Setup):
    structure(setup, "Proche (fictive)", turnover="923456")
    assert "923456" not in str(record(setup).result)


def test_the_advice_says_the_risk_plainly(setup: Setup):
    advice = record(setup).advice
    assert advice["recommended"] == "none"
    assert any("infructueuse" in option["risk_sentence"] for option in advice["options"])
    for number in range(12):
        structure(setup, f"Structure {number} (fictive)")
    assert record(setup).advice["recommended"] == "reserved_lot"


def test_without_amount_or_months_the_page_says_what_is_missing(setup: Setup):
    Contract.objects.filter(pk=setup.contract.pk).update(duration_months=None)
    with pytest.raises(RuleError, match="durée"):
        record(setup)
    assert "la durée" in setup.cast.client("facilitator").get(setup.url("offre")).text


def test_the_trades_of_the_lot_are_guessed_from_its_cpv_then_corrected(setup: Setup):
    setup.lot.trades = []
    setup.lot.save()
    client = setup.cast.client("facilitator")
    assert "proposés d’après le code CPV" in client.get(setup.url("offre")).text
    assert client.post(setup.url("offre/metiers"), {"trades": ["painting", "flooring"]}).status_code == 302
    setup.lot.refresh_from_db()
    assert setup.lot.trades == ["flooring", "painting"]
    assert client.post(setup.url("offre/metiers"), {"trades": ["inconnu"]}).status_code == 422


def test_the_page_and_the_kept_check_agree(setup: Setup):
    structure(setup, "Proche (fictive)")
    client = setup.cast.client("facilitator")
    page = client.get(setup.url("offre")).text
    assert "Proche (fictive)" in page
    assert "Peut répondre" in page
    assert client.post(setup.url("offre")).status_code == 302
    assert "Conseil du" in client.get(setup.url("levier")).text


def test_others_do_not_check(setup: Setup):
    for who in ("buyer", "coordinator", "stranger"):
        with pytest.raises(NotAllowed):
            record(setup, who)


def test_the_page_shows_who_can_answer_and_folds_the_others_with_their_number(setup: Setup):
    structure(setup, "Proche (fictive)")
    for number in range(3):
        structure(setup, f"Cuisine {number} (fictive)", trades=("catering",))
    before, folded = (
        setup.cast.client("facilitator")
        .get(setup.url("offre"))
        .text.split("autres structures qui ne peuvent pas répondre</summary>")
    )
    assert "Proche (fictive)" in before
    assert "Cuisine" not in before
    assert all(f"Cuisine {number} (fictive)" in folded for number in range(3))
