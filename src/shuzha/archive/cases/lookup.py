"""Finding what a field refers to, with a refusal that names the field when there is no such thing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.prepared import Rows
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.procedure.words import Procedure
from shuzha.regulations.local_rules import GENERAL

M = TypeVar("M", bound=Model)


def referred(model: type[M], key: Any, field: str) -> M:
    """The row of `model` with this identifier. Raises: Refused naming `field` when there is none."""
    found: list[M] = _by_key(model)(_uuid(key, field))
    if not found:
        raise unknown_reference(field)
    return found[0]


def referred_all(model: type[M], keys: Iterable[Any], field: str) -> list[M]:
    """The rows with these identifiers, in their order. Raises: Refused naming `field` when one is missing."""
    return [referred(model, key, field) for key in keys]


def referred_case(procedure: Procedure, key: Any, field: str) -> CaseRecord:
    """The case of that procedure. Raises: Refused naming `field` when there is none."""
    found = referred(CaseRecord, key, field)
    if found.procedure != procedure.id:
        raise unknown_reference(field)
    return found


def unknown_reference(field: str) -> Refused:
    return Refused(
        [
            Deny(
                "unknown-reference",
                Text("所选项不存在", "What was chosen does not exist"),
                GENERAL,
                Text("请从列表中重新选择", "Choose again from the list"),
                field,
            )
        ]
    )


@cache
def _by_key(model: type[Model]) -> Rows[Any]:
    return Rows(model, f'"{model._meta.pk.column}" = %s')


def _uuid(key: Any, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(key))
    except ValueError:
        raise unknown_reference(field) from None
