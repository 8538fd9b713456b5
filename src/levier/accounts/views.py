"""Choose a role, follow a sign-in link, manage the workspace."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.domain.errors import LevierError
from levier.domain.vocabulary import Role
from levier.post.addresses import held_for
from levier.ui.exports import xlsx_response
from levier.ui.formats import plural
from levier.ui.http import way_back

from . import listing, perms, selectors, services
from .enums import LinkPurpose
from .forms import MemberForm, WorkspaceForm
from .links import EXPIRED, DeadLink, open_link
from .web import Request, requires


@require_GET
def no_workspace(request: HttpRequest) -> HttpResponse:
    """Signed in, but nobody's member."""
    return render(request, "accounts/no_workspace.html")


@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Choose under which role to work, when one has several."""
    memberships = selectors.memberships_of(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        chosen = request.POST.get("membership", "")
        readable = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
        membership = get_object_or_404(memberships, pk=int(chosen) if readable else 0)
        request.session[selectors.SESSION_KEY] = membership.pk
        return redirect(settings.LOGIN_REDIRECT_URL)
    actor = getattr(request, "actor", None)
    context = {"memberships": [listing.held(one, actor) for one in memberships]}
    return render(request, "accounts/roles.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A first sign-in link: a GET only asks, so that a preview of the address opens no session."""
    link = open_link(token, LinkPurpose.SIGN_IN)
    if link.user is None or not link.user.is_active:
        raise DeadLink(EXPIRED)
    if link.user.has_usable_password() and not settings.DEMO:
        return redirect("account_login")  # a link must not go round the password, nor the second factor
    if request.method == "POST":
        # Through allauth's own stages: a second factor is asked for after a link as after a password.
        entered: HttpResponse = perform_login(request, link.user, redirect_url=settings.LOGIN_REDIRECT_URL)
        return entered
    return render(request, "accounts/sign_in_link.html", {"link": link})


@requires(perms.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def members(request: Request) -> HttpResponse:
    """Who is in the workspace; invite somebody."""
    form = MemberForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.invite_member(
                actor=request.actor,
                email=data["email"],
                full_name=data["full_name"],
                role=Role(data["role"]),
                organisation_id=data["organisation"].pk if data["organisation"] else None,
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(
                request,
                f"{data['full_name']} fait maintenant partie de l’espace : un message part à l’adresse que vous avez "
                "saisie, avec de quoi se connecter.",
            )
            return redirect("accounts:members")
    page = listing.members(request)
    context = {
        "form": form,
        "listing": page,
        "dead": selectors.dead_by_address(actor=request.actor, addresses=[one.user.email for one in page.items]),
        "tabs": listing.tabs(request),
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


@requires(perms.MANAGE_MEMBERS)
@require_GET
def members_export(request: Request) -> HttpResponse:
    """The filtered list of members as a sheet."""
    return xlsx_response(
        f"membres-{timezone.localdate().isoformat()}",
        listing.MEMBER_HEADINGS,
        listing.member_rows(listing.members(request).queryset),
        sheet="Membres",
    )


@requires(perms.MANAGE_MEMBERS)
@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    """Withdraw a role."""
    membership = get_object_or_404(selectors.members(actor=request.actor), pk=pk)
    services.deactivate_member(actor=request.actor, membership=membership)
    messages.success(request, "Le rôle a été retiré.")
    return redirect("accounts:members")


@requires(perms.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def workspace(request: Request) -> HttpResponse:
    """House rules."""
    form = WorkspaceForm(request.POST or None, instance=request.actor.workspace)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_workspace(actor=request.actor, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Les règles de l’espace sont enregistrées.")
            return redirect("accounts:workspace")
    context = {"form": form, "tabs": listing.tabs(request)}
    return render(request, "accounts/workspace.html", context, status=422 if form.errors else 200)


@requires(perms.SEND_LINK)
@require_http_methods(["GET", "POST"])
def revoke_link(request: Request, pk: int) -> HttpResponse:
    """Close a personal link, from one of the pages that list them."""
    link = get_object_or_404(selectors.live_links(actor=request.actor), pk=pk)
    back = way_back(request, reverse("directory:organisation", args=[link.organisation_id]))
    if request.method == "POST":
        services.revoke_link(actor=request.actor, link=link)
        messages.success(request, f"Le lien envoyé à {link.organisation} est révoqué : il n’ouvre plus rien.")
        return redirect(back)
    [(_, opens)] = selectors.with_targets([link])
    return render(request, "accounts/revoke_link.html", {"link": link, "opens": opens, "back": back})


@requires(perms.RESTORE_ADDRESS)
@require_http_methods(["GET", "POST"])
def restore_address(request: Request, pk: int) -> HttpResponse:
    """Say that an address answers again."""
    dead = get_object_or_404(selectors.dead_addresses(actor=request.actor), pk=pk)
    back = way_back(request, reverse("desk:todo"))
    if request.method == "POST":
        left = services.restore_address(actor=request.actor, dead=dead)
        tail = f" {plural(left, 'message retenu part', 'messages retenus partent')}." if left else ""
        messages.success(request, f"Les messages partent de nouveau à cette adresse.{tail}")
        return redirect(back)
    context = {"dead": dead, "held": held_for(dead).count(), "back": back}
    return render(request, "accounts/restore_address.html", context)


@requires(perms.READ_JOURNAL)
@require_GET
def journal(request: Request) -> HttpResponse:
    """Everything done in the workspace, newest first."""
    page = listing.journal(request)
    context = {
        "listing": page,
        "lines": [listing.JournalLine(entry) for entry in page.items],
        "tabs": listing.tabs(request),
    }
    return render(request, "accounts/journal.html", context)


@requires(perms.READ_JOURNAL)
@require_GET
def journal_export(request: Request) -> HttpResponse:
    """The filtered journal as a sheet."""
    return xlsx_response(
        f"journal-{timezone.localdate().isoformat()}",
        listing.JOURNAL_HEADINGS,
        listing.journal_rows(listing.journal(request).queryset),
        sheet="Journal",
    )
