"""Which documents a case refers to, noted with the event that does, so that who may read one is one indexed look-up.

A reference opens a document only when it is made by someone to whom the document was open already: by whoever brought
it, or whoever sees a case that uses it. Knowing a digest and typing it into a case of one's own opens nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.queries import visible_to
from shuzha.archive.documents.models import Document, DocumentUse
from shuzha.procedure.words import Actor

_REFERENCE = re.compile(r"sha256:([0-9a-f]{64})")


def note_uses(record: CaseRecord, data: Any, by: Actor) -> None:
    """Notes every document that the event's data refers to and that is open to the actor."""
    named = {digest for text in _texts(data) for digest in _REFERENCE.findall(text)}
    if named:
        uses = [DocumentUse(digest=digest, case=record.id) for digest in sorted(_open_to(by, named))]
        DocumentUse.objects.bulk_create(uses, ignore_conflicts=True)


def uses_of(document: Document) -> list[uuid.UUID]:
    """The cases that refer to the document."""
    return list(DocumentUse.objects.filter(digest=document.digest).values_list("case", flat=True))


def _open_to(by: Actor, digests: set[str]) -> set[str]:
    brought = Document.objects.filter(digest__in=digests).values_list("digest", "organisation_id")
    own = {digest for digest, organisation in brought if str(organisation) == by.organisation}
    seen = DocumentUse.objects.filter(digest__in=digests - own, case__in=visible_to(by).values("id"))
    return own | set(seen.values_list("digest", flat=True))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | Sequence):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)
