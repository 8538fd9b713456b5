"""Legal parameters: dated, sourced, without gap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.parameters import (
    ANRU_GUP,
    ANRU_WORKS,
    CHARTER_PRESETS,
    GRAND_PARIS,
    LABOUR_SHARES,
    LEGAL_DATES,
    NO_PROCEDURE_SUPPLIES,
    NO_PROCEDURE_WORKS,
    PACT_HOURLY_COST,
    PACT_LABOUR_SHARE,
    PACT_TURNOVER_PER_HOUR,
    PARAMETERS,
    PNAD_SOCIAL,
    SMIC_HOURLY,
    SOCIAL_CONDITION_FROM,
    SPASER_THRESHOLD,
    DatedValue,
    Parameter,
    SourcedKind,
    Unit,
    dated_value_on,
    eu_threshold,
    sourced_values,
    value_on,
)
from levier.domain.vocabulary import BuyerKind, PurchaseNature

EVERY_VALUE = [(param, dated) for param in PARAMETERS.values() for dated in param.values]
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
SOURCE = Source("Texte d’essai", Certainty.VERIFIED)


@pytest.mark.parametrize(
    ("buyer", "nature", "year_2025", "year_2026"),
    [
        (BuyerKind.CENTRAL_STATE, PurchaseNature.SERVICES, "143000", "140000"),
        (BuyerKind.AUTHORITY, PurchaseNature.SUPPLIES, "221000", "216000"),
        (BuyerKind.ENTITY, PurchaseNature.SERVICES, "443000", "432000"),
        (BuyerKind.DEFENCE, PurchaseNature.SUPPLIES, "443000", "432000"),
        (BuyerKind.CENTRAL_STATE, PurchaseNature.WORKS, "5538000", "5404000"),
        (BuyerKind.AUTHORITY, PurchaseNature.WORKS, "5538000", "5404000"),
    ],
)
def test_eu_thresholds_change_on_the_first_of_january_2026(buyer, nature, year_2025, year_2026):
    param = eu_threshold(buyer_kind=buyer, nature=nature)
    assert value_on(param, date(2025, 12, 31)) == Decimal(year_2025)
    assert value_on(param, date(2026, 1, 1)) == Decimal(year_2026)


@pytest.mark.parametrize("nature", list(PurchaseNature))
def test_a_concession_follows_the_works_threshold(nature):
    param = eu_threshold(buyer_kind=BuyerKind.CENTRAL_STATE, nature=nature, is_concession=True)
    assert value_on(param, date(2026, 6, 1)) == Decimal("5404000")


def test_a_day_without_value_is_a_french_sentence_with_the_known_periods():
    with pytest.raises(RuleError) as caught:
        value_on(PNAD_SOCIAL, date(2026, 1, 1))
    assert "Aucune valeur connue au 1er janvier 2026" in caught.value.message
    assert "du 1er janvier 2022 au 31 décembre 2025" in caught.value.message


def test_spaser_threshold_halves_in_2023():
    assert value_on(SPASER_THRESHOLD, date(2022, 12, 31)) == Decimal("100000000")
    assert value_on(SPASER_THRESHOLD, date(2023, 1, 1)) == Decimal("50000000")


def test_the_two_no_procedure_thresholds_start_on_different_days():
    assert value_on(NO_PROCEDURE_WORKS, date(2026, 1, 1)) == Decimal("100000")
    assert value_on(NO_PROCEDURE_SUPPLIES, date(2026, 4, 1)) == Decimal("60000")
    with pytest.raises(RuleError):
        value_on(NO_PROCEDURE_SUPPLIES, date(2026, 3, 31))


def test_smic_and_grand_paris_follow_the_calendar():
    assert value_on(SMIC_HOURLY, date(2025, 7, 1)) == Decimal("11.88")
    assert value_on(SMIC_HOURLY, date(2026, 7, 1)) == Decimal("12.02")
    assert value_on(GRAND_PARIS, date(2020, 9, 30)) == Decimal("0.05")
    assert value_on(GRAND_PARIS, date(2020, 10, 1)) == Decimal("0.10")


def test_the_first_anru_charter_gives_no_hours_for_gup():
    with pytest.raises(RuleError):
        value_on(ANRU_GUP, date(2013, 12, 31))
    assert "embauches" in dated_value_on(ANRU_GUP, date(2014, 1, 1)).source.note


def test_anru_after_its_charter_is_shown_to_check():
    assert dated_value_on(ANRU_WORKS, date(2026, 1, 1)).source.certainty.to_check
    assert not dated_value_on(ANRU_WORKS, date(2020, 1, 1)).source.certainty.to_check


def test_the_cleaning_constant_is_cost_over_labour_share():
    on = date(2026, 1, 1)
    assert value_on(PACT_TURNOVER_PER_HOUR, on) == value_on(PACT_HOURLY_COST, on) / value_on(PACT_LABOUR_SHARE, on)


def test_the_social_condition_starts_on_21_august_2026_and_says_that_some_print_22():
    assert SOCIAL_CONDITION_FROM.on == date(2026, 8, 21)
    assert "22 août 2026" in SOCIAL_CONDITION_FROM.source.note


@pytest.mark.parametrize(("param", "dated"), EVERY_VALUE, ids=lambda one: getattr(one, "code", ""))
def test_every_value_has_a_source_and_a_sane_period(param, dated):
    assert dated.source.reference.strip()
    assert dated.value > 0
    assert param.unit is not Unit.RATE or dated.value <= 1
    assert dated.valid_from is None or dated.valid_until is None or dated.valid_from <= dated.valid_until


def test_every_legal_date_has_a_source():
    assert all(legal.source.reference for legal in LEGAL_DATES)


@given(DAYS)
def test_on_any_day_a_parameter_has_at_most_one_value_and_no_hole_between_two(on):
    for param in PARAMETERS.values():
        holding = [dated for dated in param.values if dated.holds_on(on)]
        assert len(holding) <= 1
        first, last = param.values[0].valid_from, param.values[-1].valid_until
        inside = (first is None or first <= on) and (last is None or on <= last)
        assert bool(holding) == inside


@given(DAYS, st.integers(-30, 30).filter(lambda gap: gap != 1))
def test_a_table_with_a_gap_or_an_overlap_cannot_be_written(end, gap):
    with pytest.raises(ValueError, match="gap"):
        Parameter(
            "essai",
            "Essai",
            Unit.EUROS,
            (
                DatedValue(Decimal(1), None, end, SOURCE),
                DatedValue(Decimal(2), end + timedelta(days=gap), None, SOURCE),
            ),
        )


def test_no_recalled_or_undated_value_may_be_a_default():
    for kind in SourcedKind:
        for value in sourced_values(kind, on=date(2026, 6, 1)):
            if value.certainty.to_check or value.undated or value.value is None:
                assert not value.may_be_default, value.code
            if value.certainty.to_check:
                assert "à vérifier" in value.display
            if value.certainty.to_check or value.undated or value.caution:
                assert value.warnings


def test_trades_without_a_published_source_are_to_check():
    recalled = {value.code for value in LABOUR_SHARES if value.certainty.to_check}
    assert {"structural_work", "roads_networks", "technical_trades", "green_upkeep", "security"} <= recalled
    assert recalled.isdisjoint({"painting", "masonry", "steel_frames", "building", "cleaning"})


def test_sourced_shares_and_rates_are_fractions_in_order():
    for kind in (SourcedKind.LABOUR_SHARE, SourcedKind.INSERTION_RATE):
        for value in sourced_values(kind, on=date(2026, 6, 1)):
            assert 0 < value.low <= value.high <= 1


def test_the_smic_is_offered_as_a_floor_of_its_year_and_not_beyond_what_is_known():
    costs = {value.code: value for value in sourced_values(SourcedKind.HOURLY_COST, on=date(2025, 6, 1))}
    assert costs["smic_hourly"].value == Decimal("11.88")
    assert "brut" in costs["smic_hourly"].warnings[0].message
    assert "smic_hourly" not in {v.code for v in sourced_values(SourcedKind.HOURLY_COST, on=date(2030, 1, 1))}


def test_charter_rates_are_those_of_the_day():
    rates = {v.code: v.value for v in sourced_values(SourcedKind.INSERTION_RATE, on=date(2019, 6, 1))}
    assert rates["grand_paris_express"] == Decimal("0.05")
    assert {preset.code for preset in CHARTER_PRESETS} <= rates.keys()


def test_codes_of_a_list_are_unique():
    for kind in SourcedKind:
        codes = [value.code for value in sourced_values(kind, on=date(2026, 6, 1))]
        assert len(codes) == len(set(codes))
