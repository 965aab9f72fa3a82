"""The words a use of data is described in: grades, forms, tables, grants, requests,
and the policy they are judged by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from shuzha.kernel.citation import Citation

ParameterValue = int | float | str | date

_DECIMAL = re.compile(r"^DECIMAL\((\d+),\s*\d+\)$")
_EXACT_DIGITS = 15


class Grade(IntEnum):
    """How sensitive a column is, from 1 (least) to 4 (most)."""

    ONE = 1
    TWO = 2
    THREE = 3
    FOUR = 4


class Form(StrEnum):
    """The form in which data may leave the enclave."""

    ROWS = "rows"
    INTERFACE = "interface"
    VERIFICATION = "verification"
    STATISTICS = "statistics"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, its grade, whether its value determines the privacy unit,
    whether it is unique per row, and whether it may be absent.

    A column that determines the unit (an order number, a pseudonym) may join and be counted, never filtered or shown;
    in rows it leaves as the recipient's pseudonym. `mask`: the class whose mask it has in rows, if any.
    """

    name: str
    type: str
    grade: Grade = Grade.ONE
    identifies_unit: bool = False
    unique: bool = False
    nullable: bool = True
    mask: str = ""

    @property
    def lent_as(self) -> str:
        """The type in which jobs see it. Decimals that a DOUBLE holds exactly are lent as DOUBLE: all arithmetic is."""
        decimal = _DECIMAL.match(self.type)
        return "DOUBLE" if decimal and int(decimal[1]) <= _EXACT_DIGITS else self.type


@dataclass(frozen=True, slots=True)
class Table:
    """A stored resource as its columns, and the column that says whom each row is about (`unit`).

    `domain` names the population the units belong to: memory and joins are kept per domain. A table about nobody has
    neither and must be declared `reference`; one that is neither protected nor so declared is refused.
    """

    name: str
    resource_id: str
    columns: tuple[Column, ...]
    unit: str | None = None
    domain: str = ""
    one_row_per_unit: bool = False
    version: str = "1"
    reference: bool = False

    @property
    def protects(self) -> bool:
        """Whether it is settled whom its rows are about: units of a named population, or, as declared, nobody."""
        if self.reference:
            return self.unit is None and not self.domain
        return self.unit is not None and bool(self.unit.strip()) and bool(self.domain.strip())


@dataclass(frozen=True, slots=True)
class Grant:
    """What one operator may do: named persons, one purpose, the granted columns (`tables` carry no others),
    forms, a term."""

    id: str
    operator: str
    persons: frozenset[str]
    purpose: str
    tables: tuple[Table, ...]
    forms: frozenset[Form]
    not_before: datetime
    expires: datetime
    lease_id: str
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One query under a grant: who asks, for what purpose, through which face, and when."""

    grant: Grant
    actor: str
    purpose: str
    sql: str
    face: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed input of an interface and its domain: `kind` is num, text or date; either `choices` or bounds."""

    name: str
    kind: str
    choices: tuple[ParameterValue, ...] = ()
    minimum: ParameterValue | None = None
    maximum: ParameterValue | None = None


@dataclass(frozen=True, slots=True)
class Interface:
    """A reviewed statistics query with named parameters; it is only ever bound, never edited by its caller."""

    id: str
    sql: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers and articles the enclave judges by, as of the request's date.

    `k`: least distinct units behind any number; `dominance_n`, `dominance_share`:
    the n largest contributors may not exceed
    the share; `p_share`: what is left beside the two largest must reach this share of the largest;
    `rounding_base`: counts;
    `significant_digits`: sums and means; `isolated_from`: the grade from which on a job runs in namespaces or not at
    all; `forms`: what each grade may leave as; `cites`: articles per refusal code;
    `rows_at_once`, `rows_a_day`: most rows one answer may hold, and one person be given under a grant in a day.
    """

    k: int
    dominance_n: int
    dominance_share: float
    p_share: float
    rounding_base: int
    significant_digits: int
    isolated_from: Grade
    forms: Mapping[Grade, frozenset[Form]]
    cites: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    rows_at_once: int = 0
    rows_a_day: int = 0
