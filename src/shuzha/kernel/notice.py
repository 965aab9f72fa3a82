"""One holiday notice as data, and everything that can be wrong with one written down, named at once and by its line.

An officer types it off the official announcement, so that what is wrong is told as a reviewer would: which entry, in
which line, what about it, and how it should read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shuzha.kernel.text import Text

_KEYS = ("year", "title", "holidays", "makeups")
_YEARS = range(2004, 2200)
_NAMED = 'zh = "元旦", en = "New Year"'


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """One thing wrong: with which entry ("holidays.2027-01-01"; "" the whole), in which line (0 where none is known)."""

    key: str
    reason: Text
    remedy: Text
    line: int = 0

    @property
    def told(self) -> Text:
        """The reason with its place before it."""
        if not self.line:
            return self.reason
        return Text(f"第 {self.line} 行：{self.reason.zh}", f"Line {self.line}: {self.reason.en}")


class WrongNotice(ValueError):
    """What was handed in is no notice, or contradicts the calendar; `faults` names everything found at once."""

    def __init__(self, faults: Iterable[NoticeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.told.zh} / {one.told.en}" for one in self.faults))

    def placed_in(self, text: str) -> WrongNotice:
        """The same with the line of each entry in the text it was read from."""
        lines = text.splitlines()
        return WrongNotice(one if one.line else replace(one, line=_line(one.key, lines)) for one in self.faults)


@dataclass(frozen=True)
class Notice:
    """The holidays and make-up working days that one notice orders for one year, each with the occasion's name."""

    year: int
    title: Text
    holidays: Mapping[date, Text] = field(default_factory=dict)
    makeups: Mapping[date, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises: WrongNotice for a day that is named twice, or that is not a day of the notice's year."""
        faults = [*self._both(), *self._strays()]
        if faults:
            raise WrongNotice(faults)

    @property
    def first_day(self) -> date:
        """The first day that it names or settles: its year's first, or a day of the December before."""
        return min((date(self.year, 1, 1), *self.holidays, *self.makeups))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Notice:
        """A notice as an officer writes it: `year`, `title`, `holidays` and `makeups` as {"2027-01-01": {"zh", "en"}}.

        Raises: WrongNotice naming every entry that cannot be read.
        """
        faults = [_unknown(key) for key in value if key not in _KEYS]
        year, title = _year(value.get("year"), faults), _text("title", value.get("title"), faults)
        holidays, makeups = (_days(name, value.get(name, {}), faults) for name in ("holidays", "makeups"))
        if not faults and not holidays and not makeups:
            faults.append(_no_day())
        if faults:
            raise WrongNotice(faults)
        return cls(year, title, holidays, makeups)

    def _both(self) -> Iterator[NoticeFault]:
        for day in sorted(set(self.holidays) & set(self.makeups)):
            yield NoticeFault(
                f"makeups.{day}",
                Text(f"{day} 既列为放假又列为上班", f"{day} is named both a holiday and a working day"),
                Text("请只保留其中一处", "Keep one of the two"),
            )

    def _strays(self) -> Iterator[NoticeFault]:
        first, last = date(self.year - 1, 12, 1), date(self.year, 12, 31)
        for name, days in (("holidays", self.holidays), ("makeups", self.makeups)):
            for day in sorted(day for day in days if not first <= day <= last):
                yield NoticeFault(
                    f"{name}.{day}",
                    Text(f"{day} 不属于{self.year}年的通知", f"{day} does not belong to a notice for {self.year}"),
                    Text(f"日期须在 {first} 至 {last} 之间", f"A day lies between {first} and {last}"),
                )


def no_working_day(day: date) -> NoticeFault:
    """What is wrong with making up a day on which people work anyway."""
    return NoticeFault(
        f"makeups.{day}",
        Text(f"{day} 本来就是工作日，不能调休上班", f"{day} is an ordinary working day and cannot be made up"),
        Text("请对照通知核对日期；上班日应为周末", "Compare it with the notice: a day made up is a weekend day"),
    )


def _year(value: object, faults: list[NoticeFault]) -> int:
    if type(value) is int and value in _YEARS:
        return value
    faults.append(_misformed("year", f"{_YEARS[0]}–{_YEARS[-1]}", "year = 2027"))
    return _YEARS[0]


def _text(key: str, value: object, faults: list[NoticeFault]) -> Text:
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        zh, en = value["zh"], value["en"]
        if all(isinstance(one, str) and len(one.strip()) > 0 and len(one) <= 300 for one in (zh, en)):
            return Text(zh.strip(), en.strip())
    faults.append(_misformed(key, "zh, en", f"{key.rpartition('.')[2]} = {{ {_NAMED} }}"))
    return Text("", "")


def _days(name: str, value: object, faults: list[NoticeFault]) -> dict[date, Text]:
    if not isinstance(value, Mapping):
        faults.append(_misformed(name, "2027-01-01", f"2027-01-01 = {{ {_NAMED} }}"))
        return {}
    found = {}
    for key, said in value.items():
        occasion = _text(f"{name}.{key}", said, faults)
        try:
            found[date.fromisoformat(key)] = occasion
        except ValueError:
            faults.append(
                NoticeFault(
                    f"{name}.{key}",
                    Text(f"“{key[:40]}”不是日期", f"“{key[:40]}” is no day"),
                    Text("日期写作 2027-01-01", "Write a day as 2027-01-01"),
                )
            )
    return found


def _misformed(key: str, expected: str, example: str) -> NoticeFault:
    return NoticeFault(
        key,
        Text(f"“{key}”缺失或者形式不对", f"“{key}” is missing or not of the expected form ({expected})"),
        Text(f"请写作：{example}", f"Write it like: {example}"),
    )


def _unknown(key: str) -> NoticeFault:
    return NoticeFault(
        key,
        Text(f"不认识的项目“{key[:40]}”", f"“{key[:40]}” is no entry of a notice"),
        Text("一份通知只有：" + "、".join(_KEYS), "A notice has: " + ", ".join(_KEYS)),
    )


def _no_day() -> NoticeFault:
    return NoticeFault(
        "holidays",
        Text("通知没有列出任何一天", "The notice names no day"),
        Text("请列出放假日（holidays）和调休上班日（makeups）", "Name the holidays and the days made up (makeups)"),
    )


def _line(key: str, lines: list[str]) -> int:
    """The line that names the entry, looked for below its table's heading; 0 where there is none."""
    table, _, entry = key.rpartition(".")
    word = re.compile(rf"(?<![\w-]){re.escape(entry)}(?![\w-])")
    below = next((at for at, line in enumerate(lines) if table in line), 0)
    return next((at + 1 for at, line in enumerate(lines) if at >= below and entry and word.search(line)), 0)
