"""Chapter 7: a cut-off in the middle of a heavy job; the agreement suspended by another authority; back only by decision."""

from __future__ import annotations

import threading
import time

import shuzha_client

from shuzha.archive.cases.operations import perform
from shuzha.archive.grants.models import Grant, Halt
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.stops import confirm_stop
from shuzha.site.api.own_tokens import make_token
from shuzha.site.story.chapters.product import INTERFACE
from shuzha.site.story.chapters.use import RELEASED
from shuzha.site.story.stage import NotAsTheLawSays, Stage

_DEPTH = 24
_JOINS = " ".join(f"JOIN census_income t{n} ON t{n - 1}.person_no = t{n}.person_no" for n in range(1, _DEPTH))
_TESTS = " AND ".join(f"lower(t{n}.education) NOT LIKE '%{n}%a%b%c%d%e%f%'" for n in range(_DEPTH))
HEAVY = f"SELECT COUNT(*) AS persons FROM census_income t0 {_JOINS} WHERE {_TESTS}"  # noqa: S608
LONGEST_STOP_SECONDS = 1.0
_RESUMED = (Citation("beijing-2023", 14), Citation("local", 6))


class Heavy(threading.Thread):
    """The analyst's heavy job, in a thread of its own; notes when its last byte arrived and what it was."""

    def __init__(self, session: shuzha_client.Session, grant: str) -> None:
        super().__init__(daemon=True)
        self.session, self.grant = session, grant
        self.ended = 0.0
        self.outcome = ""

    def run(self) -> None:
        try:
            self.session.query(HEAVY, grant=self.grant, purpose="employment")
            self.outcome = "released"
        except shuzha_client.Refused as refusal:
            self.outcome = refusal.denials[0]["code"]
        except shuzha_client.Sealed:
            self.outcome = "sealed"
        self.ended = time.monotonic()


def it_is_stopped(stage: Stage) -> None:
    stage.working_days_later(1)
    grant = Grant.objects.get(case=stage.cases["sharing"])
    token = make_token(account=stage.who("analyst"), label="heavy", at=stage.now())
    session = shuzha_client.connect(stage.url, token=token)
    order = {"listing": str(stage.cases["listing"].id), "calls": 200, "use": "更新行业就业情况研判，仅内部使用。"}
    stage.opens("second-order", "market.order", "place", "buyer", order)
    stage.acts("second-order", "confirm", "operator")
    _cut_off(stage, grant, session)
    _interface_refuses(stage)
    _suspend(stage, grant)
    _resume_by_decision(stage, grant, session)


def _cut_off(stage: Stage, grant: Grant, session: shuzha_client.Session) -> None:
    heavy = Heavy(session, str(grant.id))
    heavy.start()
    _wait_until(lambda: stage.gate.status()["running"] > 0, "the heavy job did not start")
    decided = time.monotonic()
    stage.opens(
        "cutoff",
        "zones.cutoff",
        "cut",
        "supervisor",
        {"risk": "监测到异常高频差分查询，存在重识别风险。", "grants": [str(grant.id)]},
    )
    halt = Halt.objects.get(grant=grant, case=stage.cases["cutoff"])
    event = confirm_stop(halt=halt, by=stage.who("supervisor").actor, at=stage.now())
    stopped = time.monotonic()
    heavy.join(10)
    stage.expects(heavy.outcome == "lease-revoked", f"the heavy job ended as {heavy.outcome or 'still running'}")
    seconds = max(heavy.ended, stopped) - decided
    stage.tells(
        Text(
            "闸门确认：在跑的作业已终止，不再有字节流出",
            "The gate confirms: the running job is dead and no byte leaves any more",
        ),
        "supervisor",
        event.citations,
        event,
    )
    stage.echo(
        f"     从决定到最后一个字节 / from decision to last byte: {seconds * 1000:.0f} ms（上限 / limit {LONGEST_STOP_SECONDS:.0f} s）"
    )
    stage.expects(seconds <= LONGEST_STOP_SECONDS, f"the cut-off took {seconds:.2f} s")


def _interface_refuses(stage: Stage) -> None:
    """A buyer whose order is in force and paid for no call yet is refused too."""
    token = make_token(account=stage.who("buyer"), label="after the cut-off", at=stage.now())
    session = shuzha_client.connect(stage.url, token=token)
    try:
        session.call(INTERFACE, order=str(stage.cases["second-order"].id), industry="Construction", sex="Male")
    except shuzha_client.Refused as refusal:
        denial = refusal.denials[0]
        stage.expects(denial["code"] == "lease-revoked", f"the interface refused for {denial['code']}")
        stage.echo(f"     接口 / interface: ✗ {denial['reason']['zh']} / {denial['reason']['en']}")
        return
    raise NotAsTheLawSays("the interface answered after the cut-off")


def _suspend(stage: Stage, grant: Grant) -> None:
    stage.working_days_later(1)
    stage.must_refuse(
        Text("监管部门自行暂停协议", "The supervisor suspends the agreement alone"),
        "supervisor",
        lambda: perform(
            case=stage.cases["agreement"], step="suspend", by=stage.who("supervisor").actor, at=stage.now()
        ),
        "wrong-state",
    )
    stage.acts("agreement", "report", "bigdata", {"reason": "违反协议约定的使用范围，发生异常查询。"})
    stage.acts("agreement", "concur", "supervisor")
    stage.working_days_later(3)
    stage.acts("agreement", "suspend", "mayor")
    standing = sorted(halt.ground for halt in grant.halts.filter(lifted_at=None))
    stage.expects(standing == ["cutoff", "suspension"], "the grant is not halted on both grounds")
    stage.acts("cutoff", "uphold", "bigdata", {"reason": "风险尚未消除，维持切断。"})


def _resume_by_decision(stage: Stage, grant: Grant, session: shuzha_client.Session) -> None:
    """Each halt is lifted by the authority that may lift it; with one of the two still standing, nothing runs."""
    stage.working_days_later(10)
    stage.acts("agreement", "restore", "mayor", {"reason": "运营单位已完成整改并通过复查。"})
    try:
        session.query(RELEASED, grant=str(grant.id), purpose="employment")
    except shuzha_client.Refused as refusal:
        stage.expects("lease-revoked" in refusal.codes, f"refused for {refusal.codes}")
        stage.echo("     协议已恢复而切断未解除：仍不能使用 / agreement restored, cut-off not lifted: still no use")
    else:
        raise NotAsTheLawSays("the grant was usable although the cut-off still stood")
    stage.acts("cutoff", "restore", "bigdata", {"reason": "风险已消除，恢复数据使用。"})
    session.query(RELEASED, grant=str(grant.id), purpose="employment")
    event = stage.last_event(grant.stream)
    stage.tells(
        Text("恢复后，分析师再次查询获放行", "After restoration the analyst is answered again"),
        "analyst",
        _RESUMED,
        event,
    )


def _wait_until(holds: object, otherwise: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        if time.monotonic() > end:
            raise NotAsTheLawSays(otherwise)
        time.sleep(0.01)
