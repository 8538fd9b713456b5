"""The text of a clause says what was decided, cites only what is certain, and refuses to leave a hole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.applies import Purchase, what_applies
from levier.domain.criterion import Proportional, Scheme, SubCriterion
from levier.domain.errors import RuleError
from levier.domain.obligations import OrderRule
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.domain.vocabulary import BuyerKind, Ccag, Lever, Modality, PurchaseNature, ReservedArticle
from levier.domain.wording import (
    Counting,
    FacilitatorContact,
    FixedHours,
    PenaltyText,
    ShareOfHours,
    WordingFacts,
    missing_items,
    write,
)
from levier.domain.wording.text import typeset


def applies(**more: object):
    purchase = Purchase(buyer_kind=BuyerKind.AUTHORITY, nature=PurchaseNature.SERVICES, **more)  # type: ignore[arg-type]
    return what_applies(purchase, on=date(2026, 11, 22))


DUE = applies(amount_excl_vat=Decimal(300_000), consultation_on=date(2026, 12, 1))
FREE = applies(amount_excl_vat=Decimal(50_000), consultation_on=date(2026, 12, 1))
SCHEME = Scheme(
    insertion_weight=Decimal("0.15"),
    price_weight=Decimal("0.85"),
    subcriteria=(
        SubCriterion(code="s1", label="Heures proposées", weight=Decimal(1), formula=Proportional(Decimal(800))),
    ),
)
FACTS = WordingFacts(
    lever=Lever.PERFORMANCE_CONDITION,
    applicable=DUE,
    buyer="Ville de Sérigny (fictive)",
    object="Nettoyage des écoles",
    ccag=Ccag.FCS,
    scope="Nettoyage courant des écoles",
    common_publics=("Bénéficiaire du RSA", "Demandeur d’emploi depuis plus de 12 mois"),
    hours=FixedHours(Decimal(800)),
    statement_day=10,
)


def plain(facts: WordingFacts) -> str:
    return write(facts).plain_text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_four_mandatory_items_are_in_the_text():
    facts = replace(FACTS, facilitator=FacilitatorContact("Camille Fictive", "Clauses du Val", "c@exemple.test", "01"))
    text = plain(facts)
    for needed in (
        "Nettoyage courant des écoles",
        "l’acheteur, Ville de Sérigny (fictive), applique",
        "Camille Fictive, Clauses du Val",
        "bénéficiaire du RSA",
        "800 h",
    ):
        assert needed in text


@pytest.mark.parametrize(
    ("hole", "word"),
    [
        ({"scope": "  "}, "périmètre"),
        ({"common_publics": ()}, "publics"),
        ({"hours": None}, "heures"),
        ({"facilitator": FacilitatorContact("Camille Fictive", "Clauses du Val")}, "coordonnées"),
        ({"lever": None}, "levier"),
        ({"lever": Lever.NONE}, "levier"),
        ({"lever": Lever.AWARD_CRITERION}, "barème"),
        ({"lever": Lever.RESERVED_CONTRACT}, "article"),
    ],
)
def test_a_hole_is_named_and_refused(hole: dict[str, object], word: str):
    facts = replace(FACTS, **hole)  # type: ignore[arg-type]
    assert any(word in item for item in missing_items(facts))
    with pytest.raises(RuleError, match=word):
        write(facts)


@pytest.mark.parametrize(
    ("ccag", "cited"),
    [(Ccag.WORKS, "l’article 20.1 du CCAG"), (Ccag.FCS, "l’article 16.1"), (Ccag.TIC, "l’article 16.1")],
)
def test_a_certain_ccag_article_is_cited(ccag: Ccag, cited: str):
    wording = write(replace(FACTS, ccag=ccag))
    assert cited in plain(replace(FACTS, ccag=ccag))
    assert "ccag-article" not in {remark.code for remark in wording.remarks}


@pytest.mark.parametrize("ccag", [Ccag.PI, Ccag.MI, Ccag.MOE])
def test_an_uncertain_ccag_article_is_not_cited_but_remarked(ccag: Ccag):
    wording = write(replace(FACTS, ccag=ccag))
    assert "16.1" not in wording.plain_text
    remark = next(one for one in wording.remarks if one.code == "ccag-article")
    assert remark.source is not None
    assert remark.source.certainty.to_check


def test_without_a_ccag_the_text_refers_to_none():
    wording = write(replace(FACTS, ccag=Ccag.NONE))
    assert "CCAG" not in wording.plain_text
    assert "no-ccag" in {remark.code for remark in wording.remarks}


def test_the_duty_is_cited_only_when_it_binds():
    assert "L2112-2 et L2112-2-1" in plain(FACTS)
    text = plain(replace(FACTS, applicable=FREE))
    assert "L2112-2 du code" in text
    assert "L2112-2-1" not in text


def test_the_recalled_article_of_concessions_is_not_cited():
    concession = applies(amount_excl_vat=Decimal(6_000_000), consultation_on=date(2026, 12, 1), is_concession=True)
    text = plain(replace(FACTS, applicable=concession))
    assert "L3114-2 du code" in text
    assert "L3114-2-1" not in text


def test_hours_per_euro_say_the_tranche_the_trigger_and_the_basis():
    state = OrderRule(tranche=Decimal(2000), trigger=Decimal(2_700_000), basis=AmountBasis.INVOICED)
    text = plain(replace(FACTS, hours=state))
    assert "tranche de 2 000 € HT facturés au-delà d’un seuil de déclenchement de 2 700 000 € HT facturés" in text
    assert "tranches entières" in text
    shared = OrderRule(tranche=Decimal(2000), counting=TrancheCounting.PROPORTIONAL, basis=AmountBasis.ORDERED)
    prorated = plain(replace(FACTS, hours=shared))
    assert "HT commandés" in prorated
    assert "au prorata" in prorated
    assert "seuil" not in prorated
    several = replace(shared, hours_per_tranche=Decimal(10), counting=TrancheCounting.STARTED)
    started = plain(replace(FACTS, hours=several))
    assert "10 h d’insertion par tranche de 2 000 €" in started
    assert "Toute tranche entamée compte pour une tranche entière" in started


def test_a_share_of_hours_is_written_in_percent():
    assert "au moins 10 % des heures de travail" in plain(replace(FACTS, hours=ShareOfHours(Decimal("0.1"))))


def test_no_penalty_is_invented():
    wording = write(FACTS)
    assert "pénalité" not in wording.plain_text.lower()
    assert "no-penalty" in {remark.code for remark in wording.remarks}


def test_penalties_are_written_as_entered():
    terms = PenaltyText(
        per_hour=Decimal(200), per_day=Decimal(75), smic_multiple=Decimal("2.5"), lump_sum=Decimal(500),
        cap_share=Decimal("0.05"), ccag_cap=False, ccag_exemption=True,
    )  # fmt: skip
    text = plain(replace(FACTS, penalties=terms))
    for said in ("200 € par heure", "75 € par jour", "2,5 fois", "forfaitaire de 500 €", "plafonné à 5 %"):
        assert said in text
    assert "ne s’applique pas à ces pénalités" in text
    assert "penalty-ccag" not in {remark.code for remark in write(replace(FACTS, penalties=terms)).remarks}
    undecided = replace(FACTS, penalties=PenaltyText(per_hour=Decimal(200)))
    assert "penalty-ccag" in {remark.code for remark in write(undecided).remarks}


def test_counting_rules_are_said_both_ways():
    text = plain(FACTS)
    assert "congés payés et les absences ne sont pas comptés" in text
    text = plain(replace(FACTS, counting=Counting(cdi_years_cap=4, leave_counts=True, pmsmp_counts=True)))
    assert "dans la limite de 4 ans" in text
    assert "ne sont pas comptés" not in text


def test_only_the_chosen_modalities_are_listed():
    text = plain(replace(FACTS, modalities=(Modality.DIRECT_HIRE, Modality.LABOUR_SUPPLY_ETTI)))
    assert "embauche directe" in text
    assert "personnel par une entreprise de travail temporaire d’insertion (ETTI)." in text
    assert "ESAT" not in text
    assert "sous-traitance ou la cotraitance" not in text


@pytest.mark.parametrize("article", list(ReservedArticle))
def test_a_reservation_cites_its_article_in_the_notice_and_the_rules(article: ReservedArticle):
    wording = write(replace(FACTS, lever=Lever.RESERVED_LOT, reserved=article, lot="Lot 2 : Vitrerie"))
    documents = {part.document for part in wording.parts}
    assert {"Avis de marché", "Règlement de la consultation"} <= documents
    text = wording.plain_text.replace("\u00a0", " ")
    assert text.count(f"de l’article {article.value} du code") == 2
    assert "Le lot 2 (Vitrerie) est réservé aux " in text


def test_the_criterion_goes_to_the_rules_with_its_weights():
    text = plain(replace(FACTS, lever=Lever.CONDITION_AND_CRITERION, scheme=SCHEME))
    assert "15 % de la note globale" in text
    assert "100 % du critère" in text
    assert "CAHIER DES CLAUSES ADMINISTRATIVES PARTICULIÈRES" in text
    alone = plain(replace(FACTS, lever=Lever.AWARD_CRITERION, scheme=SCHEME))
    assert "CAHIER DES CLAUSES" not in alone


def test_insertion_services_cite_the_adapted_procedure():
    text = plain(replace(FACTS, lever=Lever.INSERTION_SERVICES))
    assert "R2123-1 et R2123-7" in text
    assert "procédure adaptée" in text


def test_no_social_security_number_is_ever_asked_for():
    assert "ni numéro de sécurité sociale ni information médicale" in plain(FACTS)


@given(st.text(max_size=200))
def test_whatever_is_typed_stays_one_line_of_text(typed: str):
    assert "\n" not in typeset(typed)


@given(st.sampled_from([lever for lever in Lever if lever is not Lever.NONE]), st.booleans(), st.booleans())
def test_every_complete_lever_gives_a_text_that_ends_its_sentences(lever: Lever, framework: bool, named: bool):
    contact = FacilitatorContact("Camille Fictive", "Clauses du Val", "c@exemple.test") if named else None
    facts = replace(
        FACTS, lever=lever, scheme=SCHEME, reserved=ReservedArticle.IAE, is_framework=framework, facilitator=contact
    )
    for part in write(facts).parts:
        for section in part.sections:
            assert section.heading
            for paragraph in section.paragraphs:
                assert paragraph.text[-1] in ".:;", paragraph.text
                assert "  " not in paragraph.text
                assert "None" not in paragraph.text
