"""Step 5 of a contract: where the hours stand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.procurement.selectors import contract_header, contracts

from .. import perms
from ..figures import OUTSIDE
from ..selectors.progress import companies


@requires(perms.READ_PROGRESS)
@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """Gauges, months, people and statements of each company."""
    contract = get_object_or_404(contracts(actor=request.actor), pk=pk)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "companies": companies(actor=request.actor, contract=contract, today=timezone.localdate()),
        "may_record_worked": request.actor.may(perms.RECORD_WORKED_HOURS),
        "may_validate": request.actor.may(perms.VALIDATE_HOURS),
        "may_request": request.actor.may(perms.REQUEST_STATEMENTS),
        "may_report": request.actor.may(perms.MAKE_REPORT),
        "may_declare": request.actor.may(perms.DECLARE_HOURS),
        "min_people": OUTSIDE,
    }
    return render(request, "delivery/progress.html", context)
