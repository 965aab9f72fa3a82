"""The working calendar as this city knows it today: the published notices and those an officer loaded since."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.notices import known_calendar


def working_calendar() -> WorkingCalendar:
    return known_calendar(Path(settings.SHUZHA_HOME))
