"""People, their statuses and their work contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.perms import TEAM
from levier.accounts.web import Request, requires
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.errors import LevierError
from levier.domain.vocabulary import ContractKind, Modality
from levier.ui import exports
from levier.ui.lists import Filter, ListPage, Sort, choice_filter, text_filter

from . import eligibility, perms, selectors, services
from .forms import EmploymentForm, EmploymentUpdateForm, EndOfStatusForm, PersonForm, ProofForm, StatusForm
from .models import Person

#: A status that ends within this many days « se termine bientôt ».
SOON = timedelta(days=60)
_STATES = (
    ("none", "Sans statut en cours"),
    ("unchecked", "À vérifier"),
    ("ending", "Se termine dans les 60 jours"),
    ("valid", "Vérifié et en cours"),
)


def _filters(request: Request) -> list[Filter]:
    today = timezone.localdate()
    found = [text_filter("q", "Nom", "last_name__icontains", "first_name__icontains")]
    if not eligibility.may_know_criterion(request.actor):
        return found
    found.append(
        Filter(
            "statut",
            "Éligibilité",
            "choice",
            lambda qs, value: selectors.with_status_state(qs, value, today=today, soon=today + SOON),
            _STATES,
            "Toutes",
        )
    )
    if request.actor.role in TEAM:
        referrers = Organisation.objects.filter(
            workspace=request.actor.workspace, kind=OrganisationKind.REFERRER
        ).order_by("name")
        found.append(choice_filter("prescripteur", "Prescripteur", "referrer_id", referrers.values_list("pk", "name")))
    return found


def _listing(request: Request) -> ListPage[Person]:
    return ListPage(
        request,
        selectors.people_list(actor=request.actor),
        filters=_filters(request),
        sorts=(Sort("nom", ("last_name", "first_name", "pk")), Sort("ajout", ("created_at", "pk"))),
        default_sort="nom",
    )


@requires(perms.READ_PEOPLE)
@require_GET
def people(request: Request) -> HttpResponse:
    """Everyone the actor may know, with where their eligibility stands."""
    listing, today = _listing(request), timezone.localdate()
    rows = [(one, eligibility.standing(one, actor=request.actor, on=today), _jobs(request, one)) for one in listing]
    context = {"listing": listing, "rows": rows, "may_edit": request.actor.may(perms.EDIT_PERSON)}
    return render(request, "people/list.html", context)


def _jobs(request: Request, one: Person) -> list[str]:
    """Employers still employing the person, limited to itself for an employer."""
    today, actor = timezone.localdate(), request.actor
    return sorted(
        {
            job.employer.name
            for job in one.employments.all()
            if (job.ends_on is None or job.ends_on >= today)
            and (eligibility.may_know_criterion(actor) or job.employer_id == actor.organisation_id)
        }
    )


@requires(perms.EXPORT_PEOPLE)
@require_GET
def export(request: Request) -> HttpResponse:
    """The same list as a sheet, without contact data nor criterion."""
    today = timezone.localdate()
    headers = ("Nom", "Prénom", "Année de naissance", "Éligibilité", "Jusqu’au", "Prescripteur", "Employeurs actuels")
    rows = []
    for one in _listing(request).queryset:
        standing = eligibility.standing(one, actor=request.actor, on=today)
        rows.append(
            (
                one.last_name,
                one.first_name,
                one.birth_date.year,
                standing.answer.label,
                standing.until,
                one.referrer.name if one.referrer else "",
                ", ".join(_jobs(request, one)),
            )
        )
    return exports.xlsx_response("personnes", headers, rows, sheet="Personnes")


@requires(perms.READ_PEOPLE)
@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    """One person: eligibility, statuses (for those who may know), work contracts."""
    one = get_object_or_404(selectors.people_list(actor=request.actor), pk=pk)
    today = timezone.localdate()
    referrer = one.referrer.name if one.referrer else ""
    statuses = [
        (
            status,
            eligibility.criterion_label(status, actor=request.actor, recognised_by=referrer),
            eligibility.status_sentence(status, on=today),
        )
        for status in selectors.statuses(actor=request.actor).filter(person=one)
    ]
    context = {
        "person": one,
        "standing": eligibility.standing(one, actor=request.actor, on=today),
        "may_know": eligibility.may_know_criterion(request.actor),
        "may_edit": request.actor.may(perms.EDIT_PERSON),
        "statuses": statuses,
        "employments": selectors.employments(actor=request.actor).filter(person=one),
    }
    return render(request, "people/person.html", context)


@requires(perms.EDIT_PERSON)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Record a person."""
    form = PersonForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            one = services.create_person(actor=request.actor, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La personne est enregistrée. Ajoutez maintenant son statut d’éligibilité.")
            return redirect("people:add_status", one.pk)
    return _form_page(request, form, "Nouvelle personne", "Enregistrer la personne", None)


@requires(perms.EDIT_PERSON)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Correct what is recorded of a person."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    initial = {name: getattr(one, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_person(actor=request.actor, person=one, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Les changements sont enregistrés.")
            return redirect("people:person", one.pk)
    return _form_page(request, form, f"Modifier {one}", "Enregistrer", one)


