"""A zone's call as tests of the archive open it, and what is read of any case or refusal."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.kernel.decision import Refused

CALL = {
    "zone_zh": "甲", "zone_en": "A", "kind": "area", "conditions": "条件", "requirements": "要求",
}  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [denial.code for denial in refused.value.denials]


def events(case: CaseRecord) -> list[EventRecord]:
    return list(EventRecord.objects.filter(stream=case.stream).order_by("seq"))


def call_of(city: City) -> dict[str, Any]:
    return CALL | {"supervisor": str(city.organisations["supervisor"].pk)}
