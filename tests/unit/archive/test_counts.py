"""Running counts of uses are what a recount of the events gives, whoever writes how many at once."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from shuzha.archive.cases.counts import USES, miscounted, recount
from shuzha.archive.cases.models import EventCount, EventRecord
from shuzha.archive.cases.streams import Conflict, append, append_next
from shuzha.archive.evidence.audit import unsupported_counts

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def use(stream: str, type: str, at: datetime, command_id: str) -> None:
    append_next(stream=stream, type=type, at=at, command_id=command_id, data={})


def counts(span: str, stream: str) -> dict[tuple[str, str], int]:
    found = EventCount.objects.filter(span=span, stream=stream)
    return {(row.type, row.begins.isoformat()): row.events for row in found}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_counts_agree_with_the_events_after_any_sequence(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        at = BEGIN + timedelta(minutes=chance.randrange(4 * 24 * 60))
        type = chance.choice([*USES, "use-stopped", "said"])
        use(f"use-{chance.randrange(3)}", type, at, str(chance.randrange(50)))
    assert miscounted() == []
    whole = EventCount.objects.filter(span="all")
    assert sum(row.events for row in whole) == EventRecord.objects.filter(type__in=USES).count()
    assert not EventCount.objects.exclude(type__in=USES).exists()
    assert recount() == []


@pytest.mark.django_db
def test_days_and_hours_begin_as_they_do_in_china() -> None:
    for number, at in enumerate([datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), datetime(2026, 3, 1, 16, tzinfo=UTC)]):
        use("use-a", "use-released", at, str(number))
    assert counts("all", "use-a") == {("use-released", "1970-01-01T00:00:00+00:00"): 2}
    assert counts("day", "use-a") == {
        ("use-released", "2026-02-28T16:00:00+00:00"): 1,
        ("use-released", "2026-03-01T16:00:00+00:00"): 1,
    }
    assert counts("hour", "use-a") == {
        ("use-released", "2026-03-01T15:00:00+00:00"): 1,
        ("use-released", "2026-03-01T16:00:00+00:00"): 1,
    }


@pytest.mark.django_db
def test_what_is_not_written_is_not_counted() -> None:
    use("use-a", "use-sealed", BEGIN, "once")
    use("use-a", "use-sealed", BEGIN, "once")
    with pytest.raises(Conflict):
        append(stream="use-a", seq=0, type="use-sealed", at=BEGIN, command_id="late", data={})
    assert [row.events for row in EventCount.objects.all()] == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("UPDATE cases_eventcount SET events = events - 1 WHERE span = 'day'", 1),
        ("UPDATE cases_eventcount SET last = last + interval '1 second'", 3),
        ("DELETE FROM cases_eventcount", 3),
        ("UPDATE cases_eventcount SET stream = 'use-b'", 6),
    ],
)
def test_a_count_that_was_changed_is_named_and_made_again(change: str, wrong: int) -> None:
    use("use-a", "use-refused", BEGIN, "one")
    before = list(EventCount.objects.order_by("span").values_list("span", "stream", "type", "begins", "events", "last"))
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert len([one.place for one in unsupported_counts()]) == wrong
    assert len(recount()) == wrong
    assert list(unsupported_counts()) == []
    after = EventCount.objects.order_by("span").values_list("span", "stream", "type", "begins", "events", "last")
    assert list(after) == before


@pytest.mark.django_db(transaction=True)
def test_several_writers_and_a_recount_at_once_lose_no_use() -> None:
    start, failed = threading.Barrier(4), list[BaseException]()

    def at_once(act: str) -> None:
        start.wait()
        try:
            for number in range(8):
                if act == "recount":
                    recount()
                else:
                    use("use-a", "use-released", BEGIN + timedelta(hours=number), f"{act}-{number}")
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=(act,)) for act in ("one", "two", "three", "recount")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert miscounted() == []
    assert EventCount.objects.get(span="all").events == 24
