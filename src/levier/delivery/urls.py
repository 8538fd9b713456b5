"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import declare, progress, statements, validate

app_name = "delivery"

urlpatterns = [
    path("marches/<int:pk>/mise-en-oeuvre/", progress.progress, name="progress"),
    path("heures/", statements.statements, name="statements"),
    path("heures/export/", statements.export, name="statements_export"),
    path("heures/demander/", statements.ask, name="ask_statements"),
    path("heures/<int:pk>/", statements.statement, name="statement"),
    path("heures/<int:pk>/saisir/", declare.signed_in, name="fill_statement"),
    path("heures/<int:pk>/relancer/", statements.remind, name="remind_statement"),
    path("heures/<int:pk>/valider/", validate.accept_clear, name="accept_clear"),
    path("heures/<int:pk>/rendre/", validate.send_back, name="return_statement"),
    path("heures/lignes/<int:pk>/", validate.decide, name="decide_line"),
    path("heures/lignes/<int:pk>/reprendre/", validate.reconsider, name="reconsider_line"),
    path("heures/ecritures/<int:pk>/corriger/", validate.correct, name="correct_entry"),
    path("releves/<str:token>/", declare.by_link, name="declare"),
]
