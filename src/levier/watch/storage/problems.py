"""What could not be read, said once."""

from __future__ import annotations

from ..models import LoadProblem

_REF, _SENTENCE = 300, 600


def note_problem(ref: str, sentence: str) -> bool:
    """Keep a problem; false when it was already known."""
    _, created = LoadProblem.objects.get_or_create(ref=ref[-_REF:], sentence=sentence[:_SENTENCE])
    return created
