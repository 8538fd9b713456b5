"""People, their statuses and their work contracts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.perms import RESTORE_ADDRESS, TEAM
from levier.accounts.selectors import dead_by_address
from levier.accounts.web import Request, requires
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.eligibility import by_code
from levier.domain.errors import LevierError
from levier.domain.french import of
from levier.ui import exports
from levier.ui.http import way_back
from levier.ui.lists import Filter, ListPage, Sort, choice_filter, text_filter

from .. import eligibility, perms, selectors
from ..candidacies import candidacies, rows
from ..erasure.retention import erased_after
from ..forms.record import (
    CriterionForm,
    EmploymentForm,
    EmploymentUpdateForm,
    EndOfStatusForm,
    PersonForm,
    ProofForm,
    StatusForm,
)
from ..handovers import current_handover, received_for
from ..lapses import review_day
from ..models import Person
from ..profiles import profile_lines
from ..recognition import recognition
from ..services import record as services
from ..special import is_protected
from ..twins import identity_of, likely_twins

#: A status that ends within this many days « se termine bientôt ».
SOON = timedelta(days=60)
_STATES = (
    ("none", "Sans statut en cours"),
    ("unchecked", "À vérifier"),
    ("ending", "Se termine dans les 60 jours"),
    ("valid", "Vérifié et en cours"),
)
#: A company declares people it hired: nobody may have told them yet how their data are used.
_INFORMED = (("no", "Pas encore informée"), ("yes", "Informée"))


def _informed(found: QuerySet[Person], value: str) -> QuerySet[Person]:
    return found.filter(informed_on__isnull=value == "no")


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
    found.append(Filter("metier", "Métier recherché", "text", selectors.looking_for))
    found.append(Filter("information", "Usage de ses données", "choice", _informed, _INFORMED, "Toutes"))
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
    context = {
        "listing": listing,
        "rows": rows,
        "may_edit": request.actor.may(perms.EDIT_PERSON),
        "may_register": request.actor.may(perms.REGISTER_PERSON),
        "may_count": request.actor.may(perms.READ_COHORT),
    }
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
    one = get_object_or_404(selectors.people_list(actor=request.actor).select_related("profile"), pk=pk)
    today = timezone.localdate()
    statuses = [
        (
            status,
            eligibility.criterion_label(status),
            eligibility.proof_label(status),
            eligibility.status_sentence(status, on=today),
            is_protected(status),
            review_day(status),
            eligibility.lacks_proof(status),
        )
        for status in selectors.statuses(actor=request.actor).filter(person=one)
    ]
    may_merge = request.actor.may(perms.MERGE_PEOPLE)
    context = {
        "person": one,
        "standing": eligibility.standing(one, actor=request.actor, on=today),
        "may_know": eligibility.may_know_criterion(request.actor),
        "may_edit": request.actor.may(perms.EDIT_PERSON),
        "erased_after": erased_after(one),
        "may_send_access": request.actor.may(perms.SEND_ACCESS),
        "sends_texts": settings.SMS_LEAVES,
        "dead": dead_by_address(actor=request.actor, addresses=[one.email]),
        "may_restore": request.actor.may(RESTORE_ADDRESS),
        "may_erase": request.actor.may(perms.ERASE_PERSON),
        "may_edit_profile": request.actor.may(perms.EDIT_PROFILE),
        "profile": profile_lines(one.profile) if hasattr(one, "profile") else None,
        "handover": current_handover(one) if request.actor.may(perms.RECEIVE) else None,
        "entrusted": received_for(one) if request.actor.may(perms.RECEIVE) else None,
        "may_hand_over": request.actor.may(perms.HAND_OVER),
        "twins": likely_twins(identity_of(one), workspace=request.actor.workspace) if may_merge else [],
        "statuses": statuses,
        "recognition": recognition(one, actor=request.actor, on=today),
        "may_open_contracts": request.actor.role in TEAM,
        "may_read_special": request.actor.may(perms.READ_SPECIAL),
        "may_edit_steps": request.actor.may(perms.EDIT_STEP),
        "steps": selectors.steps(actor=request.actor).filter(person=one),
        "employments": selectors.employments(actor=request.actor).filter(person=one),
        "may_match": request.actor.may(perms.MATCH),
        "candidacies": rows(
            candidacies(actor=request.actor).filter(person=one).order_by("-proposed_on", "-pk"),
            actor=request.actor,
            today=today,
        ),
    }
    return render(request, "people/person.html", context)


@requires(perms.EDIT_PERSON)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Correct what is recorded of a person."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    initial = {name: getattr(one, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_person(actor=request.actor, person=one, facts=form.facts(), today=timezone.localdate())
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Les changements sont enregistrés.")
            return redirect("people:person", one.pk)
    return _form_page(request, form, f"Modifier {one}", "Enregistrer", one)


@requires(perms.CHECK_STATUS)
@require_http_methods(["GET", "POST"])
def add_status(request: Request, pk: int) -> HttpResponse:
    """One dated status with the proof seen: the criterion first, then what it needs.

    The criterion says something of the person: it travels in the form, never in the address. ``?contrat=`` names the
    work contract whose hours wait for it: it is proposed from its first day.
    """
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    today, title = timezone.localdate(), f"Éligibilité {of(one)}"
    back = way_back(request, reverse("people:person", args=[pk]))
    chosen = CriterionForm(request.POST or None)
    if not chosen.is_valid():
        return _form_page(request, chosen, title, "Continuer", one, back=back)
    criterion = by_code(chosen.cleaned_data["critere"])
    answered = request.POST if "valid_from" in request.POST else None
    form = StatusForm(answered, criterion=criterion, initial={"valid_from": _hired_on(request, one) or today})
    if form.is_valid():
        try:
            status = services.record_status(
                actor=request.actor, person=one, criterion=criterion.code, today=today, **form.cleaned_data
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"Statut enregistré. {eligibility.status_sentence(status, on=today)}")
            return redirect(back)
    return _form_page(request, form, title, "Enregistrer le statut", one, criterion=criterion, back=back)


def _hired_on(request: Request, person: Person) -> date | None:
    """First day of the work contract named in the address, when it is this person's."""
    named = request.GET.get("contrat", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return None
    found = selectors.employments(actor=request.actor).filter(person=person, pk=int(named))
    return found.values_list("starts_on", flat=True).first()


@requires(perms.CHECK_STATUS)
@require_http_methods(["GET", "POST"])
def check_status(request: Request, pk: int, status: int) -> HttpResponse:
    """Say which proof was seen for a status whose proof is missing; of a protected one, its own page asks."""
    found = get_object_or_404(selectors.statuses(actor=request.actor), pk=status, person_id=pk)
    back = way_back(request, reverse("people:person", args=[pk]))
    protected = is_protected(found)
    if protected and request.method != "POST":
        return redirect("people:special", pk, status)
    criterion = by_code(eligibility.as_rule(found).criterion)
    initial = {"proof_kind": found.proof_kind, "proof_on": found.proof_on}
    form = ProofForm(request.POST or None, criterion=criterion, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.check_status(actor=request.actor, status=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La pièce est notée comme vue.")
            return redirect(back)
    if protected:  # shown here, the proofs it accepts would name it
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return redirect("people:special", pk, status)
    title = f"Vérifier l’éligibilité {of(found.person)}"
    return _form_page(request, form, title, "J’ai vu cette pièce", found.person, back=back)


@requires(perms.EDIT_EMPLOYMENT)
@require_http_methods(["GET", "POST"])
def add_employment(request: Request, pk: int) -> HttpResponse:
    """A work contract."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    form = EmploymentForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_employment(actor=request.actor, person=one, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le contrat de travail est enregistré.")
            return redirect("people:person", one.pk)
    return _form_page(request, form, f"Contrat de travail {of(one)}", "Enregistrer le contrat", one)


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
    return _form_page(request, form, f"Fin d’un statut {of(found.person)}", "Enregistrer la fin", found.person)


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
    title = f"{found.get_contract_kind_display()} {of(found.person)} chez {found.employer}"
    return _form_page(request, form, title, "Enregistrer", found.person)


def _form_page(request: Request, form: Any, title: str, submit: str, one: Person | None, **more: Any) -> HttpResponse:
    back = reverse("people:person", args=[one.pk]) if one else reverse("people:people")
    context = {
        "form": form,
        "page_title": title,
        "submit": submit,
        "person": one,
        "back": back,
        "criterion": None,
        **more,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
