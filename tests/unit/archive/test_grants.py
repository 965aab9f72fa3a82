"""What halts a grant, what lifts a halt, and that every change raises the epoch and tells the gate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from city_life import City, granted, registered_analyst, sealed_resource, signed_agreement
from django.db import connection, transaction

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.grants.operations import LEASE_CHANNEL, halt
from shuzha.kernel.decision import Refused


@pytest.fixture
def grant(city: City) -> Grant:
    made: Grant = granted(city)
    return made


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {denial.code for denial in refused.value.denials}


def live(grant: Grant, city: City) -> bool:
    return Grant.objects.get(pk=grant.pk).live(city.now)


def epoch(grant: Grant) -> int:
    return Grant.objects.get(pk=grant.pk).epoch


def cut(city: City, grant: Grant, by: str = "supervisor") -> CaseRecord:
    case: CaseRecord = city.start("zones.cutoff", "cut", city.accounts[by], risk="异常", grants=[str(grant.pk)])
    return case


def breach(city: City, agreement: CaseRecord, decision: str, **data: Any) -> CaseRecord:
    case = city.act(agreement, "report", city.bigdata, reason="违约")
    case = city.act(case, "concur", city.supervisor)
    decided: CaseRecord = city.act(case, decision, city.government, **data)
    return decided


def test_a_grant_lives_from_its_first_moment_to_the_end_of_its_last_day(grant: Grant, city: City) -> None:
    assert grant.case.facts["expires"] == "2027-03-02"
    assert grant.live(grant.starts)
    assert not grant.live(grant.starts - timedelta(microseconds=1))
    assert grant.live(grant.expires - timedelta(microseconds=1))
    assert not grant.live(grant.expires)
    assert grant.expires.isoformat() == "2027-03-03T00:00:00+08:00"


def test_a_cut_off_halts_at_once_and_only_the_decision_lifts_it(grant: Grant, city: City) -> None:
    case = cut(city, grant)
    assert not live(grant, city)
    assert epoch(grant) == 1
    case = city.act(case, "uphold", city.bigdata, reason="风险未消除")
    assert not live(grant, city)
    city.act(case, "restore", city.bigdata, reason="已整改")
    assert live(grant, city)
    assert epoch(grant) == 2


def test_suspension_and_termination_halt_every_grant_under_the_agreement(grant: Grant, city: City) -> None:
    agreement = breach(city, grant.agreement, "suspend")
    assert not live(grant, city)
    agreement = city.act(agreement, "restore", city.government, reason="整改完成")
    assert live(grant, city)
    breach(city, agreement, "terminate")
    assert not live(grant, city)
    assert epoch(grant) == 3


def test_a_grant_halted_twice_stays_halted_until_both_are_lifted(grant: Grant, city: City) -> None:
    case = cut(city, grant)
    agreement = breach(city, grant.agreement, "suspend")
    city.act(agreement, "restore", city.government, reason="整改完成")
    assert not live(grant, city)
    city.act(case, "restore", city.bigdata, reason="已整改")
    assert live(grant, city)


def test_two_cut_offs_are_lifted_each_by_its_own_decision(grant: Grant, city: City) -> None:
    first, second = cut(city, grant), cut(city, grant, by="bigdata")
    city.act(first, "restore", city.bigdata, reason="x")
    assert not live(grant, city)
    city.act(second, "restore", city.bigdata, reason="x")
    assert live(grant, city)


def test_a_dismissed_report_leaves_the_grants_alone(grant: Grant, city: City) -> None:
    breach(city, grant.agreement, "dismiss", reason="情节轻微")
    assert live(grant, city)
    assert epoch(grant) == 0


def test_an_ended_use_never_resumes(grant: Grant, city: City) -> None:
    city.act(grant.case, "end", city.operator, reason="项目完成")
    assert not live(grant, city)
    assert Halt.objects.get().ground == Halt.Ground.TERMINATION


def test_a_supervisor_cuts_off_nothing_outside_its_zone(grant: Grant, city: City) -> None:
    with pytest.raises(Refused) as refused:
        cut(city, grant, by="second_supervisor")
    assert codes(refused) == {"unknown-reference"}
    assert live(grant, city)


@pytest.mark.parametrize("named", [[], ["nonsense"], ["00000000-0000-0000-0000-000000000000"], "all", 5])
def test_a_cut_off_that_names_no_grant_is_refused(grant: Grant, city: City, named: Any) -> None:
    with pytest.raises(Refused):
        city.start("zones.cutoff", "cut", city.supervisor, risk="异常", grants=named)
    assert live(grant, city)


def test_a_removed_analyst_loses_every_grant_at_once(grant: Grant, city: City) -> None:
    assert grant.persons.count() == 1
    registration = CaseRecord.objects.get(procedure="zones.personnel")
    city.act(registration, "remove", city.supervisor, reason="离职")
    assert grant.persons.count() == 0


def test_what_a_removed_analyst_has_running_ends_and_the_grant_lives_on(grant: Grant, city: City) -> None:
    registration = CaseRecord.objects.get(procedure="zones.personnel")
    city.act(registration, "remove", city.supervisor, reason="离职")
    assert epoch(grant) == 1
    assert live(grant, city)


def confirmed_request(city: City) -> tuple[Any, Any]:
    agreement, resource = signed_agreement(city), sealed_resource(city)
    person = registered_analyst(city, agreement)
    case = city.start(
        "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), purpose="employment", scenario="x",
        columns=[str(c.pk) for c in resource.columns.exclude(name="person_id")], forms=["statistics"], basis="statistics",
        persons=[str(city.analyst.person_id)],
    )  # fmt: skip
    return city.act(case, "confirm", city.supervisor, assessment="同意"), person


def test_nothing_is_granted_under_an_agreement_that_was_suspended_since_the_request(city: City) -> None:
    request, _ = confirmed_request(city)
    breach(city, CaseRecord.objects.get(procedure="zones.agreement"), "suspend")
    with pytest.raises(Refused) as refused:
        city.act(request, "approve", city.provider)
    assert codes(refused) == {"agreement-not-in-force"}
    assert not Grant.objects.exists()


def test_nothing_is_granted_to_somebody_who_was_removed_since_the_request(city: City) -> None:
    request, registration = confirmed_request(city)
    city.act(registration, "remove", city.supervisor, reason="离职")
    with pytest.raises(Refused) as refused:
        city.act(request, "approve", city.provider)
    assert codes(refused) == {"person-not-registered"}


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", "2027-03-02"), ("2026-06-30", "2026-06-30"), ("2030-01-01", "2027-03-02"), ("2026-03-02", "2026-03-02")],
)
def test_a_grant_ends_when_asked_but_never_after_the_longest_term(city: City, asked: str, given: str) -> None:
    request, _ = confirmed_request(city)
    assert city.act(request, "approve", city.provider, expires=asked).facts["expires"] == given


@pytest.mark.parametrize("asked", ["2026-03-01", "20270301", "soon", 5, ["2026-06-30"]])
def test_a_grant_with_an_end_in_the_past_or_no_day_at_all_is_refused(city: City, asked: Any) -> None:
    request, _ = confirmed_request(city)
    with pytest.raises(Refused) as refused:
        city.act(request, "approve", city.provider, expires=asked)
    assert codes(refused) <= {"expires-past", "field-malformed", "field-missing"}


@contextmanager
def listening() -> Iterator[psycopg.Connection]:
    info = connection.settings_dict
    where = {"host": info["HOST"], "user": info["USER"], "password": info["PASSWORD"], "dbname": info["NAME"]}
    with psycopg.connect(**where, autocommit=True) as gate:
        gate.execute(f"LISTEN {LEASE_CHANNEL}")
        yield gate


@pytest.mark.django_db(transaction=True)
def test_the_gate_hears_of_a_halt_when_it_is_committed_and_of_none_that_is_taken_back(city: City) -> None:
    grant = granted(city)

    def take_back() -> None:
        with transaction.atomic():
            halt(grants=[grant], ground=Halt.Ground.CUTOFF, case=grant.case, at=city.now)
            transaction.set_rollback(True)

    with listening() as gate:
        take_back()
        assert list(gate.notifies(timeout=0.1)) == []
        cut(city, grant)
        heard = [notice.payload for notice in gate.notifies(timeout=5, stop_after=1)]
    assert heard == [str(grant.pk)]


@pytest.mark.django_db(transaction=True)
def test_the_gate_hears_of_a_removal_and_holds_every_earlier_lease_dead(city: City) -> None:
    from shuzha.gate.archive_ports import ArchiveLeases, lease_of

    grant = granted(city)
    leases = ArchiveLeases(city.clock)
    assert leases.is_live(lease_of(grant.pk, 0), 0)
    registration = CaseRecord.objects.get(procedure="zones.personnel")
    with listening() as gate:
        city.act(registration, "remove", city.supervisor, reason="离职")
        heard = [notice.payload for notice in gate.notifies(timeout=5, stop_after=1)]
    assert heard == [str(grant.pk)]
    assert leases.dead(str(grant.pk)) == [lease_of(grant.pk, 0)]
    assert not leases.is_live(lease_of(grant.pk, 0), 0)
