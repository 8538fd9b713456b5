"""Keep a file as proof, or take it out."""

from __future__ import annotations

import hashlib
import secrets
from typing import TypeAlias

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from levier.accounts.actor import Actor
from levier.domain.eligibility import by_code
from levier.domain.errors import NotAllowed, RuleError
from levier.journal.services import note, service
from levier.people import selectors as people
from levier.people.models import EligibilityStatus, Employment
from levier.people.screening import screen, screen_for_company

from .. import perms
from ..models import Evidence, HoursStatement
from ..pieces import Inspected
from ..selectors import evidence as reading
from ..selectors.statements import statements

FOLDER = "pieces"
#: For one status, contract or statement.
MAX_PIECES = 20

#: What a piece may prove.
Proven: TypeAlias = EligibilityStatus | Employment | HoursStatement


@service("delivery.evidence.add", perms.ADD_EVIDENCE)
def add_evidence(*, actor: Actor, proves: Proven, label: str, file: Inspected) -> Evidence:
    """Keep one file, under a random name. The same file sent twice for the same thing is kept once.

    Raises:
        RuleError: no label, a status whose proof is never copied, or too many pieces already.
        NotAllowed: the object is not theirs.
    """
    _require(actor, proves)
    kept = proves.evidence.all()
    digest = hashlib.sha256(file.content).hexdigest()
    if (known := kept.filter(sha256=digest).first()) is not None:
        note(known, replayed=True)
        return known
    if len(kept) >= MAX_PIECES:
        raise RuleError(
            f"{MAX_PIECES} pièces sont déjà jointes : réunissez les suivantes en un seul PDF.", field="file"
        )
    piece = Evidence(workspace=actor.workspace, added_by=actor.user, kind=file.kind, sha256=digest)
    if isinstance(proves, EligibilityStatus):
        if by_code(proves.criterion).special_category:
            raise RuleError("Ce justificatif est vu, jamais copié : notez seulement la pièce vue.", field="proves")
        piece.person, piece.status = proves.person, proves
        piece.label = screen(label, field="label")
    elif isinstance(proves, Employment):
        piece.employment = proves
        piece.label = screen_for_company(label, field="label")
    else:
        piece.statement = proves
        piece.label = screen_for_company(label, field="label")
    if not piece.label:
        raise RuleError("Dites en quelques mots ce que c’est.", field="label")
    piece.size = len(file.content)
    piece.stored_as = f"{FOLDER}/{secrets.token_urlsafe(32)}"
    piece.save()
    note(piece, kind=file.kind.value, size=piece.size)
    # Last: what fails above leaves no file behind.
    default_storage.save(piece.stored_as, ContentFile(file.content))
    return piece


@service("delivery.evidence.remove", perms.REMOVE_EVIDENCE)
def remove_evidence(*, actor: Actor, piece: Evidence) -> None:
    """Take a piece out; its file goes once the removal is certain (``files.forget``).

    Raises:
        NotAllowed: the piece is not theirs.
    """
    if not reading.evidence(actor=actor).filter(pk=piece.pk).exists():
        raise NotAllowed("Cette pièce n’est pas dans votre espace.")
    note(piece, kind=piece.kind, size=piece.size)
    piece.delete()


def _require(actor: Actor, proves: Proven) -> None:
    known: bool
    if isinstance(proves, HoursStatement):
        known = statements(actor=actor).filter(pk=proves.pk).exists()
    elif isinstance(proves, Employment):
        known = proves in reading.provable_employments(proves.person, actor=actor)
    else:
        known = people.statuses(actor=actor).filter(pk=proves.pk).exists()
    if not known:
        raise NotAllowed("Cet objet n’est pas dans votre espace.")
