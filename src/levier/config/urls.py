"""Every address of the application. Each room's paths are in its own ``urls.py``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("levier.desk.urls")),
    path("", include("levier.accounts.urls")),
    path("", include("levier.directory.urls")),
    path("", include("levier.procurement.urls")),
    path("", include("levier.clauses.urls")),
    path("", include("levier.people.urls")),
    path("", include("levier.delivery.urls")),
    path("", include("levier.watch.urls")),
    path("", include("levier.insights.urls")),
    path("", include("levier.committees.urls")),
    path("", include("levier.ui.urls")),
    path("", include("levier.post.urls")),
    path("compte/", include("allauth.urls")),
]

handler400 = "levier.accounts.errors.bad_request"
handler403 = "levier.accounts.errors.forbidden"
handler404 = "levier.accounts.errors.not_found"
handler500 = "levier.accounts.errors.server_error"
