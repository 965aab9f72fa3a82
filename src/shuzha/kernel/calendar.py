"""Official Chinese working days, make-up days (调休) included, each traced to the notice that ordered it.

A year's working days are known once the State Council has published its notice, each autumn for the year after. The
built-in notices are those that `chinesecalendar` carries; an officer can load the next year's. Past the last notice,
nobody knows: a weekday counts as working there only provisionally (暂定).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from chinese_calendar import constants

from shuzha.kernel.notice import Notice, WrongNotice, no_working_day
from shuzha.kernel.text import Text

ONE_DAY = timedelta(days=1)
_SATURDAY = 5

# Days ordered by a notice of their own, outside the year's notice.
_SPECIAL_NOTICES = {
    "70th": Text(
        "《国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知》",
        "State Council notice on the holiday for the 70th anniversary of victory (2015)",
    ),
    "labour-2019": Text(
        "《国务院办公厅关于调整2019年劳动节假期安排的通知》",
        "State Council notice adjusting the Labour Day holiday of 2019",
    ),
    "spring-2020": Text(
        "《国务院办公厅关于延长2020年春节假期的通知》",
        "State Council notice extending the Spring Festival holiday of 2020",
    ),
}


class DayKind(StrEnum):
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"


@dataclass(frozen=True, slots=True)
class Day:
    """What one day is, why, and which notice says so; `provisional` past the last published notice."""

    date: date
    kind: DayKind
    reason: Text
    notice: Text | None = None
    provisional: bool = False

    @property
    def is_working(self) -> bool:
        return self.kind in (DayKind.WEEKDAY, DayKind.MAKE_UP)

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.date.isoformat(),
            "working": self.is_working,
            "kind": self.kind.value,
            "reason": self.reason.as_json(),
            "notice": self.notice.as_json() if self.notice else None,
            "provisional": self.provisional,
        }


class WorkingCalendar:
    """The working days that a series of notices gives; a later notice overrides an earlier one on the days it names.

    `horizon` is the last day of the last year in an unbroken series of notices. The next year's notice may still name
    days of the December before it, so that its loading can move a deadline of those days too.
    """

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices = tuple(notices)
        self._days: dict[date, Day] = {}
        for notice in self.notices:
            self._add(notice)
        years = {n.year for n in self.notices}
        self._first, last = min(years), min(years)
        while last + 1 in years:
            last += 1
        self.horizon = date(last, 12, 31)

    def with_notice(self, notice: Notice) -> WorkingCalendar:
        """This calendar with one more notice known.

        Raises: WrongNotice when it makes up days that are ordinary working days already.
        """
        return WorkingCalendar((*self.notices, notice))

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`; past the horizon, whether it is a weekday.

        Raises: ValueError for days before the first notice.
        """
        return self.explain(day).is_working

    def explain(self, day: date) -> Day:
        """What `day` is and which notice says so.

        Raises: ValueError for days before the first notice.
        """
        if day.year < self._first:
            raise ValueError(f"{day} lies before {self._first}, the first year whose holidays are known")
        return self._days.get(day) or _ordinary(day, provisional=day > self.horizon)

    def _add(self, notice: Notice) -> None:
        worked = [day for day in sorted(notice.makeups) if self._before(day).kind is DayKind.WEEKDAY]
        if worked:
            raise WrongNotice(no_working_day(day) for day in worked)
        for day, name in notice.holidays.items():
            reason = Text("{name}放假", "{name} holiday").format(name=name)
            self._days[day] = Day(day, DayKind.HOLIDAY, reason, notice.title)
        for day, name in notice.makeups.items():
            reason = Text("{name}调休上班", "working day made up for {name}").format(name=name)
            self._days[day] = Day(day, DayKind.MAKE_UP, reason, notice.title)

    def _before(self, day: date) -> Day:
        return self._days.get(day) or _ordinary(day)


@cache
def china_calendar() -> WorkingCalendar:
    """The calendar of every notice that the installed `chinesecalendar` carries (2004–2026 in its version 1.11)."""
    return WorkingCalendar(_published_notices())


def _ordinary(day: date, *, provisional: bool = False) -> Day:
    if day.weekday() >= _SATURDAY:
        return Day(day, DayKind.WEEKEND, Text("周末", "weekend"), provisional=provisional)
    if provisional:
        reason = Text("平日（放假安排尚未公布，暂定）", "weekday (holidays not yet published, provisional)")
        return Day(day, DayKind.WEEKDAY, reason, provisional=True)
    return Day(day, DayKind.WEEKDAY, Text("平日", "weekday"))


def _published_notices() -> list[Notice]:
    grouped: dict[tuple[int, str], tuple[dict[date, Text], dict[date, Text]]] = {}
    names = {h.value: Text(h.chinese, h.value) for h in constants.Holiday}
    for side, days in enumerate((constants.holidays, constants.workdays)):
        for day, name in days.items():
            year = day.year + (day.month == 12)  # December days belong to the New Year of the notice after
            grouped.setdefault((year, _special(day, name)), ({}, {}))[side][day] = names[name]
    return [Notice(year, _title(year, special), *grouped[year, special]) for year, special in sorted(grouped)]


def _special(day: date, name: str) -> str:
    if name == constants.Holiday.anti_fascist_70th_day.value:
        return "70th"
    if day.year == 2019 and name == constants.Holiday.labour_day.value:
        return "labour-2019"
    return "spring-2020" if date(2020, 1, 31) <= day <= date(2020, 2, 2) else ""


def _title(year: int, special: str) -> Text:
    if special:
        return _SPECIAL_NOTICES[special]
    return Text(f"《国务院办公厅关于{year}年部分节假日安排的通知》", f"State Council notice on the holidays of {year}")
