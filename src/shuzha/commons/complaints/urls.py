"""The address of complaints, under /complaints/."""

from __future__ import annotations

from django.urls import path

from shuzha.commons.complaints import pages

app_name = "complaints"
urlpatterns = [path("", pages.show, name="show")]
