"""Which address leads where: the first level only; each office names its own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "shuzha.site.faults.bad_request"
handler403 = "shuzha.site.faults.forbidden"
handler404 = "shuzha.site.faults.not_found"
handler500 = "shuzha.site.faults.broken"
