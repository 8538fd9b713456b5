"""Passages are marked where they stand, and nothing of a notice becomes markup."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levier.notices.model import Text
from levier.watch.browsing.passages import quote, readings
from levier.watch.models import StoredFinding
from tests.watch.notices import notice


def passage(text: str, start: int, end: int, pk: int = 1, **facts: object) -> StoredFinding:
    return StoredFinding(pk=pk, text_index=0, start=start, end=end, quote=text[start:end], **facts)


def told(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html.replace("<br>", "\n")))


_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=5)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ab <>&\"'\né", max_size=60), _SPANS)
def test_the_text_is_all_there_escaped_and_each_passage_has_its_anchor(text: str, spans: list[list[int]]) -> None:
    findings = [passage(text, start, end, pk) for pk, (start, end) in enumerate(spans, start=1)]
    (reading,) = readings(notice(texts=(Text(rubric="Objet", text=text),)), findings)
    assert told(str(reading.html)) == text
    assert sorted(re.findall(r'id="passage-(\d+)"', reading.html)) == [str(one.pk) for one in findings]
    assert set(re.findall(r"<(/?\w+)", reading.html)) <= {"mark", "/mark", "span", "/span", "br"}


def test_the_words_the_rule_read_are_marked_in_the_quote() -> None:
    text = "Avant. Clause <sociale> d’insertion obligatoire."
    found = passage(text, 7, len(text), details={"mark": [14, 23]})
    assert quote(found) == "Clause <mark>&lt;sociale&gt;</mark> d’insertion obligatoire."


def test_a_mark_that_is_not_in_the_quote_marks_nothing() -> None:
    for mark in ([0, 0], [3, 90], [9, 8]):
        assert "<mark>" not in quote(passage("Clause sociale", 4, 10, details={"mark": mark}))
