"""The official text of an instrument, imported by whoever installs the platform, to be read beside our own words.

The repository ships no official text. An installation keeps what it imported as one JSON file per instrument in its
home directory, with the digest of the file it came from; whatever shows the text says that the installation imported it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shuzha.regulations import law
from shuzha.regulations.text_files import lines_of

_NUMERAL = "零〇一二三四五六七八九十百千两"
_ARTICLE = re.compile(rf"^第\s*([{_NUMERAL}]+|\d+)\s*条([\s　:：]*)(.*)$")
# What follows the number where a wrapped line begins with a reference to an article, not with the article itself.
_REFERRING = ("的", "规", "所", "第", "、", "之", "和", "或", "及", "至", "到", "，", "。", "（", "(", "款", "中", "各")
_TASK = re.compile(r"^(\d{1,3})\s*[.．、](?!\d)\s*(.*)$")
_HEADING = re.compile(
    rf"^(?:#|（来源|第\s*[{_NUMERAL}\d]+\s*[编章节][\s　]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）[^。；]{{0,30}}$)"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


class NotTheText(ValueError):
    """The file is not the text of the instrument; the message says which articles are missing."""


@dataclass(frozen=True, slots=True)
class Official:
    """The official text of one instrument as imported here: article by article, and from which file."""

    instrument: str
    source: str
    sha256: str
    imported_on: str
    articles: Mapping[int, str]

    def as_json(self, article: int) -> dict[str, Any] | None:
        """One article with where it was imported from; None for a part that the instrument does not number."""
        if article not in self.articles:
            return None
        kept = {"source": self.source, "sha256": self.sha256, "imported_on": self.imported_on}
        return {"text": self.articles[article], "imported": kept}


def import_text(home: Path, instrument: str, file: Path, imported_on: str) -> Official:
    """Reads the instrument's official text from `file` (.md, .txt, .docx or .pdf) and keeps it in this home.

    Raises: LookupError for an unknown instrument; NotTheText when the file cannot be read so or lacks an article.
    """
    # What carries a heading of ours instead of a number of the instrument's own cannot be found by its number.
    numbered = [one.citation.article for one in law.articles(instrument) if not one.heading.zh]
    data = file.read_bytes()
    lines = lines_of(file.name, data)
    title = law.named(instrument).title.zh
    if _bare(title) not in _bare("".join(lines)):
        raise NotTheText(f"{file.name} does not contain the title {title}")
    found = split(lines, tasks=instrument == "qingdao-2023")
    missing = [number for number in numbered if number not in found]
    if missing:
        raise NotTheText(f"{file.name} lacks articles {', '.join(map(str, missing))} of {instrument}")
    articles = {number: found[number] for number in numbered}
    official = Official(instrument, file.name, hashlib.sha256(data).hexdigest(), imported_on, articles)
    _keep(home, official)
    return official


def official_text(home: Path, instrument: str) -> Official | None:
    """What this installation imported of the instrument, or None."""
    try:
        kept = json.loads(_place(home, instrument).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    articles = {int(number): text for number, text in kept["articles"].items()}
    return Official(kept["instrument"], kept["source"], kept["sha256"], kept["imported_on"], articles)


def split(lines: Iterable[str], *, tasks: bool = False) -> dict[int, str]:
    """The articles among the lines by number: what stands between an article's mark and the next mark or heading.

    An instrument of `tasks` numbers them 1., 2., … instead, each one more than the one before.
    """
    found: dict[int, list[str]] = {}
    current: int | None = None
    for line in lines:
        begun = _task(line, max(found, default=0)) if tasks else _article(line, max(found, default=0))
        if begun:
            current = begun[0]
            found[current] = [begun[1]]
        elif _HEADING.match(line) and not _is_item(line, current):
            current = None
        elif current is not None:
            found[current].append(line)
    return {number: "\n".join(line for line in text if line) for number, text in found.items()}


def numeral(text: str) -> int:
    """The number a Chinese numeral of law stands for: 一千二百零三 → 1203; digits are taken as they are."""
    if text.isdigit() and text.isascii():
        return int(text)
    total = pending = 0
    for char in text:
        if char in _PLACES:
            total, pending = total + (pending or 1) * _PLACES[char], 0
        else:
            pending = _DIGITS[char]
    return total + pending


def _article(line: str, last: int) -> tuple[int, str] | None:
    match = _ARTICLE.match(line)
    if not match or numeral(match[1]) <= last or (not match[2] and match[3].startswith(_REFERRING)):
        return None
    return numeral(match[1]), match[3].strip()


def _task(line: str, last: int) -> tuple[int, str] | None:
    match = _TASK.match(line)
    return (int(match[1]), match[2].strip()) if match and int(match[1]) == last + 1 else None


def _is_item(line: str, current: int | None) -> bool:
    """Whether the line is an item of the article it follows and not a heading: an item's mark and a short text."""
    return current is not None and line.startswith("（") and line.rstrip().endswith(("。", "；", ";", "，"))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _keep(home: Path, official: Official) -> None:
    place = _place(home, official.instrument)
    place.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        "instrument": official.instrument,
        "source": official.source,
        "sha256": official.sha256,
        "imported_on": official.imported_on,
        "articles": {str(number): text for number, text in official.articles.items()},
    }
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.chmod(0o644)
    os.replace(draft, place)


def _place(home: Path, instrument: str) -> Path:
    """Only an identifier that is known here becomes a file's name. Raises: LookupError for any other."""
    if instrument not in {one.id for one in law.instruments()}:
        raise LookupError(f"no instrument {instrument!r} here")
    return home / "law" / f"{instrument}.json"
