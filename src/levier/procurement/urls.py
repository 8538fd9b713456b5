"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import contracts, great_works, imports, launch, notices, programme

app_name = "procurement"

urlpatterns = [
    path("marches/", contracts.index, name="contracts"),
    path("marches/export/", contracts.export, name="contracts_export"),
    path("marches/nouveau/", contracts.create, name="create"),
    path("marches/depuis-un-avis/", notices.upload, name="notice_upload"),
    path("marches/depuis-un-avis/<int:pk>/", notices.show, name="notice"),
    path("marches/<int:pk>/modifier/", contracts.update, name="update"),
    path("marches/<int:pk>/etape/<slug:step>/", contracts.move, name="move"),
    path("marches/<int:pk>/abandonner/", contracts.abandon, name="abandon"),
    path("marches/<int:pk>/reprendre/", contracts.resume, name="resume"),
    path("marches/<int:pk>/programmation/", programme.review, name="review"),
    path("marches/<int:pk>/lancement/", launch.show, name="launch"),
    path("marches/<int:pk>/lancement/lots/<int:lot_pk>/", launch.award, name="award"),
    path("marches/<int:pk>/lancement/attributions/<int:award_pk>/", launch.update_award, name="award_update"),
    path("marches/<int:pk>/lancement/documents/<int:document_pk>/", launch.receive, name="document"),
    path("marches/<int:pk>/lancement/relancer/", launch.remind, name="remind"),
    path("grands-chantiers/nouveau/", great_works.create, name="great_works_create"),
    path("grands-chantiers/<int:pk>/modifier/", great_works.update, name="great_works_update"),
    path("grands-chantiers/operations/nouvelle/", great_works.create_operation, name="operation_create"),
    path("grands-chantiers/operations/<int:pk>/modifier/", great_works.update_operation, name="operation_update"),
    path("programmation/", programme.index, name="programme"),
    path("programmation/export/", programme.export, name="programme_export"),
    path("programmation/envoyer/<int:pk>/", programme.send, name="programme_send"),
    path("programmation/import/", imports.upload, name="import"),
    path("programmation/import/modele/", imports.template, name="import_template"),
    path("programmation/import/<int:pk>/", imports.preview, name="import_preview"),
]
