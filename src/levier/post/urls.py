"""Address of this room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "post"

urlpatterns = [path("retours/courriels/", views.bounces, name="bounces")]
