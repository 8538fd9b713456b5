"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "committees"

urlpatterns = [
    path("comites/", views.meetings, name="meetings"),
    path("comites/nouveau/", views.create, name="create"),
    path("comites/<int:pk>/", views.meeting, name="meeting"),
    path("comites/<int:pk>/modifier/", views.edit, name="edit"),
    path("comites/<int:pk>/dossier/", views.prepare, name="prepare"),
    path("comites/<int:pk>/dossiers/<int:pack_pk>.pdf", views.pack_file, name="pack_pdf"),
    path("comites/<int:pk>/dossiers/<int:pack_pk>.docx", views.pack_word, name="pack_docx"),
    path("comites/<int:pk>/compte-rendu/", views.minutes, name="minutes"),
    path("comites/<int:pk>/compte-rendu.pdf", views.minutes_file, name="minutes_pdf"),
    path("comites/<int:pk>/decisions/", views.decide, name="decide"),
    path("comites/<int:pk>/envoyer/", views.send, name="send"),
    path("comites/decisions/<int:pk>/", views.decision, name="decision"),
]
