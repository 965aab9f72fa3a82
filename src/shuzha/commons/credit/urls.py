"""Addresses of the credit record, under /credit/."""

from __future__ import annotations

from django.urls import path

from shuzha.commons.credit import pages

app_name = "credit"
urlpatterns = [
    path("", pages.own, name="own"),
    path("<uuid:organisation>/", pages.record, name="record"),
]
