"""The holiday notices that an installation loaded: files in its home, read by every process, each notice kept for good.

As with the city's clock, a small file is what all processes of the platform agree by; that and when a notice was loaded
is also said in the log. A notice is never edited: a later one overrides it on the days it names.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from shuzha.kernel.calendar import Notice, WorkingCalendar, china_calendar
from shuzha.kernel.canonical import canonical

_FOLDER = "calendar"


def read_notice(file: Path) -> Notice:
    """The notice written in `file`, JSON or TOML; `Notice.from_json` says what it holds.

    Raises: ValueError for a file that is neither, or whose content is not a notice.
    """
    try:
        text = file.read_text(encoding="utf-8")
        value = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (UnicodeDecodeError, ValueError) as wrong:
        raise ValueError(f"{file.name} is neither JSON nor TOML: {wrong}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{file.name} does not hold a notice")
    return Notice.from_json(value)


def digest(notice: Notice) -> str:
    """What identifies a notice: the SHA-256 of its canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical(as_json(notice))).hexdigest()


def as_json(notice: Notice) -> dict[str, Any]:
    """The notice as `Notice.from_json` reads it back."""
    return {
        "year": notice.year,
        "title": notice.title.as_json(),
        "holidays": {day.isoformat(): name.as_json() for day, name in sorted(notice.holidays.items())},
        "makeups": {day.isoformat(): name.as_json() for day, name in sorted(notice.makeups.items())},
    }


def keep_notice(home: Path, notice: Notice) -> None:
    """Adds the notice to what this home knows, in one step; one it already knows is not kept twice.

    Raises: ValueError when the notice contradicts the calendar as known here.
    """
    known = known_calendar(home)
    if digest(notice) in {digest(one) for one in known.notices}:
        return
    known.with_notice(notice)
    folder = home / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    name = f"{len(list(folder.glob('*.json'))):04d}-{notice.year}-{digest(notice)[:8]}"
    draft = folder / f"{name}.new"
    draft.write_text(json.dumps(as_json(notice), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.chmod(0o644)
    os.replace(draft, folder / f"{name}.json")


def known_calendar(home: Path) -> WorkingCalendar:
    """The published notices with those loaded here, in the order of their loading; read anew when one was added."""
    try:
        changed = (home / _FOLDER).stat().st_mtime_ns
    except FileNotFoundError:
        return china_calendar()
    return _calendar(home / _FOLDER, changed)


@lru_cache(maxsize=8)
def _calendar(folder: Path, _changed: int) -> WorkingCalendar:
    calendar = china_calendar()
    for file in sorted(folder.glob("*.json")):
        calendar = calendar.with_notice(Notice.from_json(json.loads(file.read_text(encoding="utf-8"))))
    return calendar
