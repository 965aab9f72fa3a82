"""The gallery: one page that shows every component in all of its states, for those who build and review pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.site.ui import specimens


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page `/ui-components/`."""
    return render(request, "ui/gallery.html", specimens.context())
