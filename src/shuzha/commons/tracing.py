"""Whose copy it is: the gate reads the mark in the pseudonyms of rows that were found outside, and the asking is recorded."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime

from shuzha.archive.cases.streams import append_next
from shuzha.commons import gate_door
from shuzha.kernel.citation import Citation

STREAM, TRACED = "tracing", "copy-traced"
CITES = (Citation("beijing-2023", 26),)


def trace(pseudonyms: Iterable[str], *, at: datetime) -> dict[str, int]:
    """The persons who were given a copy in which the pseudonyms stand, each with how many of them; none for a stranger's.

    That somebody asked, for what and with which result is an event before anything is told. The event holds the SHA-256
    of the pseudonyms, sorted and one a line, and not the pseudonyms.
    Raises: GateFault when the gate does not answer; Refused when it is given more than it reads at once. Cites: beijing-2023/26.
    """
    asked = sorted({one.strip() for one in pseudonyms} - {""})
    found = gate_door.client().trace(asked)
    append_next(
        stream=STREAM, type=TRACED, command_id=uuid.uuid4().hex, at=at, person="", organisation="", cites=CITES,
        data={"sha256": hashlib.sha256("\n".join(asked).encode()).hexdigest(), "asked": len(asked), "persons": found},
    )  # fmt: skip
    return found
