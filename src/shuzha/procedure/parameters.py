"""The law's numbers: each has a unit, dated values, and the article it comes from; none stands in code.

A parameter file belongs to one instrument. Where an instrument leaves a term open (及时, 定期), the number stands in
the city's own local rules and says so: a value of a local instrument must cite a local rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shuzha.kernel.citation import Citation, Instrument
from shuzha.kernel.text import Text

Value = int | Decimal


class ParameterUnit(StrEnum):
    MINUTES = "minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"
    COUNT = "count"
    SHARE = "share"


_DAYS = (ParameterUnit.WORKING_DAYS, ParameterUnit.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from a day on, until the next dated value of the same parameter."""

    from_date: date
    value: Value
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law with its history, oldest value first."""

    name: str
    title: Text
    unit: ParameterUnit
    values: tuple[DatedValue, ...]
    local: bool

    def __post_init__(self) -> None:
        days = [v.from_date for v in self.values]
        if not days or {type(day) for day in days} != {date} or days != sorted(set(days)):
            raise ValueError(f"parameter {self.name!r}: values must be dated, each day once, oldest first")
        for dated in self.values:
            if not _fits(dated.value, self.unit):
                allowed = "between 0 and 1" if self.unit is ParameterUnit.SHARE else "a positive whole number"
                raise ValueError(f"parameter {self.name!r}: {self.unit} is {allowed}, not {dated.value!r}")

    def at(self, day: date) -> DatedValue:
        """The value in force on `day`.

        Raises: LookupError when nothing was in force yet.
        """
        in_force = [v for v in self.values if v.from_date <= day]
        if not in_force:
            raise LookupError(
                f"parameter {self.name!r} has no value on {day}: the first is from {self.values[0].from_date}"
            )
        return in_force[-1]


class ParameterSet:
    """The parameters of one instrument, read by name as of a day."""

    def __init__(self, instrument: Instrument, parameters: Iterable[Parameter] = ()) -> None:
        self.instrument = instrument
        self._by_name = {p.name: p for p in parameters}
        for parameter in self._by_name.values():
            _check_sources(instrument, parameter)

    @classmethod
    def from_toml(cls, source: str, instrument: Instrument) -> ParameterSet:
        """The parameters written in `source`, the text of an instrument's parameters.toml.

        Raises: ValueError naming the parameter that is incomplete, undated, uncited or out of range.
        """
        tables = tomllib.loads(source, parse_float=Decimal)
        return cls(instrument, [_parse(name, table, instrument) for name, table in tables.items()])

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def parameter(self, name: str) -> Parameter:
        """Raises: LookupError when this instrument has no such parameter."""
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(sorted(self._by_name)) or "none"
            raise LookupError(f"{self.instrument.id} has no parameter {name!r}; it has: {known}") from None

    def get(self, name: str, at: date) -> Value:
        """The value of `name` in force on the day `at`: a whole number, or a `Decimal` for shares.

        Raises: LookupError when there is no such parameter, or no value in force yet.
        """
        return self.parameter(name).at(at).value

    def integer(self, name: str, at: date) -> int:
        """The value of a parameter that counts (days, months, years, things).

        Raises: LookupError as `get`; TypeError when the parameter is a share.
        """
        value = self.get(name, at)
        if self.parameter(name).unit is ParameterUnit.SHARE:
            raise TypeError(f"parameter {name!r} is a share, not a whole number")
        return int(value)

    def days(self, name: str, at: date) -> int:
        """The number of days of `name` in force on the day `at`; `parameter(name).unit` says of which kind.

        Raises: LookupError as `get`; TypeError when the parameter is not a number of days.
        """
        unit = self.parameter(name).unit
        if unit not in _DAYS:
            raise TypeError(f"parameter {name!r} is in {unit}, not in days")
        return self.integer(name, at)

    def citation(self, name: str, at: date) -> Citation:
        """The article the value in force on the day `at` comes from.

        Raises: LookupError as `get`.
        """
        return self.parameter(name).at(at).cites[0]


def _fits(value: object, unit: ParameterUnit) -> bool:
    if unit is ParameterUnit.SHARE:
        return type(value) in (int, Decimal) and 0 <= value <= 1  # type: ignore[operator]
    return type(value) is int and value > 0


def _check_sources(instrument: Instrument, parameter: Parameter) -> None:
    """The first citation names the parameter's own instrument; further ones may name the article it makes concrete."""
    for dated in parameter.values:
        if not dated.cites or dated.cites[0].instrument != instrument.id:
            raise ValueError(f"parameter {parameter.name!r} of {instrument.id} must cite {instrument.id} first")


def _parse(name: str, table: dict[str, Any], instrument: Instrument) -> Parameter:
    try:
        title, unit = Text.from_json(table["title"]), ParameterUnit(table["unit"])
        values = tuple(_dated(value) for value in table["values"])
    except KeyError as missing:
        raise ValueError(f"parameter {name!r} lacks {missing}") from None
    except (TypeError, ValueError) as wrong:
        raise ValueError(f"parameter {name!r} is not of the expected form: {wrong}") from None
    return Parameter(name, title, unit, values, instrument.local)


def _dated(value: dict[str, Any]) -> DatedValue:
    return DatedValue(value["from"], value["value"], tuple(Citation.parse(key) for key in value["cites"]))
