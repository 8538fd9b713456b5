from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.levers import (
    Ability,
    LeverChoice,
    LotNeed,
    Risk,
    StructureOffer,
    SupplyCheck,
    SupplyPolicy,
    check_supply,
    choose_lever,
    page,
)
from levier.domain.levers.choice import _compared
from levier.domain.vocabulary import Lever, ReservedArticle, StructureKind

D = Decimal


def lot(**changes: Any) -> LotNeed:
    values: dict[str, Any] = {
        "trades": frozenset({"cleaning"}),
        "amount": D(100_000),
        "months": 12,
        "hours_wanted": D(1200),
    }
    return LotNeed(**{**values, **changes})


def offer(key: int = 1, **changes: Any) -> StructureOffer:
    values: dict[str, Any] = {
        "id": f"s{key}",
        "name": f"Structure fictive {key}",
        "kind": StructureKind.EI,
        "trades": frozenset({"cleaning"}),
        "distance_km": D(10),
        "radius_km": D(30),
        "capacity_hours_month": D(20),
        "annual_turnover": D(1_000_000),
    }
    return StructureOffer(**{**values, **changes})


def many(count: int, **changes: Any) -> list[StructureOffer]:
    return [offer(key, **changes) for key in range(count)]


def choice(offers: list[StructureOffer], need: LotNeed | None = None, **policy: Any) -> LeverChoice:
    need = need or lot()
    settings = SupplyPolicy(**policy)
    return choose_lever(need, check_supply(need, offers, policy=settings), policy=settings)


def only(check: SupplyCheck) -> tuple[Ability, str]:
    (answer,) = check.structures
    return answer.ability, " ".join(answer.reasons)


def test_a_structure_within_reach_can_answer() -> None:
    ability, reasons = only(check_supply(lot(), [offer()]))
    assert ability is Ability.CAN
    assert "20\u00a0h disponibles par mois" in reasons


@pytest.mark.parametrize(
    ("changes", "ability", "word"),
    [
        ({"trades": frozenset({"painting"})}, Ability.CANNOT, "métiers"),
        ({"distance_km": D(31)}, Ability.CANNOT, "rayon d’action"),
        ({"recent_load_hours_month": D(20)}, Ability.CANNOT, "capacité"),
        ({"recent_load_hours_month": D(50)}, Ability.CANNOT, "capacité"),
        ({"distance_km": None}, Ability.TO_ASK, "inconnu"),
        ({"radius_km": None}, Ability.TO_ASK, "inconnu"),
        ({"capacity_hours_month": None}, Ability.TO_ASK, "Capacité inconnue"),
    ],
)
def test_each_structure_gets_its_reason(changes: dict[str, Any], ability: Ability, word: str) -> None:
    found, reasons = only(check_supply(lot(), [offer(**changes)]))
    assert found is ability
    assert word in reasons


def test_a_structure_at_its_radius_can_answer() -> None:
    assert only(check_supply(lot(), [offer(distance_km=D(30))]))[0] is Ability.CAN


def test_an_unknown_place_asks_everyone() -> None:
    check = check_supply(lot(place_known=False), many(3))
    assert (check.able, check.to_ask) == (0, 3)
    assert "place-unknown" in {warning.code for warning in check.explanation.warnings}


def test_capacity_is_compared_with_the_need_by_month() -> None:
    check = check_supply(lot(), many(4))
    assert (check.capacity_month, check.need_month, check.coverage) == (D(80), D(100), D("0.8"))
    assert "supply-thin" in {warning.code for warning in check.explanation.warnings}


def test_trades_nobody_covers_are_named() -> None:
    check = check_supply(lot(trades=frozenset({"cleaning", "painting"})), many(3))
    assert check.uncovered_trades == ("painting",)


def test_dependency_is_the_budget_over_the_mean_turnover() -> None:
    offers = [
        offer(1, annual_turnover=D(300_000)),
        offer(2, annual_turnover=D(500_000)),
        offer(3, annual_turnover=None),
    ]
    assert check_supply(lot(), offers).dependency == D("0.25")


def test_the_same_structure_twice_is_refused() -> None:
    with pytest.raises(RuleError):
        check_supply(lot(), [offer(1), offer(1)])


@pytest.mark.parametrize(
    "changes", [{"months": 0}, {"amount": D(-1)}, {"hours_wanted": D(-5)}, {"trades": frozenset()}]
)
def test_absurd_needs_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        lot(**changes)


