"""One page for each kind of error: status, title, what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from levier.domain.errors import Conflict, ImportFailed, LevierError, NotAllowed, RuleError

_STATUS: dict[type[LevierError], tuple[int, str]] = {
    NotAllowed: (403, "Action non permise"),
    Conflict: (409, "La situation a changé"),
    ImportFailed: (422, "Fichier refusé"),
    RuleError: (422, "Saisie à corriger"),
}


def page(request: HttpRequest, error: LevierError) -> HttpResponse:
    """The page of one of our errors."""
    status, title = next((v for k, v in _STATUS.items() if isinstance(error, k)), (400, "Demande refusée"))
    details = [str(cell) for cell in error.errors] if isinstance(error, ImportFailed) else []
    return _render(request, status, title, error.message, details)


def _render(
    request: HttpRequest, status: int, title: str, message: str, details: list[str] | None = None
) -> HttpResponse:
    context = {"status": status, "title": title, "message": message, "details": details or []}
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
