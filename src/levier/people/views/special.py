"""Read a protected criterion: a page of its own, that says what it does before it does it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.eligibility import PROTECTED

from .. import perms, selectors
from ..eligibility import lacks_proof
from ..forms.record import ProofForm
from ..services.special import read_special


@requires(perms.READ_SPECIAL)
@never_cache
@require_http_methods(["GET", "POST"])
def special(request: Request, pk: int, status: int) -> HttpResponse:
    """Asked for: that the reading is noted. Posted: the criterion, its proof, and what remains to be checked."""
    protected = selectors.statuses(actor=request.actor).filter(criterion=PROTECTED)
    found = get_object_or_404(protected, pk=status, person_id=pk)
    secret = read_special(actor=request.actor, status=found) if request.method == "POST" else None
    may_check = request.actor.may(perms.CHECK_STATUS) and lacks_proof(found)
    form = ProofForm(criterion=secret.rule, initial={"proof_kind": secret.proof_kind}) if secret and may_check else None
    context = {"person": found.person, "status": found, "secret": secret, "form": form}
    return render(request, "people/special.html", context)
