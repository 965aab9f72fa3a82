"""The database itself holds the roles apart: what a service may not do, PostgreSQL refuses, whatever the code says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shuzha.archive.cases.models import EventCount
from shuzha.archive.cases.streams import append_next
from shuzha.site.services.privileges import apply_privileges, unknown_labels

pytestmark = pytest.mark.django_db

Asks = Callable[[str, str], bool]


@pytest.fixture
def may() -> Asks:
    """Whether PostgreSQL lets that role run that statement, after the privileges were applied."""
    apply_privileges()

    def asks(role: str, statement: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE shuzha_{role}")
                cursor.execute(statement)
                transaction.set_rollback(True)
        except DatabaseError as error:
            if "permission denied" in str(error):
                return False
            raise
        return True

    return asks


def test_nobody_but_the_owner_may_change_or_remove_an_event(may: Asks) -> None:
    for role in ("web", "gate", "sequencer"):
        assert not may(role, "UPDATE cases_eventrecord SET type = 'forged'")
        assert not may(role, "DELETE FROM cases_eventrecord")
        assert not may(role, "TRUNCATE cases_eventrecord CASCADE")


def test_the_web_works_with_cases_and_reads_the_log_but_writes_no_place_in_it(may: Asks) -> None:
    assert may("web", "UPDATE cases_caserecord SET final = final")
    assert may("web", "SELECT index FROM evidence_leaf")
    assert not may("web", "DELETE FROM evidence_leaf")


def test_the_gate_reads_grants_and_neither_makes_one_nor_reads_names_or_passwords(may: Asks) -> None:
    assert may("gate", "SELECT * FROM grants_grant")
    assert not may("gate", "UPDATE grants_grant SET expires = now()")
    assert not may("gate", "SELECT password FROM parties_account")
    assert not may("gate", "SELECT sealed_name FROM parties_person")
    assert not may("gate", "SELECT * FROM cases_caserecord")


def test_the_gate_alone_counts_calls(may: Asks) -> None:
    assert may("gate", "SELECT * FROM metering_entitlement FOR UPDATE")
    assert not may("gate", "DELETE FROM metering_delivery")
    assert may("web", "SELECT * FROM metering_delivery")
    for change in ("DELETE FROM metering_delivery", "UPDATE metering_delivery SET number = 1"):
        assert not may("web", change)


def test_the_gate_alone_counts_uses_and_cannot_take_a_count_out_or_give_it_to_another(may: Asks) -> None:
    assert may("gate", "UPDATE cases_eventcount SET events = events + 1, last = now()")
    assert may("web", "SELECT * FROM cases_eventcount")
    for change in ("DELETE FROM cases_eventcount", "UPDATE cases_eventcount SET stream = '', type = ''"):
        assert not may("gate", change)
    for change in ("DELETE FROM cases_eventcount", "UPDATE cases_eventcount SET events = 0"):
        assert not may("web", change)


@pytest.mark.usefixtures("may")
def test_what_the_gate_may_do_is_enough_to_record_a_use_and_count_it() -> None:
    for number in range(2):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE shuzha_gate")
            append_next(stream="use-a", type="use-released", command_id=str(number), at=datetime.now(UTC), data={})
            cursor.execute("RESET ROLE")
    assert EventCount.objects.get(stream="use-a", span="all").events == 2


def test_the_sequencer_empties_the_outbox_and_sees_no_grant(may: Asks) -> None:
    assert may("sequencer", "SELECT event_id FROM cases_outbox FOR UPDATE SKIP LOCKED")
    assert may("sequencer", "DELETE FROM cases_outbox")
    assert not may("sequencer", "SELECT * FROM grants_grant")
    assert not may("sequencer", "SELECT * FROM django_session")


def test_every_model_that_the_matrix_names_exists() -> None:
    assert unknown_labels() == set()


def test_applying_twice_changes_nothing(may: Asks) -> None:
    apply_privileges()
    assert may("web", "SELECT * FROM cases_eventrecord")
    assert not may("web", "DELETE FROM cases_eventrecord")
