"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import letter_views as letters
from . import views

app_name = "accounts"

urlpatterns = [
    path("sans-espace/", views.no_workspace, name="no_workspace"),
    path("roles/", views.roles, name="roles"),
    path("connexion/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("espace/", views.members, name="members"),
    path("espace/export/", views.members_export, name="members_export"),
    path("espace/membres/<int:pk>/retirer/", views.deactivate, name="deactivate"),
    path("espace/regles/", views.workspace, name="workspace"),
    path("liens/<int:pk>/revoquer/", views.revoke_link, name="revoke_link"),
    path("espace/messages/", letters.letters, name="letters"),
    path("espace/messages/<slug:slug>/", letters.letter, name="letter"),
    path("espace/messages/<slug:slug>/origine/", letters.reset, name="letter_reset"),
    path("adresses/<int:pk>/retablir/", views.restore_address, name="restore_address"),
    path("espace/journal/", views.journal, name="journal"),
    path("espace/journal/export/", views.journal_export, name="journal_export"),
]