def test_a_negative_capacity_is_refused() -> None:
    with pytest.raises(RuleError) as caught:
        offer(capacity_hours_month=D(-1))
    assert caught.value.field == "capacity_hours_month"


# Articles


def articles(offers: list[StructureOffer]) -> set[ReservedArticle]:
    return {option.article for option in check_supply(lot(), offers).reservations if option.possible}


@pytest.mark.parametrize(
    ("kinds", "possible"),
    [
        ([StructureKind.EA], {ReservedArticle.DISABILITY}),
        ([StructureKind.ACI], {ReservedArticle.IAE}),
        (
            [StructureKind.ESAT, StructureKind.EI],
            {ReservedArticle.DISABILITY, ReservedArticle.IAE, ReservedArticle.BOTH},
        ),
        ([StructureKind.EITI, StructureKind.GEIQ, StructureKind.REGIE], set()),
    ],
)
def test_the_article_depends_on_the_kinds_that_can_answer(
    kinds: list[StructureKind], possible: set[ReservedArticle]
) -> None:
    assert articles([offer(key, kind=kind) for key, kind in enumerate(kinds)]) == possible


def test_prison_and_ess_are_never_inferred_from_kinds() -> None:
    everyone = [offer(key, kind=kind) for key, kind in enumerate(StructureKind)]
    assert not articles(everyone) & {ReservedArticle.PRISON, ReservedArticle.ESS}


# The rule of Le Marché


@pytest.mark.parametrize(
    ("count", "turnover", "lever"),
    [
        (31, 1_000_000, Lever.RESERVED_CONTRACT),
        (31, 300_000, Lever.RESERVED_LOT),
        (30, 1_000_000, Lever.RESERVED_LOT),
        (11, 1_000_000, Lever.RESERVED_LOT),
        (10, 1_000_000, Lever.CONDITION_AND_CRITERION),
        (9, 1_000_000, Lever.PERFORMANCE_CONDITION),
        (2, 1_000_000, Lever.PERFORMANCE_CONDITION),
        (1, 1_000_000, Lever.NONE),
        (0, 1_000_000, Lever.NONE),
    ],
)
def test_the_number_of_suppliers_and_the_dependency_choose_the_lever(count: int, turnover: int, lever: Lever) -> None:
    assert choice(many(count, annual_turnover=D(turnover))).recommended is lever


def test_a_dependency_of_exactly_30_percent_is_not_low() -> None:
    need = lot(amount=D(300_000))
    assert choice(many(31), need).recommended is Lever.RESERVED_LOT


def test_an_unknown_turnover_does_not_reserve_the_contract() -> None:
    assert choice(many(31, annual_turnover=None)).recommended is Lever.RESERVED_LOT


def test_kinds_that_fit_no_article_are_not_reserved_to() -> None:
    found = choice(many(40, kind=StructureKind.EATT))
    assert found.article is None
    assert found.recommended not in (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)


def test_eiti_and_geiq_do_not_count_toward_the_rule() -> None:
    offers = [offer(1, kind=StructureKind.EITI), offer(2, kind=StructureKind.GEIQ), offer(3)]
    check = check_supply(lot(), offers)
    assert (check.able, check.counted) == (3, 1)


def test_thresholds_are_configurable() -> None:
    assert choice(many(4), reserved_lot_above=3).recommended is Lever.RESERVED_LOT
    with pytest.raises(RuleError):
        SupplyPolicy(reserve_above=3, reserved_lot_above=10)


def test_every_lever_is_ranked_once_with_reasons_and_the_recommended_first() -> None:
    found = choice(many(12))
    levers = [option.lever for option in found.options]
    assert levers[0] is found.recommended is Lever.RESERVED_LOT
    assert len(levers) == len(set(levers)) == 6
    assert [option.recommended for option in found.options] == [True] + [False] * 5
    assert all(option.reasons_for or option.reasons_against for option in found.options)
    assert all(option.risk_sentence.startswith("Risque") for option in found.options)


def risk(found: LeverChoice, lever: Lever) -> Risk:
    return next(option.risk for option in found.options if option.lever is lever)


def test_reserving_to_one_structure_is_a_high_risk() -> None:
    assert risk(choice(many(1)), Lever.RESERVED_LOT) is Risk.HIGH


