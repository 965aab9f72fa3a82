"""Jobs: what they can reach, how they end, and that nothing leaves after a stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pyarrow as pa
import pytest
from enclave_world import Book, World

from shuzha.enclave.jobs.exits import Exits, Lease, LeaseRevokedError
from shuzha.enclave.jobs.pool import JobFailedError, Pool
from shuzha.enclave.jobs.runner import Job, Limits, Runner, Stopped
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.lending import Lent
from shuzha.enclave.outcomes import Refusal

LEASE = Lease("lease-1")
ENDLESS = {
    "cross join": "select count(*) from range(1000000) a(x), range(1000000) b(y) where a.x + b.y = -1",
    "regex": "select count(*) from range(1000000000) t(i) where regexp_matches(repeat('a', 100000 + i % 7), '(a|aa)*(b|c){40}$')",
}


@pytest.fixture
def runner(pool: Pool) -> Runner:
    return Runner(pool, Exits(Book()), Limits(memory=1 << 30, threads=1, seconds=60))


def job(query: str) -> Job:
    return Job((), (query,), {})


def test_a_job_sees_only_what_it_was_lent(runner: Runner) -> None:
    lent = Lent(pa.chunked_array([pa.array([1, 2, 3])]))
    (result,) = runner.run(Job((), ('select sum("x") s from t',), {"t": {"x": lent}}), LEASE)
    assert result.to_pylist() == [{"s": 6}]


def test_lent_memory_cannot_be_written(runner: Runner) -> None:
    import os

    lent = Lent(pa.chunked_array([pa.array([1, 2, 3])]))
    with pytest.raises(OSError, match="not permitted"):
        os.pwrite(lent.descriptor, b"x", 0)


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "copy (select 1) to '/tmp/x.csv'",
        "attach '/tmp/x.db'",
        "install httpfs",
        "load json_extra",
        "set threads = 8",
        "set enable_external_access = true",
    ],
)
def test_duckdb_inside_a_job_is_locked(runner: Runner, query: str) -> None:
    with pytest.raises(JobFailedError):
        runner.run(job(query), LEASE)


def test_a_sandboxed_process_has_no_network_no_files_and_no_neighbours(isolation: Isolation) -> None:
    if isolation is not Isolation.NAMESPACES:
        pytest.skip("!! no user namespaces here: the sandbox itself is NOT tested")
    import subprocess
    import sys

    from shuzha.enclave.jobs.sandbox import wrapped

    probe = (
        "import os, socket\n"
        "assert not os.path.exists('/etc/passwd') and not os.path.exists('/proc/1') and not os.path.exists('/home')\n"
        "try: open('/x', 'w'); raise SystemExit('wrote a file')\n"
        "except OSError: pass\n"
        "try: socket.create_connection(('127.0.0.1', 1), 1); raise SystemExit('network')\n"
        "except OSError as e: assert e.errno in (101, 111), e\n"
        "assert len(socket.if_nameindex()) <= 1 and os.getuid() == 65534 and os.getpid() < 10\n"
    )
    done = subprocess.run([*wrapped(), sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run_in_thread(runner: Runner, query: str) -> tuple[threading.Thread, list[object]]:
    ends: list[object] = []

    def go() -> None:
        try:
            ends.append(runner.run(job(query), LEASE))
        except Exception as error:
            ends.append(error)

    thread = threading.Thread(target=go)
    thread.start()
    return thread, ends


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS)
def test_a_stopped_job_is_dead_when_the_stop_returns(runner: Runner, query: str) -> None:
    thread, ends = run_in_thread(runner, query)
    time.sleep(0.8)
    (stopped,) = runner.stop([LEASE.id])
    assert isinstance(stopped, Stopped)
    assert stopped.signalled_at <= stopped.dead_at
    thread.join(10)
    assert isinstance(ends[0], LeaseRevokedError)
    with pytest.raises(LeaseRevokedError):
        runner.run(job("select 1"), LEASE)


def test_stopping_one_lease_leaves_others_alone(runner: Runner) -> None:
    assert runner.stop(["another"]) == []
    assert runner.run(job("select 1 a"), LEASE)[0].to_pylist() == [{"a": 1}]


def test_a_job_that_runs_too_long_or_asks_too_much_ends(pool: Pool) -> None:
    slow = Runner(pool, Exits(Book()), Limits(memory=1 << 28, threads=1, seconds=1))
    with pytest.raises(JobFailedError, match="out of time"):
        slow.run(job(ENDLESS["cross join"]), LEASE)
    with pytest.raises(JobFailedError):
        slow.run(job("select list(x) from range(300000000) t(x)"), LEASE)


def test_no_byte_leaves_after_a_stop_was_acknowledged() -> None:
    for _ in range(200):
        exits, sent, cut = Exits(Book()), list[float](), threading.Event()
        inside = threading.Event()

        def deliver(
            exits: Exits = exits, sent: list[float] = sent, cut: threading.Event = cut, inside: threading.Event = inside
        ) -> None:
            try:
                with exits.leaving(LEASE, cut.set):
                    inside.set()
                    while not cut.is_set() and len(sent) < 5000:
                        sent.append(time.monotonic())
            except LeaseRevokedError:
                inside.set()

        threads = [threading.Thread(target=deliver) for _ in range(3)]
        for thread in threads:
            thread.start()
        inside.wait(5)
        exits.close([LEASE.id])
        acknowledged = time.monotonic()
        for thread in threads:
            thread.join()
        assert all(at <= acknowledged for at in sent)


def test_a_lease_that_cannot_be_read_does_not_stand() -> None:
    class Broken:
        def is_live(self, lease_id: str, epoch: int) -> bool:
            raise ConnectionError("database is gone")

    with pytest.raises(LeaseRevokedError), Exits(Broken()).leaving(LEASE, lambda: None):
        pytest.fail("left the enclave without a lease")


def test_a_revoked_lease_refuses_queries_by_name(a_world: Callable[..., World]) -> None:
    world = a_world()
    world.book.dead.add("lease-1")
    outcome = world.ask("select count(*) from people")
    assert isinstance(outcome, Refusal)
    assert [d.code for d in outcome.denials] == ["lease-revoked"]


@pytest.mark.parametrize(("isolated_from", "refused"), [(2, True), (3, True), (4, False)])
def test_without_isolation_data_from_the_set_grade_on_is_refused(
    a_world: Callable[..., World], isolated_from: int, refused: bool
) -> None:
    from dataclasses import replace

    from enclave_world import PEOPLE, POLICY, grant

    from shuzha.enclave.words import Column, Grade

    world = a_world()
    world.gatekeeper.isolation = Isolation.PROCESS
    graver = replace(PEOPLE, columns=(Column("age", "BIGINT", Grade.THREE), *PEOPLE.columns[1:]))
    world.grant = grant(tables=(graver,))
    policy = replace(POLICY, isolated_from=Grade(isolated_from))
    outcome = world.ask("select count(*) from people where age > 30", policy=policy)
    assert isinstance(outcome, Refusal) == refused
    if refused:
        assert [d.code for d in outcome.denials] == ["isolation-missing"]
    assert "文件" in Isolation.PROCESS.label.zh


def test_plain_processes_work_where_namespaces_are_missing() -> None:
    pool = Pool(Isolation.PROCESS, 1)
    try:
        assert Runner(pool, Exits(Book())).run(job("select 2 a"), LEASE)[0].to_pylist() == [{"a": 2}]
    finally:
        pool.close()
