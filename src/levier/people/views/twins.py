"""Compare two records that may be one person, and the list of those to compare."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires

from .. import eligibility, perms, selectors
from ..models import Person
from ..services import twins as services
from ..twins import identity_of, likeness, possible_doubles

#: The page is a task, not an archive: once these are settled, the next ones come.
_SHOWN = 50


@requires(perms.MERGE_PEOPLE)
@require_GET
def doubles(request: Request) -> HttpResponse:
    """Pairs of people who may be the same, whoever recorded them."""
    found = selectors.people(actor=request.actor)
    pairs = list(possible_doubles(found))
    return render(request, "people/doubles.html", {"pairs": pairs[:_SHOWN], "total": len(pairs)})


@requires(perms.MERGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def compare(request: Request, pk: int, other: int) -> HttpResponse:
    """Both records side by side: the same person, or not."""
    known = selectors.people_list(actor=request.actor)
    one = get_object_or_404(known, pk=pk)
    two = get_object_or_404(known.exclude(pk=pk), pk=other)
    if request.method == "POST" and request.POST.get("decision") == "apart":
        services.tell_apart(actor=request.actor, one=one, other=two)
        messages.success(request, "C’est noté : ce sont deux personnes.")
        return redirect("people:person", one.pk)
    if request.method == "POST" and request.POST.get("decision") == "same":
        kept = services.merge_people(actor=request.actor, kept=one, merged=two)
        messages.success(request, "Les deux fiches n’en font plus qu’une, avec toutes leurs suites.")
        return redirect("people:person", kept.pk)
    context = {
        "one": one,
        "other": two,
        "why": likeness(identity_of(one), identity_of(two)),
        "rows": list(zip(_LABELS, _facts(request, one), _facts(request, two), strict=True)),
    }
    return render(request, "people/compare.html", context)


_LABELS = (
    "Nom", "Prénom", "Date de naissance", "Téléphone", "Adresse électronique", "Commune", "Prescripteur",
    "Éligibilité", "Contrats de travail",
)  # fmt: skip


def _facts(request: Request, person: Person) -> tuple[str, ...]:
    jobs = [f"{job.employer.name} (depuis le {job.starts_on:%d/%m/%Y})" for job in person.employments.all()]
    return (
        person.last_name,
        person.first_name,
        f"{person.birth_date:%d/%m/%Y}",
        person.phone,
        person.email,
        f"{person.postcode} {person.city}".strip(),
        person.referrer.name if person.referrer else "",
        eligibility.standing(person, actor=request.actor, on=timezone.localdate()).label,
        ", ".join(jobs),
    )
