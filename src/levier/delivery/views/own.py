"""What a person downloads of themselves by their personal link: the document that says everything, and their pieces."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.people.access import own_person
from levier.people.services.access import download_own_data
from levier.ui.http import attachment

from ..documents.own_file import own_file_pdf
from ..documents.render import CONTENT_TYPE
from ..selectors.evidence import evidence
from .declare import private
from .evidence import piece_file


@login_not_required
@require_GET
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Everything held of the person, in French (GDPR, art. 15)."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    held = download_own_data(actor=actor, person=own_person(actor))
    content = own_file_pdf(workspace=actor.workspace, tables=held, made_at=timezone.now())
    return private(attachment(content, filename="mon-dossier.pdf", content_type=CONTENT_TYPE))


@login_not_required
@require_GET
def piece(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One of the person's own pieces."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    return private(piece_file(get_object_or_404(evidence(actor=actor), pk=pk)))
