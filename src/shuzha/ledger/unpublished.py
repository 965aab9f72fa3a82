"""The note beside a log that says why it publishes nothing: it stands for as long as too few witnesses cosign.

Everyone who tells about the log's health reads it: pages, `shuzha status`, the supervisor. It proves nothing; the
checkpoint does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from shuzha.ledger.disk import Disk
from shuzha.ledger.witness_client import TooFew

NAME = "unpublished"


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Since when (ISO 8601) publication waits, for how many witnesses, who has cosigned, and why the others have not."""

    since: str
    needed: int
    cosigned: tuple[str, ...]
    why: Mapping[str, str]


def read(directory: Path) -> Unpublished | None:
    """Why the log in `directory` publishes nothing; None while it does."""
    try:
        said = json.loads((directory / NAME).read_bytes())
        return Unpublished(str(said["since"]), int(said["needed"]), tuple(said["cosigned"]), dict(said["why"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Unpublished("?", 0, (), {})


def note(directory: Path, trouble: TooFew, since: str) -> None:
    """Writes down that publication waits; since when stays as it was first said."""
    before = read(directory)
    now = Unpublished(before.since if before else since, trouble.needed, tuple(trouble.cosigned), trouble.why)
    if now != before:
        Disk().replace(directory / NAME, json.dumps(asdict(now), ensure_ascii=False).encode())


def clear(directory: Path) -> None:
    (directory / NAME).unlink(missing_ok=True)
