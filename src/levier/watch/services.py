"""Writes a person makes. What comes from a publisher is written by ``levier.watch.storage``: nobody's intent."""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.domain.errors import RuleError
from levier.journal.services import note, service

from . import perms, personal
from .models import FindingCorrection, StoredNotice

#: Characters of a passage: what a reader can quote, and a test can hold.
_LONGEST = 2_000


@service("watch.finding.correct", perms.CORRECT_FINDING)
def correct_finding(
    *, actor: Actor, notice: StoredNotice, text: str, kind: str, expected: str, rubric: str = "", remark: str = ""
) -> FindingCorrection:
    """Say what a passage of a notice is (``expected``, empty for nothing social) where the rules said ``kind``.

    Raises:
        RuleError: no passage, one too long, a correction that corrects nothing, or a remark that gives away a person.
    """
    passage = text.strip()
    if not passage:
        raise RuleError("Citez le passage de l’avis que vous corrigez.", field="text")
    if len(passage) > _LONGEST:
        raise RuleError(f"Citez un passage plus court : {_LONGEST} caractères au plus.", field="text")
    if kind == expected:
        raise RuleError("C’est déjà ce qui a été reconnu : il n’y a rien à corriger.", field="expected")
    correction = FindingCorrection.objects.create(
        workspace=actor.workspace,
        notice=notice,
        text=passage,
        rubric=rubric[:120],
        kind=kind,
        expected=expected,
        note=personal.refuse(remark, field="remark"),
        by_id=actor.user_id,
    )
    note(correction, notice=notice.key, said=kind, expected=expected)
    return correction
