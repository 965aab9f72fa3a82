"""Cut-offs against answers, through the gate's real socket: once a stop is acknowledged, not one byte of an answer follows."""

from __future__ import annotations

import json
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from shuzha.enclave.jobs.runner import Job

pytestmark = pytest.mark.django_db(transaction=True)

SHORT = "SELECT sex, COUNT(*) AS n FROM people GROUP BY sex"
# no query that the gate admits holds a thread this long; one that did would look like this to the stop
ENDLESS = {
    "regex": "SELECT COUNT(*) FROM range(1000000000) t(i) "
    "WHERE regexp_matches(repeat('a', 100000 + i % 7), '(a|aa)*(b|c){40}$')",
    "like": "SELECT COUNT(*) FROM range(1000000000) a(i), range(1000) b(j) WHERE repeat('a', 500 + i % 7) LIKE '%a%a_%a%b'",
}
LARGE = b"\0" * (4 << 20)


@contextmanager
def asked(world: Any, sql: str) -> Iterator[socket.socket]:
    """A connection on which the question has been put and nothing read yet."""
    header = {
        "op": "query", "request_id": "r", "grant": str(world.grant.id), "actor": world.person,
        "purpose": "health-study", "face": "race", "sql": sql,
    }  # fmt: skip
    raw = json.dumps(header).encode()
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(world.home / "run" / "gate.sock"))
        link.sendall(struct.pack(">I", len(raw)) + raw + struct.pack(">Q", 0))
        yield link


def arrived(link: socket.socket, patience: float) -> bytes:
    """What has arrived, waiting for more until nothing has come for `patience` seconds or the gate hangs up."""
    link.settimeout(patience)
    got = bytearray()
    try:
        while part := link.recv(1 << 20):
            got += part
            link.settimeout(patience or 0.0)
    except (TimeoutError, BlockingIOError, ConnectionResetError):
        pass
    return bytes(got)


def cut_off(world: Any) -> dict[str, Any]:
    """The grant stands no more, and the stop is acknowledged."""
    _change(world, expires=datetime.now(UTC) - timedelta(seconds=1))
    return dict(world.client.stop(str(world.grant.id)))


def restore(world: Any) -> None:
    """The grant stands again, under another lease: a stopped one never resumes."""
    _change(world, expires=datetime.now(UTC) + timedelta(days=1), epoch=F("epoch") + 1)


def _change(world: Any, **values: Any) -> None:
    type(world.grant).objects.filter(id=world.grant.id).update(**values)


def header_of(reply: bytes) -> dict[str, Any]:
    (size,) = struct.unpack(">I", reply[:4])
    return dict(json.loads(reply[4 : 4 + size]))


def outcome(before: bytes, after: bytes) -> str:
    """What became of one answer; fails when any of it came after the acknowledgement."""
    if not before and not after:
        return "nothing"
    if (before or after)[:4] and header_of(before or after)["ok"]:
        assert not after, f"{len(after)} bytes of an answer after the stop was acknowledged"
        return "whole" if len(before) == whole_size(before) else "cut"
    assert header_of(before or after)["denials"][0]["code"] in ("lease-revoked", "grant-expired")
    return "refused"


def whole_size(reply: bytes) -> int:
    (size,) = struct.unpack(">I", reply[:4])
    (body,) = struct.unpack(">Q", reply[4 + size : 12 + size])
    return 12 + size + int(body)


def race(world: Any, sql: str, pause: float, patience: float) -> str:
    with asked(world, sql) as link:
        time.sleep(pause)
        cut_off(world)
        before = arrived(link, 0.0)
        ended = outcome(before, arrived(link, patience))
    restore(world)
    return ended


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_no_byte_of_an_answer_follows_the_acknowledged_stop(
    world: Any, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """A hundred cut-offs each, at moments spread over judging, sending and after; large answers are cut in the middle."""
    if large:
        monkeypatch.setattr("shuzha.gate.use_desk.to_stream", lambda _: LARGE)
    began = time.monotonic()
    with asked(world, SHORT) as link:
        assert header_of(arrived(link, 5.0) if large else link.recv(65536))["ok"]
    span = min(1.5 * (time.monotonic() - began), 0.12)
    chance = random.Random(11)
    ends = Counter(race(world, SHORT, chance.uniform(0, span), 0.06) for _ in range(100))
    assert sum(ends.values()) == 100
    assert not large or ends["cut"] > 0


@pytest.mark.parametrize("endless", ENDLESS.values(), ids=ENDLESS)
def test_a_stop_ends_a_job_inside_a_pattern_that_would_run_for_years(
    world: Any, monkeypatch: pytest.MonkeyPatch, endless: str
) -> None:
    monkeypatch.setattr("shuzha.enclave.gatekeeper.Job", lambda *parts: Job((), (endless, endless), parts[2]))
    for pause in (0.0, 0.3, 1.0):
        with asked(world, SHORT) as link:
            deadline = time.monotonic() + 30
            while not world.client.status()["running"] and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(pause)
            done = cut_off(world)
            link.settimeout(20)
            refusal = link.recv(1 << 16)
            assert outcome(refusal, arrived(link, 0.1)) == "refused"
            assert len(done["jobs"]) == 1
        restore(world)


def test_a_halt_that_the_database_tells_of_races_like_a_stop(world: Any) -> None:
    from django.db import transaction

    from shuzha.archive.grants.models import Halt
    from shuzha.archive.grants.operations import halt, lift

    chance = random.Random(12)
    for _ in range(10):
        with asked(world, SHORT) as link:
            time.sleep(chance.uniform(0, 0.1))
            with transaction.atomic():
                halt(grants=[world.grant], ground=Halt.Ground.CUTOFF, case=world.grant.case, at=datetime.now(UTC))
            world.client.stop(str(world.grant.id))
            before = arrived(link, 0.0)
            outcome(before, arrived(link, 0.06))
        lift(case=world.grant.case, ground=Halt.Ground.CUTOFF, at=datetime.now(UTC))
        world.grant.refresh_from_db()
    assert world.query(SHORT).table.num_rows == 2
