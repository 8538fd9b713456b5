from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.criterion import (
    Bid,
    Graded,
    Proportional,
    Ranking,
    Scheme,
    SubCriterion,
    Threshold,
    page,
    score,
    simulate,
    wording_warnings,
)
from levier.domain.errors import RuleError
from levier.domain.explanation import Severity

D = Decimal


def hours(label: str = "Heures d’insertion sur le marché", **changes: Any) -> SubCriterion:
    values: dict[str, Any] = {"weight": D(1), "formula": Proportional(D(1000)), "linked_to_contract": True}
    return SubCriterion(code="hours", label=label, **{**values, **changes})


def scheme(insertion: str = "0.20", price: str = "0.50", **changes: Any) -> Scheme:
    values: dict[str, Any] = {"other_weight": 1 - D(insertion) - D(price), "subcriteria": (hours(),)}
    return Scheme(insertion_weight=D(insertion), price_weight=D(price), **{**values, **changes})


def bid(name: str, price: int, offered: int, other: str = "0.5") -> Bid:
    return Bid(name=name, price=D(price), values={"hours": D(offered)}, other=D(other))


def codes(ranking: Ranking) -> set[str]:
    return {warning.code for warning in ranking.warnings}


@pytest.mark.parametrize(
    ("formula", "value", "share"),
    [
        (Proportional(D(800)), 200, "0.25"),
        (Proportional(D(800)), 900, "1"),
        (Proportional(D(800)), 0, "0"),
        (Graded(((D(3), D("0.5")), (D(6), D(1)))), 2, "0"),
        (Graded(((D(3), D("0.5")), (D(6), D(1)))), 3, "0.5"),
        (Graded(((D(3), D("0.5")), (D(6), D(1)))), 7, "1"),
        (Threshold(D(70)), 69, "0"),
        (Threshold(D(70)), 70, "1"),
    ],
)
def test_each_formula_gives_its_share(formula: Any, value: int, share: str) -> None:
    assert formula.share(D(value)) == D(share)


def test_a_score_adds_insertion_price_and_the_rest() -> None:
    found = score(scheme(), bid("Offre A", 125_000, 500), lowest=D(100_000))
    assert (found.insertion, found.price, found.other) == (D(10), D(40), D(15))
    assert found.total == D(65)
    assert found.explanation.conclusion == "« Offre A » obtient 65 points sur 100."


def test_a_missing_answer_scores_nothing() -> None:
    assert score(scheme(), Bid(name="Offre A", price=D(1)), lowest=D(1)).insertion == 0


def test_insertion_can_change_the_winner() -> None:
    found = simulate(scheme(), [bid("Moins chère", 100_000, 0), bid("Plus insérante", 110_000, 1000)])
    assert [place.name for place in found.with_insertion] == ["Plus insérante", "Moins chère"]
    assert [place.name for place in found.without_insertion] == ["Moins chère", "Plus insérante"]
    assert found.changes_winner
    assert found.changes_ranking


def test_without_the_criterion_the_other_weights_are_rescaled_to_100() -> None:
    found = simulate(scheme(), [bid("Offre A", 100_000, 0, other="1")])
    assert found.without_insertion[0].points == D(100)


def test_equal_bids_share_a_rank() -> None:
    found = simulate(scheme(), [bid("Offre B", 1000, 10), bid("Offre A", 1000, 10), bid("Offre C", 2000, 10)])
    assert [(place.name, place.rank) for place in found.with_insertion] == [
        ("Offre A", 1),
        ("Offre B", 1),
        ("Offre C", 3),
    ]


def test_a_weight_too_low_to_matter_is_signalled() -> None:
    found = simulate(scheme("0.05", "0.90"), [bid("Offre A", 100_000, 0), bid("Offre B", 200_000, 1000)])
    assert "weight-cannot-change" in codes(found)


def test_a_weight_that_could_matter_but_does_not_here_is_only_noted() -> None:
    found = simulate(scheme(), [bid("Offre A", 100_000, 500), bid("Offre B", 105_000, 500)])
    assert "weight-changes-nothing-here" in codes(found)
    assert "weight-cannot-change" not in codes(found)


def test_a_null_weight_is_alarming() -> None:
    found = simulate(scheme("0", "1"), [bid("Offre A", 1000, 0), bid("Offre B", 2000, 1000)])
    assert "weight-null" in codes(found)


def test_the_price_premium_is_the_bound_of_what_insertion_makes_up_for() -> None:
    found = simulate(scheme("0.10", "0.60"), [bid("Offre A", 100_000, 0), bid("Offre B", 119_999, 1000)])
    assert found.price_premium == Fraction(1, 5)
    assert found.with_insertion[0].name == "Offre B"
    beyond = simulate(scheme("0.10", "0.60"), [bid("Offre A", 100_000, 0), bid("Offre B", 120_001, 1000)])
    assert beyond.with_insertion[0].name == "Offre A"


def test_an_insertion_only_evaluation_has_no_price_bound() -> None:
    found = simulate(scheme("1", "0"), [bid("Offre A", 1000, 0), bid("Offre B", 9000, 10)])
    assert found.price_premium is None
    assert found.with_insertion[0].name == "Offre B"


