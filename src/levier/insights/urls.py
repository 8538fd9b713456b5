"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import dashboard, programmes, questions, signals

app_name = "insights"

urlpatterns = [
    path("indicateurs/", dashboard.index, name="dashboard"),
    path("indicateurs/export/", dashboard.export, name="export"),
    path("indicateurs/signaux/", signals.index, name="signals"),
    path("indicateurs/signaux/export/", signals.export, name="signals_export"),
    path("indicateurs/signaux/<slug:slug>/", signals.definition, name="signal"),
    path("indicateurs/signaux/entreprises/<int:pk>/", signals.company, name="company"),
    path("indicateurs/signaux/entreprises/<int:pk>/<slug:slug>/demander/", signals.ask, name="ask"),
    path("indicateurs/questions/", questions.index, name="questions"),
    path("indicateurs/questions/<int:pk>/", questions.reply, name="reply"),
    path("grands-chantiers/", programmes.index, name="programmes"),
    path("grands-chantiers/<int:pk>/", programmes.show, name="programme"),
]
