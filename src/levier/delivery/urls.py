"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import certificates, closing, declare, launch, orders, progress, shortfalls, statements, validate

app_name = "delivery"

_M = "marches/<int:pk>"

urlpatterns: list[URLPattern] = [
    path(f"{_M}/mise-en-oeuvre/", progress.progress, name="progress"),
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
    path(f"{_M}/suivi/", launch.launch, name="launch"),
    path(f"{_M}/suivi/reunion/", launch.meeting, name="meeting"),
    path(f"{_M}/suivi/reunion/invitation.ics", launch.meeting_ics, name="meeting_ics"),
    path(f"{_M}/suivi/reunion/inviter/", launch.meeting_invite, name="meeting_invite"),
    path(f"{_M}/suivi/reunion/compte-rendu/", launch.meeting_held, name="meeting_held"),
    path(f"{_M}/suivi/fiche-<int:obligation_pk>.pdf", launch.sheet, name="company_sheet"),
    path(f"{_M}/suivi/recrutements/<int:obligation_pk>/", launch.recruitment_add, name="recruitment_add"),
    path(f"{_M}/suivi/recrutements/<int:planned_pk>/retirer/", launch.recruitment_remove, name="recruitment_remove"),
    path(f"{_M}/obligations/creer/<int:award_pk>/", launch.obligations_create, name="obligations_create"),
    path(f"{_M}/obligations/<int:obligation_pk>/", launch.obligation, name="obligation"),
    path(f"{_M}/obligations/<int:obligation_pk>/modifier/", launch.obligation_amend, name="obligation_amend"),
    path(f"{_M}/commandes/", orders.orders, name="orders"),
    path(f"{_M}/commandes/export.xlsx", orders.orders_export, name="orders_export"),
    path(f"{_M}/commandes/saisir/", orders.order_add, name="order_add"),
    path(f"{_M}/commandes/<int:order_pk>/corriger/", orders.order_correct, name="order_correct"),
    path(f"{_M}/commandes/demander/", orders.orders_request, name="orders_request"),
    path(f"{_M}/commandes/demandes/<int:request_pk>/relancer/", orders.orders_remind, name="orders_remind"),
    path("commandes/<str:token>/", orders.orders_link, name="orders_link"),
    path(f"{_M}/fin/", closing.closing, name="closing"),
    path(f"{_M}/fin/clore/", closing.contract_end, name="contract_end"),
    path(f"{_M}/fin/obligations/<int:obligation_pk>/bilan/", closing.report_make, name="report_make"),
    path(f"{_M}/fin/obligations/<int:obligation_pk>/clore/", closing.obligation_close, name="obligation_close"),
    path(f"{_M}/fin/obligations/<int:obligation_pk>/constat/", shortfalls.shortfall_open, name="shortfall_open"),
    path(f"{_M}/fin/bilans/<int:report_pk>/", closing.report, name="report"),
    path(f"{_M}/fin/bilans/<int:report_pk>.pdf", closing.report_file, name="report_file"),
    path(f"{_M}/fin/bilans/<int:report_pk>/attestation/", closing.certificate_issue, name="certificate_issue"),
    path(f"{_M}/fin/attestations/<int:certificate_pk>.pdf", closing.certificate_file, name="certificate_file"),
    path(f"{_M}/fin/attestations/<int:certificate_pk>/retirer/", closing.certificate_revoke, name="certificate_revoke"),
    path(f"{_M}/fin/constats/<int:shortfall_pk>/", shortfalls.shortfall, name="shortfall"),
    path(f"{_M}/fin/constats/<int:shortfall_pk>/agir/", shortfalls.shortfall_act, name="shortfall_act"),
    path(f"{_M}/fin/constats/<int:shortfall_pk>/<slug:kind>.pdf", shortfalls.shortfall_letter, name="shortfall_letter"),
    path("attestations/", certificates.certificate_search, name="certificate_search"),
    path("attestations/<str:number>/", certificates.certificate_public, name="certificate_public"),
]
