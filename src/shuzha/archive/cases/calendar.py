"""The working calendar as this city knows it today."""

from __future__ import annotations

from functools import cache

from shuzha.kernel.calendar import WorkingCalendar, china_calendar


@cache
def working_calendar() -> WorkingCalendar:
    return china_calendar()
