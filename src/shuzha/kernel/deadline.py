"""Where a period ends: in working or calendar days, months or years, and every day that moved the end.

The defaults are the Civil Code's: the day of the event does not count (201), a last day that falls on a statutory
holiday rolls on to the next working day (203), a month or year ends on the corresponding day or on the month's last
day (202). A rule that counts otherwise says so and cites itself.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from shuzha.kernel.calendar import ONE_DAY, Day, DayKind, WorkingCalendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"
    MONTHS = "months"
    YEARS = "years"


_CALLED = {
    Unit.WORKING: Text("个工作日", "working day"),
    Unit.CALENDAR: Text("个自然日", "calendar day"),
    Unit.MONTHS: Text("个月", "month"),
    Unit.YEARS: Text("年", "year"),
}


def length_told(length: int, unit: Unit) -> Text:
    """How long, in words: 3 个工作日, "1 year"."""
    called = _CALLED[unit]
    return Text(f"{length} {called.zh}", f"{length} {called.en}{'' if length == 1 else 's'}")


class FirstDay(StrEnum):
    EXCLUDED = "excluded"
    COUNTED = "counted"


class LastDay(StrEnum):
    """What becomes of a period of calendar days, months or years whose last day is not a working day."""

    ROLLS = "rolls"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; `steps` are the days that moved it: skipped, made up, or rolled over."""

    last_day: date
    provisional: bool
    steps: tuple[Day, ...]

    @property
    def ends_at(self) -> datetime:
        """The instant at which the period is over: the midnight (China) that closes its last day."""
        return datetime.combine(self.last_day + ONE_DAY, time(), CHINA)

    def as_json(self) -> dict[str, Any]:
        return {
            "last_day": self.last_day.isoformat(),
            "provisional": self.provisional,
            "steps": [step.as_json() for step in self.steps],
        }


def due(
    start: date,
    length: int,
    *,
    unit: Unit,
    first_day: FirstDay = FirstDay.EXCLUDED,
    last_day: LastDay = LastDay.ROLLS,
    calendar: WorkingCalendar,
) -> Due:
    """The last day of a period of `length` units that the event of `start` sets running.

    Raises: ValueError when `length` is not positive, or `start` lies before the calendar or the end beyond all dates.
    Cites: civil-code/201, civil-code/202, civil-code/203.
    """
    if length < 1:
        raise ValueError(f"a period is at least one {_CALLED[unit].en} long, not {length}")
    if unit is Unit.WORKING:
        first = start if first_day is FirstDay.COUNTED else start + ONE_DAY
        walked = _walk_working(first, length, calendar)
        return Due(walked[-1].date, walked[-1].provisional, tuple(day for day in walked if _is_notable(day)))
    end = _last_day(start, length, unit, first_day is FirstDay.COUNTED)
    if last_day is LastDay.STANDS:
        return Due(end, False, ())
    rolled = _walk_working(end, 1, calendar)
    return Due(rolled[-1].date, rolled[-1].provisional, tuple(rolled) if len(rolled) > 1 else ())


def working_days_left(today: date, last_day: date, calendar: WorkingCalendar) -> int:
    """How many working days remain after `today` up to and including `last_day`; negative when it has passed."""
    if today > last_day:
        return -working_days_left(last_day, today, calendar)
    span = (today + n * ONE_DAY for n in range(1, (last_day - today).days + 1))
    return sum(calendar.is_working(day) for day in span)


def months_after(start: date, months: int) -> date:
    """The day that corresponds to `start` some months on, or that month's last day where there is none.

    Cites: civil-code/202.
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))


def years_after(start: date, years: int) -> date:
    """The day that corresponds to `start` some years on: 29 February ends on 28 February where a year has no 29th.

    Cites: civil-code/202.
    """
    return months_after(start, 12 * years)


def _last_day(start: date, length: int, unit: Unit, counted: bool) -> date:
    """Where the period ends before it rolls on.

    A month or year whose first day counts ends on the eve of the corresponding day; where the month has no such day,
    its last day ends the period either way.
    """
    if unit is Unit.CALENDAR:
        return start + (length - counted) * ONE_DAY
    end = months_after(start, length) if unit is Unit.MONTHS else years_after(start, length)
    return end - ONE_DAY if counted and end.day == start.day else end


def _walk_working(day: date, days: int, calendar: WorkingCalendar) -> list[Day]:
    walked = []
    while days:
        walked.append(calendar.explain(day))
        days -= walked[-1].is_working
        day += ONE_DAY
    return walked


def _is_notable(day: Day) -> bool:
    return not day.is_working or day.kind is DayKind.MAKE_UP