@pytest.mark.parametrize(
    "label",
    [
        "Recrutement local",
        "Emplois locaux créés",
        "Emploi d’habitants de la commune",
        "Salariés du département",
        "Part de personnel départemental",
        "Entreprise implantée sur le TERRITOIRE",
        "Proximité du siège",
    ],
)
def test_wording_that_prefers_the_neighbourhood_is_alarming(label: str) -> None:
    found = {warning.code: warning for warning in wording_warnings([hours(label)])}
    assert found["local-preference"].severity is Severity.DANGER


@pytest.mark.parametrize(
    "label",
    ["Heures d’insertion", "Nettoyage de locaux techniques sans plus", "Plan de communication", "Tutorat en commun"],
)
def test_ordinary_wording_is_not_taken_for_local_preference(label: str) -> None:
    assert "local-preference" not in {warning.code for warning in wording_warnings([hours(label)])}


def test_the_link_with_the_object_is_asked_for() -> None:
    assert "link-unchecked" in {w.code for w in wording_warnings([hours(linked_to_contract=None)])}
    assert "not-linked" in {w.code for w in wording_warnings([hours(linked_to_contract=False)])}
    assert "not-linked" in {w.code for w in wording_warnings([hours("Politique RSE de l’entreprise")])}


def test_a_recalled_case_is_shown_to_check() -> None:
    cited = [str(warning.source) for warning in wording_warnings([hours()]) if warning.source]
    assert any("Isère (à vérifier)" in text for text in cited)


@pytest.mark.parametrize(
    "make",
    [
        lambda: scheme("0.2", "0.5", other_weight=D("0.2")),
        lambda: scheme("1.2", "0.5"),
        lambda: scheme(subcriteria=()),
        lambda: scheme(subcriteria=(hours(weight=D("0.5")),)),
        lambda: scheme(subcriteria=(hours(weight=D("0.5")), hours(weight=D("0.5")))),
        lambda: Proportional(D(0)),
        lambda: Threshold(D(0)),
        lambda: Graded(()),
        lambda: Graded(((D(6), D(1)), (D(3), D("0.5")))),
        lambda: Graded(((D(3), D(1)), (D(6), D("0.5")))),
        lambda: bid("Offre A", 0, 1),
        lambda: bid("Offre A", 1, -1),
        lambda: bid("Offre A", 1, 1, other="2"),
        lambda: simulate(scheme(), []),
        lambda: simulate(scheme(), [bid("Offre A", 1, 1), bid("Offre A", 2, 1)]),
        lambda: simulate(scheme(), [Bid(name="Offre A", price=D(1), values={"autre": D(1)})]),
        lambda: score(scheme(), bid("Offre A", 10, 1), lowest=D(11)),
    ],
)
def test_absurd_evaluations_are_refused(make: Any) -> None:
    with pytest.raises(RuleError):
        make()


def test_the_page_unfolds_its_example() -> None:
    slug, text = page()
    assert slug == "critere-d-attribution"
    assert "« Offre B » arrive en tête" in text


percents = st.integers(0, 100)
bids_lists = st.lists(
    st.builds(
        bid,
        st.text("ABCDEFGH", min_size=1, max_size=4),
        st.integers(1, 10_000_000),
        st.integers(0, 5000),
        st.integers(0, 100).map(lambda value: str(D(value) / 100)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.name,
)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    insertion = draw(percents)
    price = draw(st.integers(0, 100 - insertion))
    formula = draw(
        st.one_of(
            st.integers(1, 5000).map(lambda cap: Proportional(D(cap))),
            st.integers(1, 5000).map(lambda low: Threshold(D(low))),
            st.just(Graded(((D(10), D("0.3")), (D(100), D("0.9"))))),
        )
    )
    return scheme(str(D(insertion) / 100), str(D(price) / 100), subcriteria=(hours(formula=formula),))


@given(schemes(), bids_lists, st.randoms(use_true_random=False))
def test_scores_stay_in_bounds_and_the_order_of_bids_changes_nothing(
    rules: Scheme, bids: list[Bid], random: Any
) -> None:
    found = simulate(rules, bids)
    for one in found.scores:
        assert 0 <= one.total_exact <= 100
        assert 0 <= one.insertion_exact <= 100 * Fraction(rules.insertion_weight)
    shuffled = list(bids)
    random.shuffle(shuffled)
    assert simulate(rules, shuffled) == found


@given(schemes(), st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_hours_or_a_lower_price_never_lose_points(
    rules: Scheme, few: int, extra: int, low: int, rise: int
) -> None:
    base = score(rules, bid("Offre A", low + rise, few), lowest=D(low))
    assert score(rules, bid("Offre A", low + rise, few + extra), lowest=D(low)).total_exact >= base.total_exact
    assert score(rules, bid("Offre A", low, few), lowest=D(low)).total_exact >= base.total_exact


@given(schemes(), bids_lists)
def test_a_weight_said_powerless_is_powerless_whatever_is_offered(rules: Scheme, bids: list[Bid]) -> None:
    found = simulate(rules, bids)
    if "weight-cannot-change" not in codes(found):
        return
    order = [place.name for place in found.without_insertion]
    for favoured in bids:
        tried = [
            Bid(name=one.name, price=one.price, values={"hours": D(5000 if one is favoured else 0)}, other=one.other)
            for one in bids
        ]
        assert [place.name for place in simulate(rules, tried).with_insertion] == order
