"""A document: its bytes lie once under their digest; a row says who brought which file for which case."""

from __future__ import annotations

import uuid

from django.db import models

from shuzha.archive.parties.models import Organisation


class Document(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    brought_at = models.DateTimeField()

    @property
    def reference(self) -> str:
        """How events name it: by digest, so that the log commits to the very bytes."""
        return f"sha256:{self.digest}"


class DocumentUse(models.Model):
    """A case refers to the document of this digest: whoever sees the case may read the document."""

    digest = models.CharField(max_length=64)
    case = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "case"], name="document_use_once")]
