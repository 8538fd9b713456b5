"""What is kept of a contract, and what becomes a warning."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levier.domain.identifiers import is_siret
from levier.notices.decp import Environmental, Social, Source, end_date, values
from tests.notices.decp.invented import BUYER, OTHER, WINNER, contract, contract_2019, document, read, read_one


def test_a_sound_contract_of_2022_is_read_whole_and_without_a_warning() -> None:
    found = read_one()
    assert found.warnings == ()
    assert (found.source, found.uid, found.buyer.siret) == (Source.DECP_2022, BUYER + "2024CLAUSE01", BUYER)
    assert (found.amount, found.duration_months, found.cpv) == (Decimal("84500.5"), 12, "77310000")
    assert (found.notified_on, found.published_on) == (date(2024, 3, 15), date(2024, 4, 2))
    assert [winner.siret for winner in found.winners] == [WINNER]
    assert found.social == (Social.CLAUSE, Social.CRITERION)
    assert found.environmental == ()
    assert (found.site.code, found.site.department) == ("31555", "31")
    assert (found.advance, found.advance_rate, found.subcontracting) == (True, Decimal("0.05"), False)
    assert (found.techniques, found.execution_modes) == (("Sans objet",), ("Bons de commande",))


def test_a_contract_of_2019_with_its_oddities() -> None:
    (found,) = read(document(contract_2019()))
    assert found.warnings == ()
    assert found.source is Source.DECP_2019
    assert (found.object, found.cpv, found.nature) == ("Nettoyage des écoles", "90910000", "Marché")
    assert found.procedure == "Appel d'offres ouvert"
    assert (found.amount, found.duration_months) == (Decimal("120000.00"), 24)
    assert (found.site.name, found.site.kind, found.site.department) == ("Toulouse", "Code postal", "31")
    assert found.winners[0].name == "Propreté Fictive"
    assert found.winners[0].kind == "SIRET"
    assert found.social is None, "the format of 2019 says nothing of social considerations"


def test_a_concession_has_its_own_words() -> None:
    concession = {
        "id": "2024DSP1",
        "autoriteConcedante": {"id": BUYER},
        "nature": "Délégation de service public",
        "objet": "Restauration du lac",
        "dureeMois": 60,
        "dateSignature": "2024-04-02",
        "dateDebutExecution": "2024-09-01",
        "valeurGlobale": 900000,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": WINNER}}],
        "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
        "modifications": [
            {"modification": {"id": 1, "dateSignatureModification": "2025-01-02", "valeurGlobale": 950000}}
        ],
    }
    (found,) = read(document(**{"contrat-concession": [concession]}))
    assert found.is_concession
    assert (found.amount, found.current_amount) == (900000, 950000)
    assert found.social == (Social.RESERVED,)
    assert found.winners[0].siret == WINNER
    ends = end_date(found)
    assert ends is not None
    assert ends.on == date(2029, 8, 31)
    assert ends.basis.startswith("début d’exécution le 01/09/2024")


WRAPPED: list[Any] = [
    [{"titulaire": {"typeIdentifiant": "SIRET", "id": WINNER}}],
    {"titulaire": [{"typeIdentifiant": "SIRET", "id": WINNER}]},
    {"titulaire": {"typeIdentifiant": "SIRET", "id": WINNER}},
    [{"titulaire": [{"typeIdentifiant": "siret", "id": WINNER}]}],
    [{"typeIdentifiant": "", "id": "802 954 785 00027"}, None, {}],
]


@pytest.mark.parametrize("titulaires", WRAPPED)
def test_winners_are_the_same_however_the_list_is_wrapped(titulaires: Any) -> None:
    found = read_one(titulaires=titulaires)
    assert [(winner.siret, winner.kind) for winner in found.winners] == [(WINNER, "SIRET")]
    assert found.warnings == ()


@pytest.mark.parametrize(
    "nobody", [[], None, [{"titulaire": None}], [{"titulaire": {"id": "", "typeIdentifiant": ""}}]]
)
def test_no_winner_is_said(nobody: Any) -> None:
    found = read_one(titulaires=nobody)
    assert found.winners == ()
    assert "Aucun titulaire n’est indiqué." in found.warnings


#: Field, what real files hold, attribute, what is kept, a word of the warning (empty: none).
ODD: list[tuple[str, Any, str, Any, str]] = [
    ("montant", 1e17, "amount", None, "99 milliards"),
    ("montant", 12311111111, "amount", None, "masqué"),
    ("montant", 1, "amount", None, "symbolique"),
    ("montant", -5, "amount", None, "négatif"),
    ("montant", "NC", "amount", None, ""),
    ("montant", "12 500,50 €", "amount", Decimal("12500.50"), ""),
    ("montant", "beaucoup", "amount", None, "pas un nombre"),
    ("montant", True, "amount", None, ""),
    ("dureeMois", 0, "duration_months", None, "impossible"),
    ("dureeMois", "36.0", "duration_months", 36, ""),
    ("dureeMois", 99999, "duration_months", None, "impossible"),
    ("dureeMois", "NC", "duration_months", None, ""),
    ("dateNotification", "0222-03-04", "notified_on", None, "année impossible"),
    ("dateNotification", "5021-03-04", "notified_on", None, "année impossible"),
    ("dateNotification", "2023-02-30", "notified_on", None, "calendrier"),
    ("dateNotification", "12/25/2023", "notified_on", date(2023, 12, 25), ""),
    ("dateNotification", "05/06/2023", "notified_on", date(2023, 6, 5), ""),
    ("dateNotification", "2023-06-05T00:00:00+02:00", "notified_on", date(2023, 6, 5), ""),
    ("dateNotification", "2023-06-05Z", "notified_on", date(2023, 6, 5), ""),
    ("dateNotification", "bientôt", "notified_on", None, "pas une date"),
    ("codeCPV", "77310000-6", "cpv", "77310000", ""),
    ("codeCPV", 77310000, "cpv", "77310000", ""),
    ("codeCPV", "773", "cpv", "", "8 chiffres"),
    ("codeCPV", "7731000012", "cpv", "", "8 chiffres"),
    ("offresRecues", 0, "offers_received", None, ""),
    ("offresRecues", "NC", "offers_received", None, ""),
    ("objet", "Achat &amp;amp; pose\x00\n de bancs", "object", "Achat & pose de bancs", ""),
    ("objet", "", "object", "", "objet"),
    ("tauxAvance", 5, "advance_rate", Decimal("0.05"), ""),
    ("marcheInnovant", "oui", "innovative", True, ""),
    ("lieuExecution", {"code": "2b002", "typeCode": "Code commune"}, "site", None, ""),
    ("considerationsSociales", {"considerationSociale": ["Clause magique"]}, "social", (), "liste officielle"),
    ("considerationsSociales", "Clause sociale, Marché réservé", "social", (Social.CLAUSE, Social.RESERVED), ""),
    ("considerationsSociales", None, "social", None, ""),
    (
        "considerationsEnvironnementales",
        {"considerationEnvironnementale": "Critère environnemental"},
        "environmental",
        (Environmental.CRITERION,),
        "",
    ),
]


@pytest.mark.parametrize(("field", "written", "attribute", "kept", "word"), ODD)
def test_an_odd_value(field: str, written: Any, attribute: str, kept: Any, word: str) -> None:
    data = document(contract(**{field: written}))
    (found,) = read(data)
    if attribute == "site":
        assert (found.site.code, found.site.department) == ("2B002", "2B")
    else:
        assert getattr(found, attribute) == kept
    assert any(word in warning for warning in found.warnings) if word else not found.warnings


def test_half_a_character_is_replaced() -> None:
    (found,) = read(json.dumps([contract(objet="Pose de bancs\ud800")]).encode())
    assert found.object == "Pose de bancs\ufffd"


def test_declaring_a_clause_and_none_at_once_is_said_and_the_clause_kept() -> None:
    found = read_one(
        considerationsSociales={"considerationSociale": ["Pas de considération sociale", "Clause sociale"]}
    )
    assert found.social == (Social.CLAUSE,)
    assert any("à la fois" in warning for warning in found.warnings)


def test_dotted_keys_and_keys_with_blanks_are_read() -> None:
    raw = contract()
    del raw["acheteur"], raw["montant"]
    raw |= {"acheteur.id": BUYER, "acheteur.nom": "Ville du Lac", "montant ": 10_000}
    (found,) = read(document(raw))
    assert (found.buyer.siret, found.buyer.name, found.amount) == (BUYER, "Ville du Lac", 10_000)


def test_contracts_that_share_a_placeholder_number_keep_apart() -> None:
    first, second, again = read(
        document(
            contract(id="202117F000000000", objet="Bancs"),
            contract(id="202117F000000000", objet="Pots"),
            contract(id="202117F000000000", objet="Bancs"),
        )
    )
    assert first.uid != second.uid
    assert first.uid == again.uid
    assert any("valeur d’attente" in warning for warning in first.warnings)


def test_a_siren_and_a_false_siret_are_kept_as_written_and_said() -> None:
    wrong = [
        {"titulaire": {"typeIdentifiant": "SIRET", "id": "213 105 554"}},
        {"titulaire": {"typeIdentifiant": "SIRET", "id": "80295478500026"}},
        {"titulaire": {"typeIdentifiant": "TVA", "id": "BE0123456789"}},
    ]
    found = read_one(titulaires=wrong)
    assert [winner.siret for winner in found.winners] == ["", "", ""]
    assert [winner.id for winner in found.winners] == ["213105554", "80295478500026", "BE0123456789"]
    assert [winner.siren for winner in found.winners] == ["213105554", "", ""]
    assert len(found.warnings) == 2


def test_modifications_apply_in_order_of_day_each_once() -> None:
    second = {"id": 2, "dateNotificationModification": "2025-02-01", "montant": 95000}
    first = {"id": 1, "dateNotificationModification": "2024-09-01", "montant": 90000, "dureeMois": 18}
    taken = {
        "id": 3,
        "dateNotificationModification": "2025-03-01",
        "titulaires": [{"titulaire": {"id": OTHER, "typeIdentifiant": "SIRET"}}],
    }
    found = read_one(modifications=[{"modification": one} for one in (second, taken, first, first)])
    assert [change.number for change in found.modifications] == [1, 2, 3]
    assert (found.amount, found.current_amount) == (Decimal("84500.5"), 95000)
    assert (found.duration_months, found.current_duration_months) == (12, 18)
    assert [winner.siret for winner in found.current_winners] == [OTHER]
    assert [winner.siret for winner in found.winners] == [WINNER]


def test_the_end_counts_the_modified_duration_and_says_so() -> None:
    change = {"id": 1, "dateNotificationModification": "2024-09-01", "dureeMois": 18}
    ends = end_date(read_one(modifications=[{"modification": change}]))
    assert ends is not None
    assert ends.on == date(2025, 9, 14)
    assert ends.basis == "notification le 15/03/2024 + 18 mois, reconductions comprises, durée modifiée le 01/09/2024"


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2024-01-31", 1, date(2024, 2, 29)),
        ("2023-01-31", 1, date(2023, 2, 28)),
        ("2024-02-29", 12, date(2025, 2, 28)),
        ("2024-01-01", 12, date(2024, 12, 31)),
    ],
)
def test_the_end_at_the_turn_of_a_month(start: str, months: int, last: date) -> None:
    ends = end_date(read_one(dateNotification=start, dureeMois=months))
    assert ends is not None
    assert ends.on == last


def test_no_end_without_a_duration() -> None:
    assert end_date(read_one(dureeMois=None)) is None


SCALARS = st.sampled_from(
    [None, True, 0, -1, 10**30, 1e300, "", "NC", "Clause sociale", "\x00", "2024-01-01", "é" * 40]
)
INNER = SCALARS | st.lists(SCALARS, max_size=2)
KEYS = st.sampled_from(["id", "titulaire", "modification", "technique", "montant", "autre", ""])
JSON = INNER | st.dictionaries(KEYS, INNER, max_size=2) | st.lists(st.dictionaries(KEYS, INNER, max_size=2), max_size=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*sorted(contract()), "modifications", "actesSousTraitance"]), JSON, max_size=6))
def test_whatever_the_fields_hold_a_contract_comes_out(changes: dict[str, Any]) -> None:
    (found,) = read(document(contract(), contract(**changes)))[1:]
    assert all(isinstance(sentence, str) for sentence in found.warnings)
    assert found.amount is None or 1 < found.amount < 99_000_000_000
    end_date(found)


@settings(deadline=None)
@given(
    st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}")
    | st.integers(0, 99999).map(lambda nic: f"356000000{nic:05d}")
    | st.text(max_size=15)
)
def test_the_fast_check_of_a_siret_agrees_with_the_rule(digits: str) -> None:
    assert values.is_siret(digits) == is_siret(digits)


def test_identifiers_of_absurd_length_are_cut() -> None:
    found = read_one(id="9" * 5000, acheteur={"id": "8" * 5000})
    assert len(found.uid) <= 100
