"""The gate through its socket: what goes in, what comes out, what explains itself, what stays silent, what stops."""

from __future__ import annotations

import io
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shuzha.enclave.door.client import GateClient, GateFault, Sealed
from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [deny.code for deny in refused.value.denials]


def events(world: Any) -> list[Any]:
    from shuzha.archive.cases.models import EventRecord

    return list(EventRecord.objects.filter(stream=f"use-{world.grant.id}").order_by("seq"))


def test_a_file_becomes_a_governed_resource(world: Any) -> None:
    assert world.profile["encoding"] == "gb18030"
    assert world.profile["suggested_unit"] == "person_no"
    assert world.profile["rows"] == world.summary["rows"] == world.summary["units"] == world.rows
    assert len(world.summary["digest"]) == len(world.profile["digest"]) == 64
    for path in world.home.rglob("*"):
        assert not path.is_file() or "东城".encode("gb18030") not in path.read_bytes()


def test_an_aggregate_is_released_and_recorded_before_it_leaves(world: Any) -> None:
    answer = world.query("SELECT sex, COUNT(*) AS n FROM people GROUP BY sex ORDER BY sex")
    assert answer.table.column_names == ["sex", "n"]
    assert sum(answer.table.column("n").to_pylist()) == pytest.approx(world.rows, abs=10)
    last = events(world)[-1]
    assert (last.type, last.person) == ("use-released", world.person)
    assert last.data["columns"] == ["people.sex"]


def test_refusals_that_the_text_decides_explain_themselves(world: Any) -> None:
    for sql in ("SELECT * FROM people", "SELECT AVG(age) FROM people", "SELECT nonsense FROM"):
        with pytest.raises(Refused) as refused:
            world.query(sql)
        assert all(d.reason.zh and d.remedy.zh for d in refused.value.denials)
    with pytest.raises(Refused) as refused:
        world.query("SELECT COUNT(*) FROM people", purpose="marketing")
    assert codes(refused) == ["purpose-mismatch"]
    assert [str(c) for c in refused.value.denials[0].cites] == ["beijing-2023/27"]
    assert {e.type for e in events(world)} == {"use-refused"}


def test_refusals_that_data_decides_are_silent_to_the_asker_and_open_to_the_supervisor(world: Any) -> None:
    from shuzha.enclave.silence import SEALED

    with pytest.raises(Sealed) as sealed:
        world.query("SELECT district, AVG(systolic_mmhg) AS m FROM people GROUP BY district")
    assert sealed.value.text == SEALED
    last = events(world)[-1]
    assert last.type == "use-sealed"
    assert last.data["private_reason"]


def test_a_person_who_is_not_registered_is_refused(world: Any) -> None:
    from shuzha.archive.parties.models import Person

    unchecked = Person.objects.create(sealed_name=b"x")
    world.grant.persons.add(unchecked)
    for actor in (str(uuid.uuid4()), str(unchecked.id)):
        with pytest.raises(Refused) as refused:
            world.query("SELECT COUNT(*) FROM people", actor=actor)
        assert codes(refused) == ["not-registered-person"]
        with pytest.raises(Refused):
            world.client.schema(str(world.grant.id), actor)


def test_the_schema_shows_the_granted_columns_only(world: Any) -> None:
    (table,) = world.client.schema(str(world.grant.id), world.person)
    assert [c["name"] for c in table["columns"]] == ["person_no", "district", "sex", "systolic_mmhg"]
    assert table["columns"][0]["identifies_unit"] is True


def test_an_interface_is_reviewed_and_called(world: Any) -> None:
    from shuzha.archive.grants.models import Interface

    sql = "SELECT COUNT(*) AS n, AVG(systolic_mmhg) AS mean FROM people WHERE sex = $sex"
    parameters = [{"name": "sex", "kind": "text", "choices": ["男", "女"]}]
    reviewed = world.client.review(
        grant_id=str(world.grant.id), actor=world.person, purpose="health-study", sql=sql, parameters=parameters
    )
    assert reviewed["form"] == "interface"
    interface = Interface.objects.create(
        grant=world.grant, name="pressure", title_zh="压", title_en="pressure", template=sql, parameters=parameters,
        reviewed_at=world.grant.starts, reviewed_by=world.grant.persons.get(),
    )  # fmt: skip
    called = {"interface_id": str(interface.id), "actor": world.person, "face": "api"}
    assert world.client.call(values={"sex": "女"}, **called).table.num_rows == 1
    with pytest.raises(Refused) as refused:
        world.client.call(values={"sex": "x' OR 1=1"}, **called)
    assert codes(refused) == ["parameter-not-allowed"]
    with pytest.raises(Refused) as refused:
        world.client.call(values={"sex": "女"}, **(called | {"actor": str(uuid.uuid4())}))
    assert codes(refused) == ["gate-unknown"]


def halt(world: Any) -> None:
    from django.db import transaction

    from shuzha.archive.cases.models import CaseRecord
    from shuzha.archive.grants.models import Halt
    from shuzha.archive.grants.operations import halt as lay

    with transaction.atomic():
        case = CaseRecord.objects.get(id=world.grant.case_id)
        lay(grants=[world.grant], ground=Halt.Ground.CUTOFF, case=case, at=datetime.now(UTC))


