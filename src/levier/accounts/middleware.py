"""Put the actor on the request, and turn our errors into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from levier.domain.errors import LevierError

from . import errors
from .selectors import current_actor


class ActorMiddleware:
    """``request.actor``: the member of the chosen workspace, or ``None`` (nobody, or nobody's member)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: current_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ErrorPages:
    """Each error of ours has one page and one status, decided here and nowhere else; an address opened wrongly too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return errors.wrong_method(request, response.get("Allow", "")) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LevierError):
            return errors.page(request, exception)
        return None
