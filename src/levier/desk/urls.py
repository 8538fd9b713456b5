"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import contract, homes, pages, search, todo

app_name = "desk"

urlpatterns = [
    path("", todo.home, name="home"),
    path("a-faire/", todo.todo, name="todo"),
    path("accueil/acheteur/", homes.buyer, name="buyer_home"),
    path("accueil/entreprise/", homes.company, name="company_home"),
    path("recherche/", search.results, name="search"),
    path("marches/<int:pk>/", contract.show, name="contract"),
    path("aide/", pages.help_page, name="help"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.personal_data, name="personal_data"),
]
