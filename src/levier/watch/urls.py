"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import alerts, awards, notices, renewals, search, silent, sourcing
from .views.structure import advice, feed, joint, links, own, sheet

app_name = "watch"
urlpatterns = [
    path("veille/attributions/", awards.index, name="awards"),
    path("veille/attributions/traitees/", awards.done, name="awards_done"),
    path("veille/attributions/traitees/<int:pk>/reprendre/", awards.restore, name="award_restore"),
    path("veille/attributions/traitees/<int:pk>/confirmer/", awards.confirm, name="award_confirm"),
    path("veille/attributions/<int:pk>/suivre/", awards.follow, name="award_follow"),
    path("veille/attributions/<int:pk>/ecarter/", awards.set_aside, name="award_set_aside"),
    path("veille/sans-clause/", silent.index, name="silent"),
    path("veille/sans-clause/<int:pk>/", silent.page, name="silent_notice"),
    path("veille/sans-clause/<int:pk>/courrier/", silent.document, name="silent_letter"),
    path("veille/qui-pourrait-repondre/", sourcing.index, name="sourcing"),
    path("veille/renouvellements/", renewals.index, name="renewals"),
    path("veille/renouvellements/export/", renewals.export, name="renewals_export"),
    path("veille/renouvellements/<int:pk>/revue/", renewals.enter, name="renewal_enter"),
    path("veille/pour-vous/", feed.feed_page, name="feed"),
    path("veille/reglages/", own.settings, name="bidder"),
    path("veille/references/", own.references, name="references"),
    path("veille/references/<int:pk>/retirer/", own.remove_reference, name="reference_remove"),
    path("veille/conseils/", advice.listing, name="advice_list"),
    path("veille/conseils/<slug:slug>/", advice.page, name="advice"),
    path("veille/avis/<int:pk>/decision/", sheet.decide, name="sheet"),
    path("veille/avis/<int:pk>/reponse/", sheet.pack, name="pack"),
    path("veille/avis/<int:pk>/reponse/<slug:kind>/", sheet.document, name="pack_docx"),
    path("veille/avis/<int:pk>/groupement/", joint.plan, name="joint_plan"),
    path("veille/avis/<int:pk>/groupement/inviter/<int:organisation>/", joint.invite, name="joint_invite"),
    path("veille/groupements/", joint.listing, name="joints"),
    path("veille/groupements/<int:pk>/", joint.page, name="joint"),
    path("veille/groupements/<int:pk>/forme/", joint.terms, name="joint_terms"),
    path("veille/groupements/<int:pk>/abandonner/", joint.abandon, name="joint_abandon"),
    path("veille/invitations/<int:pk>/repondre/", joint.answer, name="joint_answer"),
    path("veille/invitations/<int:pk>/retirer/", joint.withdraw, name="joint_withdraw"),
    path("groupements/<str:token>/", links.joint_link, name="joint_link"),
    path("veille/", search.index, name="search"),
    path("veille/export/<slug:kind>/", search.export, name="search_export"),
    path("veille/echeances.ics", search.deadlines, name="search_ics"),
    path("veille/avis/<int:pk>/", notices.page, name="notice"),
    path("veille/avis/<int:pk>/echeance.ics", notices.deadline, name="notice_ics"),
    path("veille/avis/<int:pk>/manque/", notices.missed, name="notice_missed"),
    path("veille/avis/<int:pk>/passages/<int:finding>/corriger/", notices.correct, name="finding_correct"),
    path("veille/alertes/", alerts.listing, name="alerts"),
    path("veille/alertes/creer/", alerts.create, name="alert_create"),
    path("veille/alertes/<int:pk>/", alerts.update, name="alert"),
    path("veille/alertes/<int:pk>/suspendre/", alerts.pause, name="alert_pause"),
    path("veille/alertes/<int:pk>/reprendre/", alerts.resume, name="alert_resume"),
    path("veille/alertes/<int:pk>/supprimer/", alerts.remove, name="alert_remove"),
    path("alertes/<str:token>/", alerts.stop, name="alert_stop"),
]
