"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import (
    access,
    candidacies,
    erasure,
    handovers,
    offers,
    pathway,
    profile,
    ranking,
    record,
    special,
    steps,
    twins,
)

app_name = "people"

urlpatterns = [
    path("personnes/", record.people, name="people"),
    path("personnes/export/", record.export, name="export"),
    path("personnes/nouvelle/", profile.create, name="create"),
    path("personnes/doublons/", twins.doubles, name="doubles"),
    path("personnes/parcours/", steps.cohort, name="cohort"),
    path("personnes/parcours/export/", steps.cohort_export, name="cohort_export"),
    path("personnes/<int:pk>/parcours/", pathway.pathway, name="pathway"),
    path("personnes/<int:pk>/contrat/<int:employment>/sortie/<int:months>/", pathway.record_exit, name="record_exit"),
    path("personnes/<int:pk>/confier/", handovers.send, name="hand_over"),
    path("suivis-confies/", handovers.listing, name="handovers"),
    path("suivis-confies/<int:pk>/", handovers.show, name="handover"),
    path("suivis-confies/<int:pk>/accepter/", handovers.accept, name="handover_accept"),
    path("suivis-confies/<int:pk>/refuser/", handovers.refuse, name="handover_refuse"),
    path("suivis-confies/<int:pk>/reprendre/", handovers.end, name="handover_end"),
    path("suivis-confies/<int:pk>/nouvelles/<int:months>/", handovers.news, name="handover_news"),
    path("personnes/<int:pk>/etape/", steps.add, name="add_step"),
    path("personnes/<int:pk>/etape/<int:step>/", steps.edit, name="edit_step"),
    path("personnes/<int:pk>/rapprocher/<int:other>/", twins.compare, name="compare"),
    path("personnes/<int:pk>/", record.person, name="person"),
    path("personnes/<int:pk>/profil/", profile.edit, name="edit_profile"),
    path("personnes/<int:pk>/modifier/", record.edit, name="edit"),
    path("personnes/<int:pk>/suivie/", erasure.keep, name="keep"),
    path("mon-dossier/<str:token>/", access.own_file, name="own_file"),
    path("mon-dossier/<str:token>/retrait/", access.leave, name="leave_pool"),
    path("mon-dossier/<str:token>/donnees/", access.own_data, name="own_data"),
    path("personnes/<int:pk>/acces/", access.send, name="send_access"),
    path("personnes/<int:pk>/effacer/", erasure.erase, name="erase"),
    path("personnes/<int:pk>/statut/", record.add_status, name="add_status"),
    path("personnes/<int:pk>/contrat/", record.add_employment, name="add_employment"),
    path("personnes/<int:pk>/statut/<int:status>/verifier/", record.check_status, name="check_status"),
    path("personnes/<int:pk>/statut/<int:status>/critere/", special.special, name="special"),
    path("personnes/<int:pk>/statut/<int:status>/finir/", record.end_status, name="end_status"),
    path("personnes/<int:pk>/contrat/<int:employment>/", record.edit_employment, name="edit_employment"),
    path("offres/", offers.offers, name="offers"),
    path("offres/lot/<int:lot_pk>/nouvelle/", offers.create, name="create_offer"),
    path("offres/<int:pk>/", offers.offer, name="offer"),
    path("offres/<int:pk>/modifier/", offers.edit, name="edit_offer"),
    path("offres/<int:pk>/rapprochement/", ranking.people_of_offer, name="people_of_offer"),
    path("offres/<int:pk>/proposer/<int:person>/", candidacies.propose, name="propose"),
    path("offres/<int:pk>/candidatures/<int:candidacy>/retrait/", candidacies.withdraw, name="withdraw_candidacy"),
    path("offres/<int:pk>/candidatures/<int:candidacy>/<slug:what>/", candidacies.answer, name="answer_candidacy"),
    path("offres/<int:pk>/relancer/", candidacies.remind, name="remind_company"),
    path("personnes/<int:pk>/offres/", ranking.offers_of_person, name="offers_of_person"),
    path("candidats/<str:token>/", candidacies.by_link, name="candidacies_link"),
    path("candidats/<str:token>/<int:candidacy>/<slug:what>/", candidacies.answer_by_link, name="answer_link"),
    path(
        "mon-dossier/<str:token>/candidatures/<int:candidacy>/retrait/", candidacies.own_withdraw, name="own_withdraw"
    ),
    path("offres/<int:pk>/diffuser/", offers.publish, name="publish_offer"),
    path("offres/<int:pk>/clore/", offers.close, name="close_offer"),
]
