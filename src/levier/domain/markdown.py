"""Small helpers to write the rule pages in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .explanation import Source


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip() or "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; an empty cell shows a dash."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {item}" for item in items)


def cite(source: Source) -> str:
    """A source as a page shows it: reference, degree of certainty, note."""
    note = f" {source.note}" if source.note else ""
    return f"{source.reference} — {source.certainty.label}.{note}"
