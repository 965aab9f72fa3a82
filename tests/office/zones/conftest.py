"""What the zones office's tests share: a gate that answers as told, and a zone in which data has been used."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, granted
from zone_gate import FakeGate
from zone_uses import SQL, WHY, Used


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> FakeGate:
    """The gate that the pages reach in this test."""
    fake = FakeGate()
    monkeypatch.setattr("shuzha.commons.gate_door.client", lambda: fake)
    return fake


@pytest.fixture
def used(city: City) -> Used:
    """The finance zone after three uses by the operator's analyst."""
    from shuzha.archive.cases.streams import append_next
    from shuzha.offices.zones.models import Zone

    grant = granted(city)
    zone = Zone.objects.get(agreement=grant.agreement)
    denial = {
        "code": "row-output",
        "reason": {"zh": "查询会逐行输出数据", "en": "The query would output rows"},
        "remedy": {"zh": "请改为分组统计", "en": "Ask for grouped statistics"},
        "cites": ["beijing-2023/27"],
        "field": "sql",
    }
    outcomes: dict[str, dict[str, Any]] = {
        "released": {},
        "refused": {"denials": [denial, {**denial, "field": "again"}]},
        "sealed": {"private_reason": WHY.as_json(), "smallest_cell": 3},
    }
    for outcome, said in outcomes.items():
        append_next(
            stream=grant.stream,
            command_id=outcome,
            type=f"use-{outcome}",
            at=city.now,
            person=str(city.analyst.person_id),
            organisation=str(city.operator.organisation_id),
            data={"sql": SQL, "face": "workbench", **said},
        )
    return Used(zone, grant, f"/zones/{zone.pk}/")
