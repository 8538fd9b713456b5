"""What every page shows around its content: workspace, role, navigation, how much is waiting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from levier.domain.vocabulary import Role

from .actor import Actor

#: Main navigation: (label, url name, path prefix that marks it current, roles).
_TEAM_NAV = (
    ("À faire", "desk:todo", "/a-faire/"),
    ("Marchés", "procurement:contracts", "/marches/"),
    ("Programmation", "procurement:programme", "/programmation/"),
    ("Veille", "watch:search", "/veille/"),
    ("Heures", "delivery:statements", "/heures/"),
    ("Personnes", "people:people", "/personnes/"),
    ("Offres", "people:offers", "/offres/"),
    ("Annuaire", "directory:organisations", "/annuaire/"),
    ("Comités", "committees:meetings", "/comites/"),
    ("Indicateurs", "insights:dashboard", "/indicateurs/"),
)
_NAV: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.FACILITATOR: (*_TEAM_NAV, ("Journal", "accounts:journal", "/espace/")),
    Role.ADMIN: (*_TEAM_NAV, ("Espace", "accounts:members", "/espace/")),
    Role.COORDINATOR: tuple(entry for entry in _TEAM_NAV if not entry[1].startswith("people:")),
    Role.BUYER: (
        ("À faire", "desk:todo", "/a-faire/"),
        ("Marchés", "procurement:contracts", "/marches/"),
        ("Programmation", "procurement:programme", "/programmation/"),
        ("Veille", "watch:search", "/veille/"),
        ("Comités", "committees:meetings", "/comites/"),
    ),
    Role.CONTRACTOR: (
        ("Accueil", "desk:company_home", "/accueil/"),
        ("À faire", "desk:todo", "/a-faire/"),
        ("Veille", "watch:search", "/veille/"),
        ("Marchés", "procurement:contracts", "/marches/"),
        ("Heures", "delivery:statements", "/heures/"),
        ("Personnes", "people:people", "/personnes/"),
        ("Offres", "people:offers", "/offres/"),
        ("Annuaire", "directory:organisations", "/annuaire/"),
    ),
    Role.STRUCTURE: (
        ("Accueil", "desk:company_home", "/accueil/"),
        ("À faire", "desk:todo", "/a-faire/"),
        ("Veille", "watch:feed", "/veille/"),
        ("Marchés", "procurement:contracts", "/marches/"),
        ("Heures", "delivery:statements", "/heures/"),
        ("Personnes", "people:people", "/personnes/"),
        ("Offres", "people:offers", "/offres/"),
        ("Annuaire", "directory:organisations", "/annuaire/"),
    ),
    Role.REFERRER: (
        ("À faire", "desk:todo", "/a-faire/"),
        ("Personnes", "people:people", "/personnes/"),
        ("Offres", "people:offers", "/offres/"),
        ("Annuaire", "directory:organisations", "/annuaire/"),
    ),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts. Costs no query beyond the actor's own."""
    actor: Actor | None = getattr(request, "actor", None)
    if not actor:
        return {"actor": None, "nav": [], "demo": settings.DEMO, "switch_url": ""}
    assert actor.role is not None  # noqa: S101 - members always have a role
    nav = [
        {"label": label, "url": url, "current": request.path.startswith(prefix), "count": None}
        for label, name, prefix in _NAV[actor.role]
        if (url := _address(name))
    ]
    several = getattr(request, "roles_held", 1) > 1
    return {
        "actor": actor,
        "nav": nav,
        "demo": settings.DEMO,
        "switch_url": reverse("accounts:roles") if several else "",
    }


def _address(name: str) -> str:
    """Address of a page, or nothing while its room has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
