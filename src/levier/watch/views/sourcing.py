"""« Qui pourrait répondre »: structures of the directory around a need."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.domain.trades import TRADES

from ..following import perms
from ..following.sourcing import MAX_COMMUNES, who_could_answer


class NeedForm(forms.Form):
    """The need: one trade, and where."""

    metier = forms.ChoiceField(label="Métier", choices=[("", "À choisir"), *((one.code, one.label) for one in TRADES)])
    communes = forms.CharField(
        label="Communes",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Une par ligne, avec son code postal si plusieurs portent ce nom ; {MAX_COMMUNES} au plus.",
    )

    def clean_communes(self) -> list[str]:
        """Names, each once, in order."""
        said = str(self.cleaned_data["communes"]).replace(";", "\n").splitlines()
        names = list(dict.fromkeys(" ".join(one.split())[:80] for one in said if one.strip()))
        if len(names) > MAX_COMMUNES:
            raise forms.ValidationError(f"Donnez {MAX_COMMUNES} communes au plus : il y en a {len(names)}.")
        return names


@requires(perms.READ_SOURCING)
@require_GET
def index(request: Request) -> HttpResponse:
    """The form and, once it is filled, the answer; the address can be shared."""
    form = NeedForm(request.GET if "metier" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = who_could_answer(
            actor=request.actor, trade=form.cleaned_data["metier"], communes=form.cleaned_data["communes"]
        )
    context = {"form": form, "found": found, "inside": request.actor.may(perms.READ_AWARDS)}
    return render(request, "watch/sourcing/index.html", context, status=422 if form.errors else 200)
