"""The model city's adoption table: which instrument governs which office, from when, and what is the city's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text

EVERY_OFFICE = "*"
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Adoption:
    """One row: `office` ("*" for all) is governed by `instrument` from `adopted` on; `local` marks our own rules."""

    office: str
    title: Text
    instrument: str
    name: Text
    adopted: date

    @property
    def local(self) -> bool:
        return self.instrument == LOCAL


@dataclass(frozen=True, slots=True)
class AdoptionTable:
    """The city, its rows, and the local rule that makes the table law."""

    city: Text
    cites: Citation
    rows: tuple[Adoption, ...]

    def governing(self, office: str, at: date) -> tuple[Adoption, ...]:
        """What governs `office` on the day `at`: its own instrument first, then the local rules that fill its gaps.

        Raises: LookupError when nothing of its own had been adopted for the office by then.
        """
        in_force = [row for row in self.rows if row.adopted <= at]
        own = tuple(row for row in in_force if row.office == office)
        if not own or office == EVERY_OFFICE:
            raise LookupError(f"nothing has been adopted for the office {office!r} on {at}")
        return own + tuple(
            row for row in in_force if row.office == EVERY_OFFICE and row.instrument != own[0].instrument
        )


@cache
def adoption() -> AdoptionTable:
    """The model city's table."""
    document = tomllib.loads(files(__package__).joinpath("adoption.toml").read_text(encoding="utf-8"))
    rows = tuple(_parse(row) for row in document["adopts"])
    return AdoptionTable(Text.from_json(document["city"]), Citation.parse(document["cites"]), rows)


def _parse(row: dict[str, Any]) -> Adoption:
    return Adoption(
        row["office"], Text.from_json(row["title"]), row["instrument"], Text.from_json(row["name"]), row["adopted"]
    )
