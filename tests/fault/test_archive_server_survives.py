"""The database server itself is killed in the middle of the work: whatever an officer was told is done, is done."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from test_postgres_survives import kill_server

from shuzha.site.services import postgres

OPENS_CASES = """
import os, sys
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.parties.operations import register_organisation
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor
supervisor = register_organisation(name=Text("监管", "S"), credit_code="91999999MA0000001N", standings=["supervisor"])
drafter = Actor("p", "b", frozenset({"bigdata"}))
publisher = Actor("q", str(supervisor.pk), frozenset({"supervisor"}))
words = dict.fromkeys(("zone_zh", "zone_en", "conditions", "requirements"), "x")
data = words | {"kind": "area", "supervisor": str(supervisor.pk)}
organisation = register_organisation(name=Text("大数据", "B"), credit_code="91999999MA0000002R", standings=["bigdata"])
drafter = Actor("p", str(organisation.pk), drafter.roles)
with open(sys.argv[1], "ab", buffering=0) as told:
    for n in range(100_000):
        now = datetime.now(UTC)
        case = open_case(procedure="zones.call", step="draft", by=drafter, at=now, data=data, command_id=f"d{n}")
        told.write(f"{case.stream} 1\\n".encode())
        perform(case=case, step="publish", by=publisher, at=now, command_id=f"p{n}")
        told.write(f"{case.stream} 2\\n".encode())
"""


@pytest.fixture
def own_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shuzha-fault-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)
        postgres.stop(Path(folder), mode="immediate")


def test_whatever_was_acknowledged_before_the_server_was_killed_is_there_whole_afterwards(own_home: Path) -> None:
    postgres.ensure_running(own_home)
    told = own_home / "told"
    told.touch()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SHUZHA_")} | {
        "SHUZHA_HOME": str(own_home),
        "SHUZHA_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "shuzha.site.settings",
    }
    command = [sys.executable, "-c", OPENS_CASES, str(told)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as officer:
        while told.read_bytes().count(b"\n") < 60:
            assert officer.poll() is None, officer.stderr.read().decode()[-2000:] if officer.stderr else ""
            time.sleep(0.05)
        kill_server(own_home)
        officer.wait(60)
    acknowledged = dict(line.split() for line in told.read_text().splitlines())
    with psycopg.connect(postgres.ensure_running(own_home)) as session:
        events = dict(
            session.execute("SELECT stream, count(*) FROM cases_eventrecord WHERE stream LIKE 'case-%' GROUP BY 1")
        )
        assert all(events[stream] >= int(count) for stream, count in acknowledged.items())
        assert len(events) - len(acknowledged) <= 1
        for unsound in (
            "SELECT count(*) FROM cases_eventrecord e LEFT JOIN cases_outbox o ON o.event_id = e.id"
            " WHERE o.event_id IS NULL",
            "SELECT count(*) FROM cases_caserecord c WHERE version <>"
            " (SELECT count(*) FROM cases_eventrecord e WHERE e.stream = 'case-' || c.id)",
            "SELECT count(*) FROM cases_caserecord c WHERE (status = 'published') <>"
            " EXISTS (SELECT FROM zones_zone z WHERE z.call_id = c.id)",
        ):
            assert session.execute(unsound).fetchone() == (0,)
