"""Handing out documents: always as a download, never run, and only to those who may see a case that refers to them."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from shuzha.archive.cases.materials import uses_of
from shuzha.archive.documents.models import Document
from shuzha.archive.documents.queries import path_of
from shuzha.archive.parties.models import Account
from shuzha.site.context import signed_in
from shuzha.site.pages.visibility import cases_for


@require_safe
@login_required
def download(request: HttpRequest, document: uuid.UUID) -> HttpResponseBase:
    """The document's bytes, as an attachment that no browser interprets."""
    found = Document.objects.filter(pk=document).first()
    if found is None or not may_read(signed_in(request), found) or not path_of(found).is_file():
        raise Http404
    response = FileResponse(
        path_of(found).open("rb"), as_attachment=True, filename=found.filename, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def may_read(account: Account | None, document: Document) -> bool:
    """Whether the account's organisation brought the document, or the account sees a case that refers to it."""
    if account is None:
        return False
    if document.organisation_id == account.organisation_id:
        return True
    return cases_for(account).filter(pk__in=uses_of(document)).exists()
