"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "clauses"

_LOT = "marches/<int:pk>/montage/<int:lot_pk>"

urlpatterns = [
    path("marches/<int:pk>/montage/", views.montage, name="montage"),
    path(f"{_LOT}/", views.lot_overview, name="lot"),
    path(f"{_LOT}/calibrage/", views.calibration, name="calibration"),
    path(f"{_LOT}/heures/", views.hours, name="hours"),
    path(f"{_LOT}/offre/", views.supply, name="supply"),
    path(f"{_LOT}/offre/metiers/", views.trades, name="trades"),
    path(f"{_LOT}/levier/", views.lever, name="lever"),
    path(f"{_LOT}/publics/", views.terms, name="terms"),
    path(f"{_LOT}/penalites/", views.penalties, name="penalties"),
    path(f"{_LOT}/critere/", views.criterion, name="criterion"),
    path(f"{_LOT}/facilitateur/", views.contact, name="contact"),
    path(f"{_LOT}/texte/", views.text, name="text"),
    path(f"{_LOT}/texte.docx", views.text_docx, name="text_docx"),
    path(f"{_LOT}/proposer/", views.propose, name="propose"),
    path(f"{_LOT}/reprendre/", views.resume, name="resume"),
    path("accords/<int:pk>/", views.consent, name="consent"),
    path("clauses/<int:pk>/reponse/", views.answer, name="answer"),
]
