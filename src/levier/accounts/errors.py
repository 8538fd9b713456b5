"""One page for each kind of error: status, title, what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from levier.domain.errors import Conflict, ImportFailed, LevierError, NotAllowed, RuleError

from .links import DeadLink
from .wrong_method import page_of

_STATUS: dict[type[LevierError], tuple[int, str]] = {
    DeadLink: (403, "Lien non valable"),
    NotAllowed: (403, "Action non permise"),
    Conflict: (409, "La situation a changé"),
    ImportFailed: (422, "Fichier refusé"),
    RuleError: (422, "Saisie à corriger"),
}


def page(request: HttpRequest, error: LevierError) -> HttpResponse:
    """The page of one of our errors."""
    status, title = next((v for k, v in _STATUS.items() if isinstance(error, k)), (400, "Demande refusée"))
    details = [str(cell) for cell in error.errors] if isinstance(error, ImportFailed) else []
    action = {"label": "J’ai un compte : me connecter", "url": "/"} if isinstance(error, DeadLink) else None
    return _render(request, status, title, error.message, details, action)


def _render(
    request: HttpRequest,
    status: int,
    title: str,
    message: str,
    details: list[str] | None = None,
    action: dict[str, str] | None = None,
) -> HttpResponse:
    context = {"status": status, "title": title, "message": message, "details": details or [], "action": action}
    return render(request, "layouts/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _render(
        request, 400, "Demande illisible", "La demande n’a pas pu être lue. Revenez en arrière et recommencez."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _render(request, 403, "Action non permise", "Votre rôle ne permet pas d’ouvrir cette page.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _render(
        request, 404, "Page introuvable", "Cette page n’existe pas, ou elle n’est pas dans votre espace de travail."
    )


def wrong_method(request: HttpRequest, allow: str) -> HttpResponse:
    """An address opened otherwise than it answers: a form reloaded or kept among the bookmarks, most of the time."""
    path = page_of(request)
    response = _render(
        request,
        405,
        "Cette adresse ne s’ouvre pas ainsi",
        "Elle sert à enregistrer une action, par le bouton d’une page : l’ouvrir ou la recharger ne fait rien, et rien n’a été "
        "changé. "
        + (
            "Ouvrez la page, puis utilisez son bouton."
            if path
            else "Revenez à la page où se trouve le bouton, et recommencez."
        ),
        action={"label": "Ouvrir la page", "url": path} if path else None,
    )
    response["Allow"] = allow
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return _render(
        request,
        500,
        "Une erreur est survenue",
        "L’erreur vient de Levier, pas de vous. Rien n’a été enregistré à moitié. Réessayez ; si cela recommence, "
        "prévenez l’administrateur de votre espace.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _render(
        request,
        403,
        "Formulaire expiré",
        "Le formulaire est resté ouvert trop longtemps ou les cookies sont bloqués. Rechargez la page et recommencez.",
    )
