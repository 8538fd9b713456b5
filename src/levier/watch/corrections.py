"""What readers corrected, as examples for the rules: the passage, never who said so nor in which workspace."""

from __future__ import annotations

from collections.abc import Iterator

from .models import FindingCorrection
from .personal import mask

#: Where the examples are taken to stand unless they say so.
_USUAL = "Conditions d’exécution"


def lines() -> Iterator[dict[str, str | bool]]:
    """``{text, kind, expected, note}``: a passage is of this kind, or is not (docs/veille/reconnaissance.md).

    A reader who says « not a clause, a criterion » gives two lines. Each is said once, in an order that says nothing of
    when; of those who say the opposite, both stay, for whoever writes the rules to judge.
    """
    said: dict[tuple[str, str, str, bool], str] = {}
    rows = FindingCorrection.objects.order_by("text", "rubric", "kind", "expected", "pk")
    for text, rubric, kind, expected, note in rows.values_list("text", "rubric", "kind", "expected", "note"):
        for named, holds in ((kind, False), (expected, True)):
            if named:
                key = (mask(text), rubric, named, holds)
                said[key] = said.get(key) or mask(note)
    for (text, rubric, kind, holds), note in said.items():
        line: dict[str, str | bool] = {"text": text, "kind": kind, "expected": holds, "note": note}
        yield line if rubric in ("", _USUAL) else {**line, "rubric": rubric}
