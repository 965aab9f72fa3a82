"""A whole gate over a throw-away database and home, spoken to through its socket as the web process does."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

NOW = datetime.now(UTC)
ROWS = 600


def people(rows: int = ROWS, seed: int = 5) -> bytes:
    """A file of persons with district, sex, age and systolic pressure; one person in a district of their own."""
    chance = random.Random(seed)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["person_no", "district", "sex", "age", "systolic_mmhg"])
    for n in range(rows):
        district = "孤区" if n == 0 else ("东城", "西城", "海淀")[n % 3]
        writer.writerow([f"P{n:05d}", district, "男女"[n % 2], chance.randint(18, 90), chance.randint(90, 180)])
    return target.getvalue().encode("gb18030")


@dataclass
class World:
    """The gate's client and the identifiers of one sealed resource granted to one operator."""

    client: Any
    gate: Any
    home: Path
    resource: Any
    grant: Any
    person: str
    staging: str
    profile: dict[str, Any]
    summary: dict[str, Any]
    rows: int = ROWS

    def file(self, seed: int = 5) -> io.BytesIO:
        return io.BytesIO(people(seed=seed))

    def query(self, sql: str, **changes: str) -> Any:
        asked = {"grant_id": str(self.grant.id), "actor": self.person, "purpose": "health-study", "face": "test"}
        return self.client.query(sql=sql, **(asked | changes))


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    from shuzha.enclave.door.client import GateClient
    from shuzha.gate.process import Gate, Places

    with tempfile.TemporaryDirectory(prefix="gate-") as folder:
        home = Path(folder)
        (home / "run").mkdir()
        (home / "keys").mkdir()
        gate = Gate(Places.below(home))
        gate.start_threads()
        serving = threading.Thread(target=gate.server.serve, daemon=True)
        serving.start()
        client = GateClient(home / "run" / "gate.sock")
        try:
            yield _lived_in(client, gate, home)
        finally:
            gate.server.close()
            gate.close()
            serving.join(5)


def _lived_in(client: Any, gate: Any, home: Path) -> World:
    staging = client.upload(io.BytesIO(people()), "people.csv")
    profile = client.profile(staging)
    resource, operator, person = _archive_entries(profile)
    decisions = [
        {
            "column": c["name"],
            "class": c["class"],
            "grade": c["grade"],
            "treatment": c["treatment"],
            "confirmed_by": "王",
        }
        for c in profile["columns"]
    ]
    summary = client.commit(staging, str(resource.id), decisions, "person_no", "city-person")
    resource.rows, resource.units, resource.version = summary["rows"], summary["units"], summary["version"]
    resource.unit_column, resource.status = "person_no", "sealed"
    resource.save()
    grant = _grant(resource, operator, person)
    return World(client, gate, home, resource, grant, str(person.id), staging, profile, summary)


def _case() -> Any:
    from shuzha.archive.cases.models import CaseRecord

    return CaseRecord.objects.create(
        procedure="test",
        number=uuid.uuid4().hex,
        title_zh="试",
        title_en="test",
        status="open",
        opened_at=NOW,
        moved_at=NOW,
    )


def _archive_entries(profile: dict[str, Any]) -> tuple[Any, Any, Any]:
    from shuzha.archive.catalogue.models import Column, Resource
    from shuzha.archive.parties.models import Organisation, Person

    department = Organisation.objects.create(name_zh="部门", name_en="department", credit_code="1" * 18)
    operator = Organisation.objects.create(name_zh="运营", name_en="operator", credit_code="2" * 18)
    person = Person.objects.create(sealed_name=b"x", real_name_checked_at=NOW)
    resource = Resource.objects.create(
        case=_case(), name="people", title_zh="人口", title_en="people", description_zh="", description_en="",
        publisher=department, theme="health", issued=NOW.date(), source="", licence="", accrual="once",
        unit="person", unit_domain="city-person",
    )  # fmt: skip
    for position, c in enumerate(profile["columns"]):
        Column.objects.create(
            resource=resource, position=position, name=c["name"], type=c["type"], profile=c["profile"],
            suggested_class=c["class"], suggested_grade=c["grade"], suggested_treatment=c["treatment"],
            reasons=c["reasons"], confirmed_class=c["class"], grade=c["grade"], treatment=c["treatment"],
        )  # fmt: skip
    return resource, operator, person


def _grant(resource: Any, operator: Any, person: Any) -> Any:
    from shuzha.archive.grants.models import Grant

    grant = Grant.objects.create(
        case=_case(), agreement=_case(), operator=operator, purpose="health-study", purpose_zh="健康研究",
        purpose_en="health study", forms=["statistics", "interface"],
        starts=NOW - timedelta(days=1), expires=NOW + timedelta(days=30),
    )  # fmt: skip
    grant.columns.set(resource.columns.exclude(name="age"))
    grant.persons.set([person])
    return grant
