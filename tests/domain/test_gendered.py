"""Job offers that speak to one sex only are told how to speak to both."""

from __future__ import annotations

import pytest

from levier.domain.gendered import remarks


@pytest.mark.parametrize(
    ("title", "suggestion"),
    [
        ("Maçon", "maçon ou maçonne"),
        ("Maçons coffreurs", "maçon ou maçonne"),
        ("Une serveuse", "serveur ou serveuse"),
        ("Femme de ménage", "agent ou agente d’entretien"),
        ("Homme d'entretien", "agent ou agente d’entretien"),
        ("Hôtesse d’accueil", "hôte ou hôtesse d’accueil"),
        ("Aide-maçon", "aide-maçon ou aide-maçonne"),
        ("Coffreur-bancheur", "coffreur-bancheur ou coffreuse-bancheuse"),
    ],
)
def test_a_term_for_one_sex_gets_a_wording_for_both(title: str, suggestion: str) -> None:
    assert suggestion in [one.suggestion for one in remarks(title=title)]


@pytest.mark.parametrize(
    "title",
    [
        "Maçon ou maçonne",
        "Maçon/maçonne",
        "Maçon·ne",
        "Maçon(ne)",
        "Jardinier·ière",
        "Maçon (H/F)",
        "Plombier F/H",
        "Peintre en bâtiment",
        "Cariste",
        "Agent ou agente d’entretien",
        "Maçonnerie paysagère",
        "Contremaçonner",
        "",
    ],
)
def test_what_speaks_to_both_is_left_alone(title: str) -> None:
    assert remarks(title=title) == ()


def test_each_term_is_said_once_in_the_order_of_reading() -> None:
    found = remarks(title="Plombier", text="Nous cherchons un maçon. Le maçon travaille avec un plombier.")
    assert [one.term for one in found] == ["Plombier", "maçon"]


def test_h_f_in_the_title_does_not_cover_the_text() -> None:
    assert [one.term for one in remarks(title="Maçon (H/F)", text="Le grutier guide.")] == ["grutier"]


def test_a_compound_is_not_taken_for_its_first_word() -> None:
    assert [one.suggestion for one in remarks(title="Aide-maçon")] == ["aide-maçon ou aide-maçonne"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Il devra porter des charges.", "la personne devra porter"),
        ("Sur place, il travaillera en équipe.", "la personne travaillera"),
        ("Il ne travaille pas seul.", "la personne ne travaille"),
        ("Il sera motivé et ponctuel.", "la personne sera motivée et ponctuelle"),
        ("Il devra être très rigoureux.", "la personne devra être très rigoureuse"),
        ("Il sera Motivé et PONCTUEL.", "la personne sera motivée et ponctuelle"),
        ("Ils devront savoir lire un plan.", "les personnes devront savoir"),
        ("Ils seront sérieux et motivés.", "les personnes seront sérieuses et motivées"),
        ("Le candidat sera motivé.", "la personne sera motivée"),
        ("Le candidat retenu devra être assidu.", "la personne devra être assidue"),
        ("Les candidats seront formés.", "les personnes seront formées"),
        ("Un maçon est polyvalent et soigneux.", "la personne est polyvalente et soigneuse"),
        ("Vous êtes motivé.", "motivé ou motivée"),
        ("Vous serez formé sur place.", "formé ou formée"),
        ("Soyez ponctuel !", "ponctuel ou ponctuelle"),
        ("Être sérieux.", "sérieux ou sérieuse"),
        ("Le candidat habite à côté.", "candidat ou candidate"),
        ("Débutant accepté.", "sans expérience, c’est possible"),
    ],
)
def test_a_pronoun_or_an_agreement_for_one_sex_gets_a_wording_for_both(text: str, suggestion: str) -> None:
    assert [one.suggestion for one in remarks(title="", text=text)] == [suggestion]


@pytest.mark.parametrize(
    "text",
    [
        "Il faut porter des charges.",
        "Il est prévu une formation.",
        "Il sera demandé un casier vierge.",
        "Il est important d’être à l’heure.",
        "Il y a deux postes.",
        "Il s’agit d’un chantier.",
        "Il peut pleuvoir, il peut faire froid.",
        "Il peut y avoir des déplacements.",
        "Le chantier commence en mai ; il devra être fini en juin.",
        "Le travail est soigné, le chantier organisé.",
        "Un chantier qui doit être organisé.",
        "La personne sera motivée et ponctuelle.",
        "La personne devra porter des charges.",
        "Vous êtes motivé ou motivée.",
        "Vous êtes motivé·e et ponctuel·le.",
        "Vous êtes motivé(e).",
        "Vous êtes motivé/motivée.",
        "Vous êtes disponible et dynamique.",
        "Le candidat ou la candidate sera motivé.",
        "Elle devra être fermée le soir.",
        "Outil devra servir.",
        "Avril doit commencer sec.",
    ],
)
def test_what_is_said_of_nobody_or_of_both_is_left_alone(text: str) -> None:
    assert remarks(title="", text=text) == ()


def test_a_sentence_said_otherwise_is_not_mended_word_by_word() -> None:
    found = remarks(title="Maçon ou maçonne", text="Le maçon sera motivé. Il saura lire un plan.")
    assert [(one.term, one.suggestion) for one in found] == [
        ("Le maçon sera motivé", "la personne sera motivée"),
        ("Il saura", "la personne saura"),
    ]
