"""Which offices stand here: each says once, when it starts, what the archive needs to know of it.

The archive and the pages name no office, so that a new one is added without touching them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """An office and the standings that oversee it: whoever holds one sees its cases, unless another holds that place."""

    name: str
    overseers: frozenset[str]


_offices: dict[str, Office] = {}


def open_office(office: Office) -> None:
    """Lets the office stand here. Raises: ValueError when another one has its name already."""
    if _offices.setdefault(office.name, office) != office:
        raise ValueError(f"two offices are called {office.name!r}")


def all_offices() -> tuple[Office, ...]:
    """The offices that stand here, in the order in which they started."""
    return tuple(_offices.values())
