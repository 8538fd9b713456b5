"""The rule pages come from the tables."""

from __future__ import annotations

import re

from levier.domain.applies import SocialConditionException
from levier.domain.parameters import LABOUR_SHARES, PARAMETERS
from levier.domain.render_rules import rule_pages
from levier.domain.steps import TRANSITIONS, DocumentKind
from levier.domain.vocabulary import ReservedArticle


def test_every_parameter_and_sourced_share_is_on_the_page():
    page = rule_pages()["parametres"]
    for param in PARAMETERS.values():
        assert param.label_fr in page
    for value in LABOUR_SHARES:
        assert f"| {value.label} | {value.display} |" in page


def test_the_law_page_names_every_reservation_and_exception():
    page = rule_pages()["obligations-et-leviers"]
    for article in ReservedArticle:
        assert article.value in page
    for exception in SocialConditionException:
        assert exception.label in page


def test_the_steps_page_has_every_document_and_move():
    page = rule_pages()["sept-etapes"]
    for kind in DocumentKind:
        assert kind.label in page
    for move in TRANSITIONS:
        assert move.guard in page


def test_tables_are_well_formed_and_pages_speak_french_typography():
    for slug, page in rule_pages().items():
        assert re.fullmatch(r"[a-z-]+", slug)
        assert page.startswith("# ")
        assert page.endswith("\n")
        assert "« " not in page, "guillemets take a no-break space"
        assert not re.search(r"\w'\w", page), "the apostrophe is typographic"
        for block in re.findall(r"(?:^\|.*\n?)+", page, flags=re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.strip().splitlines()}
            assert len(widths) == 1


def test_rendering_twice_gives_the_same_pages():
    assert rule_pages() == rule_pages()
