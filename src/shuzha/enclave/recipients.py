"""Pseudonyms of one recipient: the same for that recipient in every answer, another for everybody else.

A pseudonym also carries a mark that only its recipient's pseudonyms have, so that a copy found elsewhere names who was
given it. Keys and values stay in the gate: jobs answer dense indexes and intake's own pseudonyms, and never see a key.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256

import pyarrow as pa

_NAME, _MARK = 10, 5
_NAME_CHARS = _NAME * 8 // 5


class Recipients:
    """Pseudonyms for whoever is given rows, derived from one `key` of the gate's."""

    def __init__(self, key: bytes) -> None:
        self._names, self._marks = _keyed(key, "names"), _keyed(key, "marks")
        self._orders = _keyed(key, "orders")

    def column(self, recipient: str, domain: str, kind: str, values: pa.ChunkedArray) -> pa.Array:
        """The values as the recipient's pseudonyms. Equal values of one domain and kind have equal ones, in any column;
        absent ones stay absent."""
        own = _keyed(self._names, recipient)
        known: dict[object, str] = {}
        for value in set(values.to_pylist()) - {None}:
            name = _short(_keyed(own, f"{domain}\x1f{kind}\x1f{value}")[:_NAME])
            known[value] = name + self._mark(recipient, name)
        return pa.array([known.get(value) for value in values.to_pylist()], pa.string())

    def order(self, recipient: str) -> str:
        """What decides the order of this recipient's rows, known to nobody outside."""
        return _short(_keyed(self._orders, recipient))

    def given_to(self, pseudonyms: Iterable[str], candidates: Sequence[str]) -> dict[str, int]:
        """Of the candidates those whose pseudonyms are among these, with how many; by chance once in 2^40."""
        found = {one.strip().lower() for one in pseudonyms}
        split = [(one[:_NAME_CHARS], one[_NAME_CHARS:]) for one in found if len(one) > _NAME_CHARS and one.isascii()]
        counted = {c: sum(hmac.compare_digest(mark, self._mark(c, name)) for name, mark in split) for c in candidates}
        return {candidate: count for candidate, count in counted.items() if count}

    def _mark(self, recipient: str, name: str) -> str:
        return _short(_keyed(self._marks, f"{recipient}\x1f{name}")[:_MARK])


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), sha256)


def _short(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
