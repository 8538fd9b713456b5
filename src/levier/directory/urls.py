"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import imports, local_services, organisations

app_name = "directory"

urlpatterns = [
    path("annuaire/", organisations.index, name="organisations"),
    path("annuaire/export/", organisations.export, name="export"),
    path("annuaire/nouvelle/<str:kind>/", organisations.create, name="create"),
    path("annuaire/import/", imports.upload, name="import"),
    path("annuaire/import/modele/", imports.template, name="import_template"),
    path("annuaire/import/confirmer/", imports.confirm, name="import_confirm"),
    path("annuaire/services/", local_services.index, name="services"),
    path("annuaire/services/export/", local_services.export, name="services_export"),
    path("annuaire/services/nouveau/", local_services.create, name="service_create"),
    path("annuaire/services/<int:pk>/modifier/", local_services.update, name="service_update"),
    path("annuaire/services/<int:pk>/retirer/", local_services.remove, name="service_remove"),
    path("annuaire/<int:pk>/", organisations.show, name="organisation"),
    path("annuaire/<int:pk>/modifier/", organisations.update, name="update"),
    path("annuaire/<int:pk>/etat/", organisations.set_active, name="set_active"),
    path("annuaire/<int:pk>/capacite/", organisations.capacity, name="capacity"),
    path("annuaire/<int:pk>/contacts/nouveau/", organisations.add_contact, name="contact_add"),
    path("annuaire/<int:pk>/contacts/<int:contact_pk>/modifier/", organisations.update_contact, name="contact_update"),
    path("annuaire/<int:pk>/contacts/<int:contact_pk>/retirer/", organisations.remove_contact, name="contact_remove"),
]