def test_reserving_to_a_few_is_a_medium_risk_and_high_when_the_contract_is_too_big() -> None:
    assert risk(choice(many(5)), Lever.RESERVED_LOT) is Risk.MEDIUM
    assert risk(choice(many(5), lot(amount=D(900_000))), Lever.RESERVED_LOT) is Risk.HIGH


def test_reserving_to_many_is_a_low_risk() -> None:
    assert risk(choice(many(31)), Lever.RESERVED_CONTRACT) is Risk.LOW


def test_a_clause_nobody_can_help_with_is_a_high_risk() -> None:
    assert risk(choice([]), Lever.PERFORMANCE_CONDITION) is Risk.HIGH
    assert risk(choice(many(2)), Lever.PERFORMANCE_CONDITION) is Risk.MEDIUM
    assert risk(choice(many(6)), Lever.PERFORMANCE_CONDITION) is Risk.LOW


def test_a_due_condition_is_recalled_when_no_lever_is_advised() -> None:
    found = choice([], lot(condition_due=True))
    assert "condition-due" in {warning.code for warning in found.explanation.warnings}


def test_few_hours_are_warned_about() -> None:
    found = choice(many(5), lot(hours_wanted=D(149)))
    assert "under-minimum" in {warning.code for warning in found.explanation.warnings}


def test_the_page_carries_the_thresholds() -> None:
    assert "| plus de 30 | moins de 30\u00a0% | Marché réservé |" in page()[1]


numbers = st.one_of(st.none(), st.decimals("0", "500", places=1))
offers_lists = st.lists(
    st.builds(
        offer,
        st.integers(0, 10_000),
        kind=st.sampled_from(list(StructureKind)),
        trades=st.frozensets(st.sampled_from(["cleaning", "painting"])),
        distance_km=numbers,
        capacity_hours_month=numbers,
        recent_load_hours_month=st.decimals("0", "100", places=1),
        annual_turnover=numbers,
    ),
    max_size=15,
    unique_by=lambda one: one.id,
)


@given(offers_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_structures_changes_nothing(offers: list[StructureOffer], random: Any) -> None:
    shuffled = list(offers)
    random.shuffle(shuffled)
    need = lot()
    first, second = check_supply(need, offers), check_supply(need, shuffled)
    assert first == second
    assert choose_lever(need, first) == choose_lever(need, second)


@given(offers_lists)
def test_every_structure_is_answered_once_and_the_counts_agree(offers: list[StructureOffer]) -> None:
    check = check_supply(lot(), offers)
    assert sorted(answer.offer.id for answer in check.structures) == sorted(one.id for one in offers)
    assert check.able == sum(count for _, count in check.by_kind)
    assert 0 <= check.counted <= check.able
    assert check.capacity_month >= 0


def test_structures_still_to_ask_leave_the_answer_open_instead_of_advising_nothing() -> None:
    """The place of a fresh contract is often unknown: that is no reason to say nobody can do the hours."""
    need = lot(place_known=False)
    found = choice([offer(key) for key in range(1, 8)], need)
    assert found.recommended is Lever.PERFORMANCE_CONDITION
    assert risk(found, Lever.PERFORMANCE_CONDITION) is Risk.MEDIUM
    assert "à confirmer" in found.options[0].risk_sentence
    assert "7 structures" in found.options[0].risk_sentence


def test_one_structure_to_ask_is_still_too_few() -> None:
    assert choice([offer(1)], lot(place_known=False)).recommended is Lever.NONE


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (0, "0 structure peut répondre ; il en faudrait plus de 10."),
        (2, "2 structures peuvent répondre ; il en faudrait plus de 10."),
        (11, "11 structures peuvent répondre, plus que le seuil de 10."),
    ],
)
def test_the_supply_is_compared_in_a_sentence(fit: int, said: str):
    assert _compared(fit, 10).replace("\u00a0", " ") == said


def test_the_able_structures_the_choice_does_not_count_are_said_beside_the_number() -> None:
    geiq = [offer(key, kind=StructureKind.GEIQ) for key in (8, 9)]
    found = choice([offer(1), offer(2), *geiq])
    cons = next(one.reasons_against for one in found.options if one.lever is Lever.NONE)
    assert "4 structures peuvent répondre ; le choix du levier en compte 2, car 2 sont d’un type" in " ".join(cons)
    criterion = next(one for one in found.options if one.lever is Lever.AWARD_CRITERION)
    assert "(source : Livret du colloque de Péronne" in " ".join(criterion.reasons_for)
