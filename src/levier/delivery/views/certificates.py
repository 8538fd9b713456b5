"""The public check of a certificate: no account, and no person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ..forms.closing import NumberSearchForm, VerifyForm
from ..selectors.closing import normalise_number, public_certificate


@login_not_required
@require_GET
def certificate_search(request: HttpRequest) -> HttpResponse:
    """Type the number of a certificate."""
    asked = request.GET.get("number", "")
    form = NumberSearchForm(request.GET if asked else None)
    if asked and form.is_valid():
        number = normalise_number(form.cleaned_data["number"])
        if number:
            return redirect("delivery:certificate_public", number)
        form.add_error("number", "Ce numéro n’a pas la bonne forme : LV, puis trois groupes de quatre signes.")
    return render(request, "delivery/certificate_search.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def certificate_public(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm a certificate; compare a file with the one that was issued."""
    found = public_certificate(number)
    if found is None:
        form = NumberSearchForm(initial={"number": number[:40]})
        return render(request, "delivery/certificate_search.html", {"form": form, "unknown": True}, status=404)
    verify = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    same: bool | None = None
    if request.method == "POST" and verify.is_valid():
        file = verify.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            verify.add_error("file", "Ce fichier est trop grand : une attestation pèse bien moins de 10 Mo.")
        else:
            same = found.matches(file.read())
    context = {"certificate": found, "form": verify, "same": same}
    return render(request, "delivery/certificate_public.html", context, status=422 if verify.errors else 200)
