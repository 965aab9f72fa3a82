"""The log itself, for programs that follow it from outside: its checkpoint, its entries, its policy.

Entries of sign-ins are withheld, as they are on the pages; their hashes are given, so that whoever follows the log
still recomputes its root. A hash gives nothing away, since every entry holds a salted commitment.
"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shuzha.archive.evidence.queries import policy_text, published_log
from shuzha.ledger.finding import Finding
from shuzha.ledger.tiles import WIDTH
from shuzha.ledger.tree import Tree
from shuzha.site.pages.visibility import PRIVATE

TEXT = "text/plain; charset=utf-8"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The checkpoint published last, with its cosignatures (C2SP tlog-checkpoint)."""
    try:
        note = published_log().published_note()
    except (FileNotFoundError, LookupError):
        raise Http404 from None
    return HttpResponse(note, content_type=TEXT, headers={"Cache-Control": "no-store"})


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The log's keys and the witnesses asked for, as the verifier takes them (C2SP tlog-policy)."""
    return HttpResponse(policy_text(), content_type=TEXT)


@require_safe
def entries(request: HttpRequest, start: int) -> HttpResponse:
    """Up to 256 entries from `start` on, one a line: its hash in hex, a space, and the entry, or nothing where it is
    withheld; an empty line for one that is damaged."""
    try:
        log = published_log()
        found = list(log.entries(start, min(log.size, start + WIDTH)))
    except (FileNotFoundError, LookupError):
        raise Http404 from None
    tree = Tree(log.suite.hash)
    lines = [b"" if isinstance(entry, Finding) else _line(entry, tree.leaf(entry)) for entry in found]
    return HttpResponse(b"".join(line + b"\n" for line in lines), content_type=TEXT)


def _line(entry: bytes, hash_: bytes) -> bytes:
    withheld = str(json.loads(entry).get("stream", "")).startswith(PRIVATE)
    return hash_.hex().encode() + b" " + (b"" if withheld else entry)
