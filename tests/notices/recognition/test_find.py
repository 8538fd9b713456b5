"""What a notice announces: kinds, lots, facts, quotes in place, and silence in front of traps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levier.notices.model import Criterion, Lot, Source, Text
from levier.notices.recognition import Consideration, ReservedFor, find_social_considerations, social_reading

from .samples import CRITERIA, TERMS, TITLE, found, notice, only

CLAUSE, CRITERION = Consideration.CLAUSE, Consideration.CRITERION
RESERVATION, OBJECT = Consideration.RESERVATION, Consideration.OBJECT


def test_a_clause_is_quoted_in_place_with_the_rule_that_read_it() -> None:
    words = "Durée : 12 mois. Le marché comporte une clause sociale d’insertion. Prix fermes."
    one = only(words)
    assert words[one.start : one.end] == one.quote == "Le marché comporte une clause sociale d’insertion."
    assert words[one.mark[0] : one.mark[1]] == "clause sociale"
    assert one.rule == "clause-sociale"
    assert one.confidence > 90


@pytest.mark.parametrize(
    ("words", "lots"),
    [
        ("L’exécution des lots n° 1, 2 et 10 comporte une clause sociale", ["1", "2", "10"]),
        ("Clause d'insertion pour les lots 1-5-6", ["1", "5", "6"]),
        ("Clauses sociales : incitative pour les lots 1 à 4 et 6", ["1", "2", "3", "4", "6"]),
        ("Une clause sociale est prévue. Cette clause concerne les lots 3 et 4.", ["3", "4"]),
        ("Clause sociale sur tous les lots sauf le lot 12", [str(n) for n in range(1, 12)]),
        ("Clause sociale pour le lot 1, pas de clause pour le lot 2", ["1"]),
        ("Clause sociale d’insertion obligatoire", []),
        ("Clause d’insertion (lot n°02 et lot n°05)", ["2", "5"]),
        ("Lot 1 : gros œuvre\nclause sociale de 300 heures\nLot 2 : peinture\nsans objet", ["1"]),
    ],
)
def test_the_lots_are_those_that_the_words_name(words: str, lots: list[str]) -> None:
    named = [lot for one in found(words, lots=12) if one.kind is CLAUSE for lot in one.lots]
    assert named == [f"LOT-{int(number):04}" for number in lots]


def test_a_text_of_a_lot_speaks_of_that_lot() -> None:
    assert only("Clause sociale d’insertion", lots=3, lot="LOT-0002").lots == ("LOT-0002",)


def test_lots_that_repeat_the_same_words_make_one_finding() -> None:
    texts = [Text(rubric=TERMS, text="Clause sociale d’insertion.", lot=f"LOT-000{rank}") for rank in (1, 2)]
    lots = tuple(Lot(id=f"LOT-000{rank}") for rank in (1, 2, 3))
    (one,) = find_social_considerations(notice(*texts, lots=lots))
    assert one.lots == ("LOT-0001", "LOT-0002")


def test_a_clause_and_a_reservation_of_one_sentence_keep_their_own_lots() -> None:
    words = "Le lot 1 comporte une clause d'insertion et les lots 2 et 3 sont réservés aux ESAT (article L. 2113-12)"
    by_kind = {one.kind: one.lots for one in found(words, lots=3)}
    assert by_kind == {CLAUSE: ("LOT-0001",), RESERVATION: ("LOT-0002", "LOT-0003")}


def test_each_lot_has_its_own_hours() -> None:
    hours = {one.lot: one.facts.hours for one in found("Clause d’insertion : lot 1 = 175 h, lot 2 = 70 h", lots=2)}
    assert hours == {"LOT-0001": Decimal(175), "LOT-0002": Decimal(70)}


def test_the_facts_of_a_clause_are_read_around_it() -> None:
    facts = found(
        "Clause sociale d’insertion de 350 heures réservées aux demandeurs d’emploi de longue durée et aux "
        "bénéficiaires du RSA. Une pénalité de 60 € par heure non réalisée est appliquée. Le facilitateur des clauses "
        "est : Maison de l’emploi du Val Fictif."
    )[0].facts
    assert facts.hours == 350
    assert facts.penalty.startswith("Une pénalité de 60 €")
    assert facts.penalty_per_hour == 60
    assert facts.facilitator == "Maison de l’emploi du Val Fictif"
    assert set(facts.publics) >= {"demandeurs d’emploi de longue durée", "bénéficiaires du RSA"}


@pytest.mark.parametrize(
    "words",
    ["Clause sociale : 1 h d’insertion par tranche de 2 000 € HT", "Clause sociale : une heure pour 2.000 euros"],
)
def test_an_amount_rule_is_read(words: str) -> None:
    rule = only(words).facts.amount_rule
    assert rule is not None
    assert (rule.hours, rule.per) == (1, 2000)


def test_a_share_of_the_work_is_read() -> None:
    facts = only("8 % du total des heures nécessaires sera réservé à des personnes en difficulté").facts
    assert facts.percentage == 8


@pytest.mark.parametrize(
    ("words", "to", "article"),
    [
        ("Le lot 6 est réservé aux entreprises adaptées et aux ESAT", ReservedFor.DISABILITY, "L2113-12"),
        ("Marché réservé selon l'article L.2113-13 du code", ReservedFor.IAE, "L2113-13"),
        ("Marché réservé aux ESAT et aux structures d’insertion", ReservedFor.BOTH, "L2113-14"),
        (
            "En vertu des articles L. 2113-12 et L. 2113-13, le lot 6 est réservé à ces opérateurs",
            ReservedFor.BOTH,
            "L2113-12",
        ),
        ("Lot réservé aux entreprises de l’économie sociale et solidaire", ReservedFor.ESS, "L2113-15"),
        ("En application de l’article 36-I de l’ordonnance, le marché est réservé", ReservedFor.DISABILITY, "L2113-12"),
    ],
)
def test_a_reservation_says_to_whom_and_by_which_article(words: str, to: ReservedFor, article: str) -> None:
    one = only(words, RESERVATION)
    assert (one.reserved_for, one.article) == (to, article)


@pytest.mark.parametrize(
    "words",
    [
        "Aucun type de travaux n'est réservé au sens des articles L.2113-12 et L. 2113-13",
        "La prestation est réservée à une profession déterminée",
        "Le marché est réservé aux opérateurs économiques européens",
        "L’acheteur se réserve la possibilité de négocier, sous réserve du budget",
        "Le candidat est en règle au regard des articles L. 5212-1 à L. 5212-11 (travailleurs handicapés)",
        "Pour les ESAT : l’agrément préfectoral",
        "Groupement solidaire ; caution personnelle et solidaire ; progrès social ; siae.contact@exemple.fr",
        "Construction d’une maison d’enfants à caractère social et de 12 logements sociaux",
        "Pas d’heures d’insertion sur ce lot. Clause sociale : non.",
        "Insertion paysagère et urbaine du bâtiment dans le site",
    ],
)
def test_the_traps_announce_nothing(words: str) -> None:
    assert found(words) == []
    assert found(words, rubric=CRITERIA) == []


def test_a_clause_that_cites_the_article_on_reservations_reserves_nothing() -> None:
    words = "Éléments à caractère social pris en application des articles L2112-2 et L 2113-13"
    assert {one.kind for one in found(words)} == {CLAUSE}


def test_insertion_bought_is_an_object_and_its_words_are_no_clause() -> None:
    texts = (
        Text(rubric=TITLE, text="Prestations d’insertion professionnelle par le maraîchage"),
        Text(rubric="Description", text="Le titulaire réalise des actions d’insertion."),
    )
    assert {one.kind for one in find_social_considerations(notice(*texts))} == {OBJECT}


def test_a_criterion_has_the_weight_of_the_lot_or_of_its_sentence() -> None:
    lots = (Lot(id="1", criteria=(Criterion(name="Insertion sociale", weight=Decimal(15), weight_unit="%"),)),)
    (one,) = find_social_considerations(notice(Text(rubric=CRITERIA, text="Prix\nInsertion sociale"), lots=lots))
    assert (one.kind, one.weight, one.weight_unit) == (CRITERION, 15, "%")
    written = only("Performance en matière d’insertion : 5 points", CRITERION, rubric=CRITERIA)
    assert (written.weight, written.weight_unit) == (5, "points")


def test_codes_raise_or_lower_confidence_and_say_nothing_alone() -> None:
    text = Text(rubric=TERMS, text="Le marché est réservé aux entreprises adaptées.")
    silent, said = Lot(id="1"), Lot(id="1", reserved_participation=("res-ws",))
    (low,) = find_social_considerations(notice(text, lots=(silent,), source=Source.EFORMS))
    (high,) = find_social_considerations(notice(text, lots=(said,), source=Source.EFORMS))
    assert low.confidence < high.confidence
    coded = notice(Text(rubric=TITLE, text="Transport en autocar"), lots=(said,), source=Source.EFORMS)
    assert find_social_considerations(coded) == []
    assert [code.code for code in social_reading(coded).codes] == ["res-ws"]


def test_a_code_that_the_text_confirms_is_a_reservation() -> None:
    text = Text(rubric="Description", text="Personnes inscrites dans l’insertion par l’activité économique.")
    lot = Lot(id="1", reserved_participation=("res-ws",))
    kinds = {one.kind for one in find_social_considerations(notice(text, lots=(lot,), source=Source.TED_EXPORT))}
    assert RESERVATION in kinds
    silent = replace(lot, reserved_participation=())
    assert find_social_considerations(notice(text, lots=(silent,), source=Source.TED_EXPORT)) == []


WORDS = st.lists(
    st.sampled_from(
        [
            "clause sociale",
            "réservé aux ESAT",
            "lot 2",
            "insertion",
            "300 heures",
            "œuvre",
            ".",
            "\n",
            "critère",
            "pas de",
        ]
    ),
    max_size=30,
)


#: The first text of a process waits for the rules to be compiled: seconds, on a loaded machine.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(WORDS, st.sampled_from([TERMS, CRITERIA, TITLE, "Autres rubriques"]))
def test_every_quote_is_the_text_between_its_places(parts: list[str], rubric: str) -> None:
    words = " ".join(parts)
    for one in found(words, rubric=rubric, lots=3):
        assert words[one.start : one.end] == one.quote
        assert 0 < len(one.quote) <= 400
        assert 50 <= one.confidence <= 98


@PATIENT
@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(text: str) -> None:
    found(text, lots=2)
