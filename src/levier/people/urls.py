"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "people"

urlpatterns = [
    path("personnes/", views.people, name="people"),
    path("personnes/export/", views.export, name="export"),
    path("personnes/nouvelle/", views.create, name="create"),
    path("personnes/<int:pk>/", views.person, name="person"),
    path("personnes/<int:pk>/modifier/", views.edit, name="edit"),
    path("personnes/<int:pk>/statut/", views.add_status, name="add_status"),
    path("personnes/<int:pk>/contrat/", views.add_employment, name="add_employment"),
    path("personnes/<int:pk>/statut/<int:status>/verifier/", views.check_status, name="check_status"),
    path("personnes/<int:pk>/statut/<int:status>/finir/", views.end_status, name="end_status"),
    path("personnes/<int:pk>/contrat/<int:employment>/", views.edit_employment, name="edit_employment"),
]
