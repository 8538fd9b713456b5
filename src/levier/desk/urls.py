"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .views import contract, homes, search, todo

app_name = "desk"

urlpatterns = [
    path("", todo.home, name="home"),
    path("a-faire/", todo.todo, name="todo"),
    path("accueil/acheteur/", homes.buyer, name="buyer_home"),
    path("accueil/entreprise/", homes.company, name="company_home"),
    path("recherche/", search.results, name="search"),
    path("marches/<int:pk>/", contract.show, name="contract"),
]
