"""The holiday notices that an installation loaded: files in its home, read by every process, each notice kept for good.

As with the city's clock, a small file is what all processes of the platform agree by; that and when a notice was loaded
is also said in the log. A notice is never edited: a later one overrides it on the days it names.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar, china_calendar
from shuzha.kernel.canonical import canonical
from shuzha.kernel.notice import Notice, NoticeFault, WrongNotice
from shuzha.kernel.text import Text

LONGEST = 64 * 1024
_FOLDER = "calendar"
_AT_LINE = re.compile(r"line (\d+)")


def read_notice(file: Path) -> Notice:
    """The notice written in the file, JSON or TOML. Raises: WrongNotice as `notice_in`."""
    return notice_in(file.read_bytes())


def notice_in(written: str | bytes) -> Notice:
    """The notice written down as JSON or TOML (UTF-8); `Notice.from_json` says what it holds.

    Raises: WrongNotice naming everything wrong, each with its line.
    """
    if len(written) > LONGEST:
        raise WrongNotice([_unreadable(f"{len(written):,} > {LONGEST:,}")])
    try:
        text = written if isinstance(written, str) else written.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongNotice([_unreadable("UTF-8")]) from None
    value = _json(text) if text.lstrip().startswith("{") else _toml(text)
    try:
        return Notice.from_json(value)
    except WrongNotice as wrong:
        raise wrong.placed_in(text) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as wrong:
        raise WrongNotice([_unreadable(f"JSON: {wrong.msg}", wrong.lineno)]) from None
    except WrongNotice as wrong:
        raise wrong.placed_in(text) from None
    except (RecursionError, ValueError):
        raise WrongNotice([_unreadable("JSON")]) from None


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = _AT_LINE.search(str(wrong))
        at = int(line[1]) if line else len(text.splitlines())
        raise WrongNotice([_unreadable(f"TOML: {wrong}", at)]) from None
    except (RecursionError, ValueError):
        raise WrongNotice([_unreadable("TOML")]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different; JSON itself would keep the last of several and say nothing."""
    twice = sorted(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    if twice:
        raise WrongNotice(_twice(key) for key in twice)
    return dict(pairs)


def _twice(key: str) -> NoticeFault:
    return NoticeFault(
        key,
        Text(f"“{key[:40]}”写了不止一次", f"“{key[:40]}” is written more than once"),
        Text("请只保留一处", "Keep one of them"),
    )


def _unreadable(why: str, line: int = 0) -> NoticeFault:
    return NoticeFault(
        "",
        Text(f"不是可读的 JSON 或 TOML 文本（{why}）", f"this is neither JSON nor TOML ({why})"),
        Text("请按说明中的样式书写，以 UTF-8 保存", "Write it like the example, and save it as UTF-8"),
        line,
    )


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

    Raises: WrongNotice when the notice contradicts the calendar as known here.
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
