"""Criteria are checked when they are written, and told back in French."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from levier.domain.errors import RuleError
from levier.domain.matching.places import Place as Point
from levier.notices.alerts import Alert, Around, Buyer, Social, cpv_prefix, cpv_prefixes, describe, parse
from levier.notices.model import Kind, Nature

VOIRON = Point.at(latitude=Decimal("45.36"), longitude=Decimal("5.59"))
NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("90910000-9", "9091"), ("90000000", "90"), ("45 00", "45"), ("77310000", "7731"), ("30199230", "3019923")],
)
def test_a_cpv_code_names_all_that_it_includes(typed: str, kept: str) -> None:
    assert cpv_prefix(typed) == kept


@pytest.mark.parametrize("typed", ["", "9", "nettoyage", "909100001", "９０"])
def test_what_is_not_a_cpv_code_is_refused(typed: str) -> None:
    with pytest.raises(RuleError, match="écrivez de 2 à 8 chiffres"):
        cpv_prefix(typed)


def test_a_code_inside_another_is_said_once() -> None:
    assert cpv_prefixes(["90910000-9", "90911200", "77310000"]) == {"9091", "7731"}


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ({"cpv": frozenset({"90910000"})}, "cpv"),
        ({"departments": frozenset({"1"})}, "departments"),
        ({"departments": frozenset({"99"})}, "departments"),
        ({"around": frozenset({Around(commune="Voiron", at=VOIRON, km=0)})}, "around"),
        ({"value_from": Decimal(10), "value_to": Decimal(5)}, "value_to"),
        ({"value_from": Decimal(-1)}, "value_from"),
        ({"value_to": Decimal("NaN")}, "value_to"),
        ({"days_left": -1}, "days_left"),
    ],
)
def test_a_criterion_that_means_nothing_is_refused_at_its_field(criteria: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        Alert(**criteria)
    assert refused.value.field == field


def test_a_buyer_is_a_number_or_words_of_a_name() -> None:
    assert Buyer.typed("200 046 977") == Buyer(number="200046977")
    assert Buyer.typed(" Ville  de Lyon ") == Buyer(name="Ville de Lyon")
    assert Buyer.typed("Ville de Lyon").stems == {"vill", "lyon"}
    for wrong in ("123", "—"):
        with pytest.raises(RuleError):
            Buyer.typed(wrong)


def test_an_alert_is_told_in_french() -> None:
    alert = Alert(
        text=parse("nettoy* sauf vitres"),
        cpv=frozenset({"9091", "45211341"}),
        departments=frozenset({"38", "69"}),
        around=frozenset({Around(commune="Orléans", at=VOIRON, km=20)}),
        value_from=Decimal(50_000),
        value_to=Decimal(200_000),
        social=frozenset({Social.CLAUSE, Social.RESERVED}),
        days_left=10,
        buyers=frozenset({Buyer(name="Ville de Lyon"), Buyer(number="200046977")}),
        natures=frozenset({Nature.SERVICES, Nature.WORKS}),
        kinds=frozenset({Kind.COMPETITION}),
    )
    assert describe(alert).replace(NBSP, " ").replace(THIN, " ") == (
        "Avis de marché de travaux ou services ; contenant : nettoy* SAUF vitres ; codes CPV 45211341 ou 9091… ; "
        "départements 38 ou 69 ou à 20 km au plus d’Orléans ; entre 50 000 € et 200 000 €, ou sans montant indiqué ; "
        "au moins 10 jours restants pour répondre, ou sans date limite indiquée ; "
        "avec une clause sociale d’exécution ou une réservation, quelle qu’elle soit ; "
        "publié par 200046977 ou Ville de Lyon"
    )
    assert describe(Alert()) == "Tout avis"
    assert describe(Alert(value_from=Decimal(5), days_left=1)).replace(NBSP, " ").startswith("Tout avis ; 5 € au moins")
    assert describe(Alert(value_to=Decimal(5), departments=frozenset({"2A"}), cpv=frozenset({"45"}))).count(";") == 3
