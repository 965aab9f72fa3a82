"""Reading documents."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from shuzha.archive.documents.models import Document


def path_of(document: Document) -> Path:
    """Where the document's bytes lie."""
    return Path(settings.SHUZHA_HOME) / "documents" / document.digest[:2] / document.digest
