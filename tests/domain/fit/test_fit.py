"""One structure and one lot: what the score looks at, that nothing unknown counts as zero, and that it says so."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.eligibility import Answer
from levier.domain.errors import RuleError
from levier.domain.fit import Criterion, Fit, Lot, Structure, fit, page
from levier.domain.fit.weights import OUT_OF, UNKNOWN
from levier.domain.vocabulary import ReservedArticle, StructureKind

from .lots import lots, structures

ESAT = Structure(
    kinds=(StructureKind.ESAT,),
    trades=frozenset({"green_spaces", "laundry"}),
    department="35",
    radius_km=Decimal(40),
    capacity_hours_month=Decimal(600),
    load_hours_month=Decimal(100),
    annual_turnover=Decimal(800_000),
    euros_per_hour=Decimal(30),
    preparation_days=12,
)
PARKS = Lot(
    cpv="77310000-6",
    amount=Decimal(180_000),
    months=24,
    reserved=frozenset({ReservedArticle.DISABILITY}),
    distance_km=Decimal("8.4"),
    days_left=25,
)


def line(found: Fit, criterion: Criterion) -> tuple[int, str]:
    one = next(one for one in found.lines if one.criterion is criterion)
    return one.points, one.why


@settings(deadline=None)
@given(structures, lots)
def test_the_score_is_the_sum_of_its_lines_and_each_stays_within_its_weight(structure: Structure, lot: Lot) -> None:
    found = fit(structure, lot)
    assert found.score == sum(one.points for one in found.lines)
    assert 0 <= found.score <= 100
    assert [one.criterion for one in found.lines] == list(Criterion)
    for one in found.lines:
        assert 0 <= one.points <= one.out_of
        assert one.why.endswith(".")
    assert found.supposed <= found.score


@settings(deadline=None)
@given(structures, lots)
def test_what_is_unknown_counts_for_half_and_says_so(structure: Structure, lot: Lot) -> None:
    for one in fit(structure, lot).lines:
        assert one.known is not one.why.endswith("Compté pour moitié.")
        if not one.known:
            assert one.points == UNKNOWN[one.criterion] > 0


def test_the_weights_make_a_hundred_and_a_perfect_pair_reaches_it() -> None:
    assert sum(OUT_OF.values()) == 100
    found = fit(ESAT, PARKS)
    assert (found.score, found.supposed, found.possible) == (100, 0, True)


def test_every_line_tells_the_figures_it_used() -> None:
    found = fit(ESAT, PARKS)
    assert line(found, Criterion.TRADE)[1] == "L’objet principal du lot est dans vos activités."
    assert line(found, Criterion.DISTANCE)[1] == "À environ 8 km, dans votre rayon de 40 km."
    assert "libres par mois pour environ 250 h (montant ÷ 24 mois ÷ 30" in line(found, Criterion.CAPACITY)[1]
    assert line(found, Criterion.TIME)[1] == "25 jours avant la date limite, pour 12 jours de préparation d’habitude."
    assert "soit 11" in line(found, Criterion.SIZE)[1]


def test_a_notice_that_says_nothing_is_worth_half_of_everything() -> None:
    found = fit(Structure(kinds=(StructureKind.EI,)), Lot())
    assert found.score == found.supposed == sum(UNKNOWN.values())
    assert found.possible


@settings(deadline=None)
@given(structures, lots, st.integers(0, 100))
def test_nearer_is_never_worse(structure: Structure, lot: Lot, less: int) -> None:
    if lot.distance_km is not None:
        nearer = replace(lot, distance_km=max(Decimal(0), lot.distance_km - less))
        assert fit(structure, nearer).score >= fit(structure, lot).score


@settings(deadline=None)
@given(structures, lots, st.integers(0, 100))
def test_a_wider_radius_more_capacity_or_a_higher_turnover_is_never_worse(
    structure: Structure, lot: Lot, more: int
) -> None:
    before = fit(structure, lot).score
    for name in ("radius_km", "capacity_hours_month"):
        value = getattr(structure, name)
        if value is not None:
            assert fit(replace(structure, **{name: value + more}), lot).score >= before
    if structure.annual_turnover:
        assert fit(replace(structure, annual_turnover=structure.annual_turnover + more), lot).score >= before


@settings(deadline=None)
@given(structures, lots, st.integers(0, 60))
def test_more_days_left_or_a_quicker_preparation_is_never_worse(structure: Structure, lot: Lot, days: int) -> None:
    before = fit(structure, lot)
    if lot.days_left is not None:
        later = fit(structure, replace(lot, days_left=lot.days_left + days))
        assert later.score >= before.score or lot.days_left < 0
        assert later.possible or not before.possible
    if structure.preparation_days is not None:
        quicker = replace(structure, preparation_days=max(1, structure.preparation_days - days))
        assert fit(quicker, lot).score >= before.score


@settings(deadline=None)
@given(structures, lots, st.sampled_from(["green_spaces", "cleaning", "structure", "laundry"]))
def test_one_more_trade_is_never_worse_once_one_is_known(structure: Structure, lot: Lot, trade: str) -> None:
    if structure.trades:
        more = replace(structure, trades=structure.trades | {trade})
        assert fit(more, lot).score >= fit(structure, lot).score


@settings(deadline=None)
@given(structures, lots)
def test_hard_conditions_move_no_point(structure: Structure, lot: Lot) -> None:
    opened = replace(lot, reserved=frozenset(), reserved_unnamed=False)
    assert fit(structure, opened).score == fit(structure, lot).score


@settings(deadline=None)
@given(structures, lots, st.sampled_from(StructureKind))
def test_one_more_agreement_never_shuts_a_lot(structure: Structure, lot: Lot, kind: StructureKind) -> None:
    more = replace(structure, kinds=(*structure.kinds, kind))
    assert fit(more, lot).possible or not fit(structure, lot).possible


@pytest.mark.parametrize(
    ("kind", "article", "expected"),
    [
        (StructureKind.ESAT, ReservedArticle.DISABILITY, Answer.YES),
        (StructureKind.EA, ReservedArticle.DISABILITY, Answer.YES),
        (StructureKind.ACI, ReservedArticle.DISABILITY, Answer.NO),
        (StructureKind.EATT, ReservedArticle.DISABILITY, Answer.UNKNOWN),
        (StructureKind.ACI, ReservedArticle.IAE, Answer.YES),
        (StructureKind.ESAT, ReservedArticle.IAE, Answer.NO),
        (StructureKind.REGIE, ReservedArticle.IAE, Answer.UNKNOWN),
        (StructureKind.ESAT, ReservedArticle.BOTH, Answer.YES),
        (StructureKind.EI, ReservedArticle.BOTH, Answer.YES),
        (StructureKind.EI, ReservedArticle.ESS, Answer.UNKNOWN),
        (StructureKind.EI, ReservedArticle.PRISON, Answer.UNKNOWN),
    ],
)
def test_the_reservation_reads_the_kind_of_the_structure(
    kind: StructureKind, article: ReservedArticle, expected: Answer
) -> None:
    found = fit(Structure(kinds=(kind,)), Lot(reserved=frozenset({article})))
    [one] = [each for each in found.requirements if each.label.startswith("Réservation")]
    assert one.answer is expected
    assert article.value in one.label


def test_one_of_two_articles_is_enough() -> None:
    both = frozenset({ReservedArticle.DISABILITY, ReservedArticle.IAE})
    assert fit(Structure(kinds=(StructureKind.EI,)), Lot(reserved=both)).requirements[0].answer is Answer.YES


def test_a_second_agreement_opens_the_other_family() -> None:
    twice = Structure(kinds=(StructureKind.ESAT, StructureKind.EI))
    assert fit(twice, Lot(reserved=frozenset({ReservedArticle.IAE}))).possible


def test_a_reservation_without_its_article_is_asked_about_never_refused() -> None:
    [one] = fit(Structure(kinds=(StructureKind.GEIQ,)), Lot(reserved_unnamed=True)).requirements[:1]
    assert one.answer is Answer.UNKNOWN
    assert "sans citer l’article" in one.why


def test_the_ess_follows_what_the_structure_declared() -> None:
    lot = Lot(reserved=frozenset({ReservedArticle.ESS}))
    answers = [fit(replace(ESAT, ess_mission=said), lot).requirements[0].answer for said in (True, False, None)]
    assert answers == [Answer.YES, Answer.NO, Answer.UNKNOWN]


def test_a_deadline_gone_by_refuses_and_today_does_not() -> None:
    assert fit(ESAT, replace(PARKS, days_left=0)).possible
    assert not fit(ESAT, replace(PARKS, days_left=-1)).possible


def test_those_who_lend_workers_are_told_to_check() -> None:
    found = fit(Structure(kinds=(StructureKind.ETTI,)), Lot())
    assert [one.answer for one in found.requirements] == [Answer.UNKNOWN]
    assert fit(Structure(kinds=(StructureKind.ETTI, StructureKind.EI)), Lot()).requirements[0].answer is Answer.YES


@pytest.mark.parametrize(
    ("cpv", "additional", "points"),
    [
        ("77310000", (), 36),
        ("90910000", ("77310000",), 24),
        ("77000000", (), 22),
        ("77200000", (), 10),
        ("90910000", (), 0),
        ("33100000", (), 0),
        ("77900000", (), 10),
        ("sans objet", (), 18),
    ],
)
def test_the_trade_reads_each_code_of_the_lot(cpv: str, additional: tuple[str, ...], points: int) -> None:
    gardeners = replace(ESAT, trades=frozenset({"green_spaces"}))
    assert line(fit(gardeners, replace(PARKS, cpv=cpv, cpv_additional=additional)), Criterion.TRADE)[0] == points


def test_a_declared_cpv_prefix_counts_as_a_trade() -> None:
    florists = replace(ESAT, trades=frozenset(), cpv=frozenset({"031"}))
    assert line(fit(florists, replace(PARKS, cpv="03121200-7")), Criterion.TRADE)[0] == 36


def test_a_place_known_by_its_departement_is_not_measured_to_the_kilometre() -> None:
    lot = replace(PARKS, distance_km=Decimal(70), by_department=True, department="35")
    assert line(fit(ESAT, lot), Criterion.DISTANCE) == (14, "Dans votre département ; l’avis ne dit pas la commune.")
    elsewhere = replace(lot, department="56")
    points, why = line(fit(ESAT, elsewhere), Criterion.DISTANCE)
    assert points == 0
    assert "du chef-lieu du département" in why


@pytest.mark.parametrize(
    "wrong",
    [{"kinds": ()}, {"radius_km": Decimal(-1)}, {"preparation_days": 0}, {"capacity_hours_month": Decimal("NaN")}],
)
def test_unsound_structures_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        replace(ESAT, **wrong)


@pytest.mark.parametrize("wrong", [{"months": 0}, {"amount": Decimal(-1)}, {"distance_km": Decimal("Infinity")}])
def test_unsound_lots_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        replace(PARKS, **wrong)


def test_nothing_hidden_is_read() -> None:
    read = {field.name for model in (Structure, Lot) for field in fields(model)}
    assert read == {
        "kinds", "trades", "cpv", "department", "radius_km", "capacity_hours_month", "load_hours_month",
        "annual_turnover", "euros_per_hour", "preparation_days", "ess_mission", "cpv_additional", "amount", "months",
        "clause_hours", "reserved", "reserved_unnamed", "distance_km", "by_department", "days_left",
    }  # fmt: skip


def test_the_page_tells_every_weight_and_that_they_are_a_choice() -> None:
    slug, text = page()
    assert slug == "adequation"
    assert "choix de Levier, non une règle de droit" in text
    for criterion, points in OUT_OF.items():
        assert f"| {criterion.label} | {points} | {UNKNOWN[criterion]} |" in text
