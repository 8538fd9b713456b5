"""Each rule and each trap, one by one, on the sentences it carries; then what readers corrected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import re2

from levier.notices.recognition import Consideration
from levier.notices.recognition.engine import fired
from levier.notices.recognition.fold import fold_with_places
from levier.notices.recognition.rules import RULES, TRAPS, Rule, Trap, Where, expand
from levier.notices.recognition.rules.model import FAMILIES

from .samples import TERMS, found

EVERY = (*RULES, *TRAPS)
CORRECTIONS = [
    json.loads(line) for line in (Path(__file__).parent / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
]
RUBRICS = {where: rubric for rubric, where in reversed(FAMILIES.items())} | {Where.OTHER: "Autres rubriques"}


@pytest.mark.parametrize("rank", range(len(EVERY)), ids=[one.id for one in EVERY])
def test_a_pattern_finds_its_examples_and_leaves_the_others_alone_and_in_the_set(rank: int) -> None:
    one = EVERY[rank]
    pattern = re2.compile(expand(one.pattern).encode())
    assert one.matches
    assert one.spares
    for words, expected in [*((words, True) for words in one.matches), *((words, False) for words in one.spares)]:
        data = fold_with_places(words).data
        assert (pattern.search(data) is not None) is expected, words
        assert rank >= len(RULES) or (rank in fired(data)) is expected, words


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.with_code], ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_make_findings_of_its_kind(rule: Rule) -> None:
    rubric = RUBRICS[Where.EXECUTION if Where.EXECUTION in rule.where else min(rule.where)]
    for words in rule.matches:
        kinds = {one.kind for one in found(words, rubric=rubric)}
        assert rule.kind in kinds, words


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if not trap.rules], ids=lambda trap: trap.id)
def test_the_examples_of_a_trap_make_no_finding_of_its_kinds(trap: Trap) -> None:
    for words in trap.matches:
        assert not {one.kind for one in found(words)} & trap.kinds, words


def test_identifiers_are_unique_and_weights_are_percents() -> None:
    identifiers = [one.id for one in EVERY]
    assert len(set(identifiers)) == len(identifiers)
    assert all(50 <= rule.weight <= 98 for rule in RULES)
    assert all(one.label and one.source for one in EVERY)


@pytest.mark.parametrize("one", CORRECTIONS, ids=[one["note"] for one in CORRECTIONS])
def test_what_a_reader_corrected_stays_corrected(one: dict[str, object]) -> None:
    findings = found(str(one["text"]), rubric=str(one.get("rubric", TERMS)))
    kinds = {finding.kind for finding in findings}
    assert (Consideration(str(one["kind"])) in kinds) is one["expected"]