def test_a_halted_grant_answers_nothing_and_a_lifted_one_answers_again(world: Any) -> None:
    from shuzha.archive.grants.models import Halt
    from shuzha.archive.grants.operations import lift

    sql = "SELECT COUNT(*) AS n FROM people"
    halt(world)
    done = world.client.stop(str(world.grant.id))
    assert (done["leases"], done["jobs"]) == (2, [])
    with pytest.raises(Refused) as refused:
        world.query(sql)
    assert codes(refused) == ["lease-revoked"]
    lift(case=world.grant.case, ground=Halt.Ground.CUTOFF, at=datetime.now(UTC))
    assert world.query(sql).table.num_rows == 1


def test_a_running_job_dies_when_the_database_tells_of_the_cut_off(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    running, found = threading.Event(), []

    def endless(worker: Any, job: Any) -> Any:
        running.set()
        worker.link.settimeout(60)
        assert worker.link.recv(1) == b"", "only the worker's death ends this job"
        raise ConnectionResetError

    def ask() -> None:
        try:
            found.append(world.query("SELECT COUNT(*) AS n FROM people"))
        except Refused as refused:
            found.append(refused)

    monkeypatch.setattr(world.gate._use._gatekeeper._runner, "_converse", endless)
    asking = threading.Thread(target=ask)
    asking.start()
    assert running.wait(20)
    halt(world)
    asking.join(20)
    assert isinstance(found[0], Refused)
    assert [deny.code for deny in found[0].denials] == ["lease-revoked"]
    assert events(world)[-1].type == "use-refused"
    assert len(world.client.stop(str(world.grant.id))["jobs"]) == 1, "whoever asks later still learns what was ended"


def test_an_answer_judged_before_a_cut_off_does_not_leave_after_it(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gatekeeper = world.gate._use._gatekeeper
    judged = gatekeeper.query

    def judged_then_halted(*asked: Any) -> Any:
        outcome = judged(*asked)
        halt(world)
        return outcome

    monkeypatch.setattr(gatekeeper, "query", judged_then_halted)
    with pytest.raises(Refused) as refused:
        world.query("SELECT COUNT(*) AS n FROM people")
    assert codes(refused) == ["lease-revoked"]


def test_a_sealed_resource_takes_a_new_version_and_its_upload_cannot_be_discarded(world: Any) -> None:
    with pytest.raises(Refused) as refused:
        world.client.discard(world.staging)
    assert refused.value.denials[0].field == "staging"
    fresh = world.client.upload(world.file(seed=6), "people.csv")
    assert world.client.profile(fresh)["digest"] != world.profile["digest"]
    world.client.discard(fresh)
    with pytest.raises(Refused):
        world.client.profile(fresh)


def test_nothing_is_committed_undecided(world: Any) -> None:
    staging = world.client.upload(world.file(), "people.csv")
    with pytest.raises(Refused) as refused:
        world.client.commit(staging, str(world.resource.id), [], "person_no", "city-person")
    assert {d.field for d in refused.value.denials} == {c["name"] for c in world.profile["columns"]}


def test_a_broken_file_is_refused_by_line_and_column_over_the_socket(world: Any) -> None:
    staging = world.client.upload(io.BytesIO(b"a,b\n1,2\n3\n"), "x.csv")
    with pytest.raises(Refused, match="these lines"):
        world.client.profile(staging)


def test_chunks_out_of_order_are_refused(world: Any) -> None:
    staging = world.client.begin("x.csv")
    with pytest.raises(Refused, match="Chunk 0 was expected"):
        world.client.chunk(staging, 1, b"a\n1\n", final=True)


def test_the_socket_is_closed_to_others(world: Any) -> None:
    assert (world.home / "run" / "gate.sock").stat().st_mode & 0o777 == 0o660


def test_the_gate_hears_of_cut_offs(world: Any) -> None:
    deadline = time.monotonic() + 10
    while not world.client.status()["hears_cutoffs"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert world.client.status()["hears_cutoffs"] is True


def test_an_unreachable_gate_is_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(GateFault) as fault:
        GateClient(tmp_path / "nothing.sock").status()
    assert fault.value.text.zh
    assert fault.value.text.en


def test_a_stray_clock_file_does_not_move_the_gates_time_outside_the_demonstration(world: Any) -> None:
    (world.home / "city-clock.json").write_text('{"offset_seconds": -31536000}')
    now = datetime.fromisoformat(world.client.status()["now"])
    assert abs((now - datetime.now(UTC)).total_seconds()) < 60


def test_an_upload_that_nobody_registers_is_destroyed_with_its_key_and_a_registered_one_is_not(world: Any) -> None:
    import os

    from shuzha.gate.policy import upload_term_at

    staging = world.client.upload(world.file(seed=6), "people.csv")
    unfinished = world.client.begin("x.csv")
    assert world.gate.housekeeping.sweep() == 0
    old = time.time() - upload_term_at(datetime.now(UTC)).total_seconds() - 60
    for path in world.home.glob("vault/raw/*.sealed"):
        os.utime(path, (old, old))
    assert world.gate.housekeeping.sweep() == 1
    assert not list(world.home.glob(f"**/*{staging}*"))
    with pytest.raises(Refused) as refused:
        world.client.profile(staging)
    assert codes(refused) == ["gate-unknown"]
    assert world.client.profile(world.staging)["rows"] == world.rows
    world.gate._intake._uploads[unfinished].began = datetime.fromtimestamp(old, UTC)
    assert world.gate.housekeeping.sweep() == 1
    with pytest.raises(Refused):
        world.client.chunk(unfinished, 0, b"a\n1\n", final=True)
