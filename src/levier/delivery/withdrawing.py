"""A month that left the period of what is owed is no longer asked for: its statement is withdrawn, and says why."""

from __future__ import annotations

from django.db.models import Q

from levier.domain.dates import format_date
from levier.domain.months import month_start
from levier.journal.services import add_facts

from .enums import LineState, StatementState
from .models import HoursLine, Obligation
from .selectors.statements import OPEN


def withdraw_outside(obligation: Obligation) -> int:
    """Withdraw what the company has still to send for months outside the period; returns how many.

    A month sent and not yet decided stays with the team, who reads what the rules say of it. Hours never sent go; those sent
    and given back are refused with the reason, so that nothing waits for a decision nobody will take.
    """
    outside = Q(month__gt=obligation.ends_on) | Q(month__lt=month_start(obligation.starts_on))
    accepted = HoursLine.objects.filter(state=LineState.ACCEPTED).values("statement")
    # Held: a company may be sending one of them at this very moment.
    held = obligation.statements.select_for_update(of=("self",)).filter(outside, state__in=OPEN).order_by("pk")
    found = list(held.exclude(pk__in=accepted))
    why = (
        f"La période des heures dues va désormais du {format_date(obligation.starts_on)} au "
        f"{format_date(obligation.ends_on)} : ce mois n’est plus demandé."
    )
    for statement in found:
        pending = statement.lines.filter(state=LineState.PENDING)
        if statement.state == StatementState.RETURNED:
            pending.update(state=LineState.REFUSED, reason=why)
        else:
            pending.delete()
        statement.state, statement.return_reason = StatementState.WITHDRAWN, why
        statement.version += 1
        statement.save(update_fields=["state", "return_reason", "version"])
    if found:
        add_facts(statements_withdrawn=sorted(one.month for one in found))
    return len(found)
