"""Reads the fields of a request's header, so that a malformed one is refused by name and never fails further in."""

from __future__ import annotations

import uuid
from typing import Any

from shuzha.gate.reasons import malformed

TEXT_LIMIT = 200_000


class Fields:
    """A request's header, read by type. Every method raises: Refused naming what is missing or of the wrong kind."""

    def __init__(self, header: dict[str, Any]) -> None:
        self._header = header

    def has(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return self._header.get(name) is not None

    def text(self, name: str, limit: int = TEXT_LIMIT) -> str:
        value = self._header.get(name)
        if not isinstance(value, str) or not value or len(value) > limit:
            raise malformed(name)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise malformed(name) from None
        return value

    def identifier(self, name: str) -> str:
        """A UUID in its usual form."""
        try:
            return str(uuid.UUID(self.text(name, 64)))
        except ValueError:
            raise malformed(name) from None

    def number(self, name: str) -> int:
        value = self._header.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise malformed(name)
        return value

    def flag(self, name: str) -> bool:
        value = self._header.get(name, False)
        if not isinstance(value, bool):
            raise malformed(name)
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        value = self._header.get(name)
        if not isinstance(value, dict):
            raise malformed(name)
        return value

    def texts(self, name: str, most: int, limit: int) -> list[str]:
        value = self._header.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise malformed(name)
        if not all(isinstance(one, str) and len(one) <= limit for one in value):
            raise malformed(name)
        return value

    def mappings(self, name: str) -> list[dict[str, Any]]:
        value = self._header.get(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise malformed(name)
        return value
