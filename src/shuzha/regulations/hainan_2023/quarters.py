"""The periods of article 21: a quarter as it is written, its days, and those that have ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shuzha.kernel.deadline import months_after
from shuzha.regulations.hainan_2023 import PARAMETERS

_WRITTEN = re.compile(r"(20\d\d)-Q([1-9])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A reporting period: how it is written, its first and its last day."""

    written: str
    first: date
    last: date


def parse_quarter(written: str) -> Quarter:
    """The quarter written “2026-Q1”, as long as the rules have it. Raises: ValueError when there is no such quarter."""
    found = _WRITTEN.fullmatch(written)
    if not found:
        raise ValueError(written)
    year, number = int(found[1]), int(found[2])
    months = PARAMETERS.integer("report_months", date(year, 12, 31))
    first = months_after(date(year, 1, 1), (number - 1) * months)
    if first.year != year:
        raise ValueError(written)
    return Quarter(written, first, months_after(first, months) - timedelta(days=1))


def quarter_of(day: date) -> Quarter:
    """The quarter in which the day lies."""
    months = PARAMETERS.integer("report_months", day)
    return parse_quarter(f"{day.year}-Q{(day.month - 1) // months + 1}")


def ended_between(first: date, today: date) -> tuple[Quarter, ...]:
    """The quarters from the one in which `first` lies to the last that is over before `today`, oldest first."""
    found, quarter = [], quarter_of(first)
    while quarter.last < today:
        found.append(quarter)
        quarter = quarter_of(quarter.last + timedelta(days=1))
    return tuple(found)