@requires(perms.CHECK_STATUS)
@require_http_methods(["GET", "POST"])
def add_status(request: Request, pk: int) -> HttpResponse:
    """One dated status with the proof seen."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    today = timezone.localdate()
    form = StatusForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            status = services.record_status(actor=request.actor, person=one, today=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"Statut enregistré. {eligibility.status_sentence(status, on=today)}")
            return redirect("people:person", one.pk)
    return _form_page(request, form, f"Éligibilité de {one}", "Enregistrer le statut", one)


@requires(perms.CHECK_STATUS)
@require_http_methods(["GET", "POST"])
def check_status(request: Request, pk: int, status: int) -> HttpResponse:
    """Say which proof was seen for a status recorded without one."""
    found = get_object_or_404(selectors.statuses(actor=request.actor), pk=status, person_id=pk)
    form = ProofForm(request.POST or None, status=found, initial={"proof_kind": found.proof_kind})
    if request.method == "POST" and form.is_valid():
        try:
            services.check_status(actor=request.actor, status=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La pièce est notée comme vue.")
            return redirect("people:person", pk)
    return _form_page(request, form, f"Vérifier l’éligibilité de {found.person}", "J’ai vu cette pièce", found.person)


@requires(perms.EDIT_EMPLOYMENT)
@require_http_methods(["GET", "POST"])
def add_employment(request: Request, pk: int) -> HttpResponse:
    """A work contract."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    form = EmploymentForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.create_employment(
                actor=request.actor,
                person=one,
                **{
                    **data,
                    "contract_kind": ContractKind(data["contract_kind"]),
                    "modality": Modality(data["modality"]),
                },
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le contrat de travail est enregistré.")
            return redirect("people:person", one.pk)
    return _form_page(request, form, f"Contrat de travail de {one}", "Enregistrer le contrat", one)


@requires(perms.CHECK_STATUS)
@require_http_methods(["GET", "POST"])
def end_status(request: Request, pk: int, status: int) -> HttpResponse:
    """Set the last day of a status."""
    found = get_object_or_404(selectors.statuses(actor=request.actor), pk=status, person_id=pk)
    form = EndOfStatusForm(request.POST or None, initial={"valid_until": found.valid_until or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_status(actor=request.actor, status=found, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La fin du statut est enregistrée.")
            return redirect("people:person", pk)
    return _form_page(request, form, f"Fin d’un statut de {found.person}", "Enregistrer la fin", found.person)


@requires(perms.EDIT_EMPLOYMENT)
@require_http_methods(["GET", "POST"])
def edit_employment(request: Request, pk: int, employment: int) -> HttpResponse:
    """Correct a work contract, or say when it ended."""
    found = get_object_or_404(selectors.employments(actor=request.actor), pk=employment, person_id=pk)
    initial = {name: getattr(found, name) for name in EmploymentUpdateForm.base_fields}
    form = EmploymentUpdateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_employment(actor=request.actor, employment=found, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le contrat de travail est corrigé.")
            return redirect("people:person", pk)
    title = f"{found.get_contract_kind_display()} de {found.person} chez {found.employer}"
    return _form_page(request, form, title, "Enregistrer", found.person)


def _form_page(request: Request, form: Any, title: str, submit: str, one: Person | None) -> HttpResponse:
    context = {"form": form, "page_title": title, "submit": submit, "person": one}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
