"""Pages of the organisations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.selectors import dead_by_address, live_links, with_targets
from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.vocabulary import Role, StructureKind
from levier.ui.exports import xlsx_response

from .. import listing, perms, selectors, services
from ..departments import approximation
from ..enums import OrganisationKind
from ..forms import CapacityForm, ContactForm, blame, forms_for
from ..models import Contact, Organisation
from ..values import BuyerFacts, Identity, StructureFacts


def _found(request: Request, pk: int) -> Organisation:
    return get_object_or_404(selectors.organisations(actor=request.actor), pk=pk)


@requires(perms.READ)
@require_GET
def index(request: Request) -> HttpResponse:
    """The directory: filtered, shareable, exported."""
    found = listing.read(request)
    context = {
        "directory": found,
        "listing": found.page,
        "may_edit": request.actor.may(perms.EDIT),
        "kinds": list(OrganisationKind),
        "own_pk": request.actor.organisation_id if request.actor.role is Role.STRUCTURE else None,
    }
    return render(request, "directory/list.html", context)


@requires(perms.READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """The filtered list as a sheet."""
    found = listing.read(request)
    return xlsx_response(
        f"annuaire-{timezone.localdate().isoformat()}",
        listing.headings(request.actor),
        listing.sheet_rows(found.page.queryset, request.actor),
        sheet="Annuaire",
    )


@requires(perms.READ)
@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """One organisation: identity, what it can do, whom to call."""
    organisation = _found(request, pk)
    actor = request.actor
    row = listing.row(organisation, None)
    profile = row.profile
    offer = selectors.offer_of(organisation, latitude=None, longitude=None) if profile else None
    contacts = list(selectors.contacts(actor=actor, organisation=organisation))
    known = [organisation.email, *(one.email for one in contacts)]
    context = {
        "organisation": organisation,
        "row": row,
        "counted_from": approximation(
            latitude=organisation.latitude,
            longitude=organisation.longitude,
            postcode=organisation.postcode,
            name=organisation.city,
        ),
        "structure_kind": StructureKind(profile.structure_kind) if profile else None,
        "trades": listing.trade_labels(profile) if profile else [],
        "buyer": getattr(organisation, "buyer", None),
        "contacts": contacts,
        "dead": dead_by_address(actor=actor, addresses=known) if actor.may(perms.EDIT) else {},
        "link_email": selectors.link_contact(organisation),
        "hours_left": offer.hours_left if offer else None,
        "sees_figures": selectors.sees_figures(actor=actor, organisation=organisation),
        "may_edit": actor.may(perms.EDIT),
        "links": with_targets(live_links(actor=actor).filter(organisation=organisation)),
        "may_update_capacity": profile is not None and _may_update_capacity(request, organisation),
    }
    return render(request, "directory/organisation.html", context)


def _may_update_capacity(request: Request, organisation: Organisation) -> bool:
    actor = request.actor
    if actor.role is Role.STRUCTURE:
        return actor.organisation_id == organisation.pk
    return actor.may(perms.UPDATE_CAPACITY)


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def create(request: Request, kind: str) -> HttpResponse:
    """Enter an organisation; ``kind`` is in the address so that the form asks only what matters."""
    if kind not in OrganisationKind.values:
        raise Http404
    return _edit(request, OrganisationKind(kind), None)


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def update(request: Request, pk: int) -> HttpResponse:
    """Correct an organisation."""
    organisation = _found(request, pk)
    return _edit(request, OrganisationKind(organisation.kind), organisation)


def _edit(request: Request, kind: OrganisationKind, organisation: Organisation | None) -> HttpResponse:
    name = organisation.name if organisation else ""
    identity, structure, buyer = forms_for(kind, request.POST or None, organisation)
    shown = [form for form in (identity, structure, buyer) if form is not None]
    valid = [form.is_valid() for form in shown]  # every form is checked, so that every mistake is said at once
    if request.method == "POST" and all(valid):
        try:
            saved = _save(
                request,
                kind,
                organisation,
                identity.identity(),
                structure.facts() if structure else None,
                buyer.facts() if buyer else None,
            )
        except LevierError as error:
            blame(error, *shown)
        else:
            messages.success(request, f"« {saved.name} » est enregistrée dans l’annuaire.")
            return redirect("directory:organisation", pk=saved.pk)
    context = {
        "kind": kind,
        "name": name,
        "organisation": organisation,
        "identity": identity,
        "structure": structure,
        "buyer": buyer,
        "shown": shown,
    }
    failed = any(form.errors for form in shown)
    return render(request, "directory/form.html", context, status=422 if failed else 200)


def _save(
    request: Request,
    kind: OrganisationKind,
    organisation: Organisation | None,
    identity: Identity,
    structure: StructureFacts | None,
    buyer: BuyerFacts | None,
) -> Organisation:
    actor, today = request.actor, timezone.localdate()
    if organisation is None:
        return services.create_organisation(
            actor=actor, today=today, kind=kind, identity=identity, structure=structure, buyer=buyer
        )
    return services.update_organisation(
        actor=actor, today=today, organisation=organisation, identity=identity, structure=structure, buyer=buyer
    )


@requires(perms.EDIT)
@require_POST
def set_active(request: Request, pk: int) -> HttpResponse:
    """Take out of the lists, or put back."""
    organisation = _found(request, pk)
    active = request.POST.get("active") == "oui"
    services.set_active(actor=request.actor, organisation=organisation, active=active)
    messages.success(
        request,
        f"« {organisation.name} » est de nouveau proposée dans les listes."
        if active
        else f"« {organisation.name} » n’est plus proposée dans les listes. Ses marchés et son historique restent.",
    )
    return redirect("directory:organisation", pk=pk)


@requires(perms.UPDATE_CAPACITY)
@require_http_methods(["GET", "POST"])
def capacity(request: Request, pk: int) -> HttpResponse:
    """Hours a month a structure can take on."""
    organisation = _found(request, pk)
    profile = listing.profile_of(organisation)
    if profile is None or not selectors.sees_figures(actor=request.actor, organisation=organisation):
        raise Http404
    initial = {
        "capacity_hours_month": selectors.known_capacity(profile),
        "recent_load_hours_month": profile.recent_load_hours_month,
    }
    form = CapacityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_capacity(
                actor=request.actor, organisation=organisation, today=timezone.localdate(), **form.cleaned_data
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La capacité est à jour. Merci : c’est elle qui décide des propositions faites.")
            return redirect("directory:organisation", pk=pk)
    context = {"organisation": organisation, "profile": profile, "form": form}
    return render(request, "directory/capacity.html", context, status=422 if form.errors else 200)


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def add_contact(request: Request, pk: int) -> HttpResponse:
    """Add somebody to call."""
    return _edit_contact(request, _found(request, pk), None)


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def update_contact(request: Request, pk: int, contact_pk: int) -> HttpResponse:
    """Correct a contact."""
    organisation = _found(request, pk)
    contact = get_object_or_404(selectors.contacts(actor=request.actor, organisation=organisation), pk=contact_pk)
    return _edit_contact(request, organisation, contact)


def _edit_contact(request: Request, organisation: Organisation, contact: Contact | None) -> HttpResponse:
    known: dict[str, object]
    if contact:
        known = {name: getattr(contact, name) for name in ContactForm.Meta.fields}
    else:  # the first contact is the one to write to, unless told otherwise
        known = {"receives_links": not organisation.contacts.exists()}
    form = ContactForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            if contact is None:
                services.add_contact(actor=request.actor, organisation=organisation, facts=form.facts())
            else:
                services.update_contact(actor=request.actor, contact=contact, facts=form.facts())
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le contact est à jour." if contact else "Le contact est enregistré.")
            return redirect("directory:organisation", pk=organisation.pk)
    context = {"organisation": organisation, "contact": contact, "form": form}
    return render(request, "directory/contact.html", context, status=422 if form.errors else 200)


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def remove_contact(request: Request, pk: int, contact_pk: int) -> HttpResponse:
    """Forget a contact, after a confirmation."""
    organisation = _found(request, pk)
    contact = get_object_or_404(selectors.contacts(actor=request.actor, organisation=organisation), pk=contact_pk)
    if request.method == "POST":
        services.remove_contact(actor=request.actor, contact=contact)
        messages.success(request, "Le contact est retiré.")
        return redirect("directory:organisation", pk=pk)
    return render(request, "directory/contact_remove.html", {"organisation": organisation, "contact": contact})
