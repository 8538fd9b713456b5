"""Protected criteria: each reading leaves a journal line; the key that seals them changes without stopping the service."""

from __future__ import annotations

from levier import sealing
from levier.accounts.actor import Actor
from levier.domain.errors import NotAllowed
from levier.journal.services import note, service

from .. import perms, selectors
from ..models import EligibilityStatus, SpecialFact
from ..special import Secret, opened, under_another_key

#: Facts sealed again in one transaction.
_BATCH = 200


@service("people.special.read", perms.READ_SPECIAL)
def read_special(*, actor: Actor, status: EligibilityStatus) -> Secret:
    """The criterion and the proof of a protected status; the journal says who read it, and when.

    Raises:
        NotAllowed: the person is not theirs.
        Unreadable: the key that sealed it is no longer among those of the installation.
    """
    if not selectors.statuses(actor=actor).filter(pk=status.pk).exists():
        raise NotAllowed("Cette personne n’est pas des vôtres.")
    note(status.person, status=status.pk)
    return opened(status)


@service("people.special.rotate", perms.ROTATE_KEYS)
def rotate(*, actor: Actor, after: int) -> tuple[int, int, int]:
    """Seal again with the first key a batch of facts another key wrote; those no key opens are left as they are.

    Returns the last row looked at (``after`` of the next batch), the rows sealed again and those
    nobody can open. A batch is one transaction: what a stop interrupts is taken up by the next run.
    """
    batch = list(under_another_key(actor.workspace).filter(pk__gt=after).select_for_update(of=("self",))[:_BATCH])
    done = 0
    for fact in batch:
        try:
            clear = sealing.unseal(fact.sealed)
        except sealing.Unreadable:
            continue
        done += SpecialFact.objects.filter(pk=fact.pk, sealed=fact.sealed).update(
            sealed=sealing.seal(clear), key=sealing.fingerprints()[0]
        )
    note(actor.workspace, rows=done, unreadable=len(batch) - done)
    return (batch[-1].pk if batch else after), done, len(batch) - done
