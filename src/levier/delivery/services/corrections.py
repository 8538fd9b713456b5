"""Tell a company that hours validated for it were corrected: one message a day, whatever the number of corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.letters import compose
from levier.accounts.links import absolute, make_link
from levier.directory.models import Organisation
from levier.directory.selectors import link_addresses
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import ZERO, Hours
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..letters import CORRECTED
from ..models import HoursStatement, LedgerEntry
from ..selectors.corrections import key_of, to_tell
from ..wording import contracts_named, corrected_line
from .statements import LINK_DAYS


@service("delivery.hours.tell", perms.TELL_CORRECTIONS)
def tell_corrections(*, actor: Actor, declarant: Organisation, now: datetime) -> int:
    """Write to an organisation what was corrected since it was last told, today left out; returns the messages written.

    The reasons are not in the message: they may speak of somebody, and are read on the page.

    Raises:
        Conflict: it was told meanwhile.
        RuleError: the organisation has no address, or none that answers.
    """
    today = timezone.localdate(now)
    entries = list(to_tell(declarant, today=today))
    if not entries:
        raise Conflict("Cette organisation connaît déjà toutes ses corrections.")
    addresses = link_addresses(declarant)
    if not addresses:
        raise RuleError("Aucune adresse de cette organisation ne répond : appelez-la, et complétez l’annuaire.")
    changes = _by_statement(entries)
    key = key_of(declarant, today)
    written = sum(
        _write(actor, declarant, changes, to=address, key=f"{key}:{rank}") for rank, address in enumerate(addresses)
    )
    if not written:  # and the links made for it go with this transaction
        raise Conflict("Cette organisation vient d’être prévenue.")
    note(declarant, corrections=len(entries), messages=written)
    return written


def _by_statement(entries: Sequence[LedgerEntry]) -> dict[HoursStatement, Hours]:
    """Statement → hours added or taken away in all, in the order of the first correction."""
    found: dict[HoursStatement, Hours] = {}
    for entry in entries:
        assert entry.corrects is not None  # noqa: S101 - constraints of the table
        assert entry.corrects.line is not None  # noqa: S101
        statement = entry.corrects.line.statement
        found[statement] = found.get(statement, ZERO) + entry.hours
    return found


def _write(actor: Actor, declarant: Organisation, changes: dict[HoursStatement, Hours], *, to: str, key: str) -> int:
    lines = []
    for statement, change in changes.items():
        _, token = make_link(
            workspace=actor.workspace,
            purpose=LinkPurpose.STATEMENT,
            days=LINK_DAYS,
            organisation_id=declarant.pk,
            target=statement,
        )
        page = absolute(reverse("delivery:declare_one", args=[token, statement.pk]))
        lines.append(corrected_line(statement, change=change, page=page))
    values = {
        "liste": "\n".join(lines),
        "entreprise": declarant.name,
        "marches": contracts_named(list(changes)),
    }
    subject, body = compose(actor.workspace, CORRECTED, values)
    target = next(iter(changes))
    message = queue_message(
        workspace_id=actor.workspace_id, target=target, to=to, subject=subject, body=body, dedupe_key=key
    )
    return 1 if message else 0  # another worker, a moment ago
