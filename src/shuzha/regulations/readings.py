"""How we read a text that leaves room: each reading written down under its article, so that nobody takes it for the law's own words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where the text leaves room: what it says in short, and what we decided."""

    cites: Citation
    text: Text
    decided: Text

    def as_json(self) -> dict[str, Any]:
        return {"citation": str(self.cites), "text": self.text.as_json(), "decided": self.decided.as_json()}


def readings_of(instrument: str, article: int) -> tuple[Reading, ...]:
    """What we decided about this article, in the order in which it was written down."""
    return tuple(one for one in readings() if one.cites.instrument == instrument and one.cites.article == article)


@cache
def readings() -> tuple[Reading, ...]:
    """Every reading, as readings.toml says. Raises: ValueError for a malformed key; KeyError for an incomplete entry."""
    document = tomllib.loads(files(__package__).joinpath("readings.toml").read_text(encoding="utf-8"))
    return tuple(
        Reading(Citation.parse(one["cites"]), Text.from_json(one["text"]), Text.from_json(one["decided"]))
        for one in document["reading"]
    )
