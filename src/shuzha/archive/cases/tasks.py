"""Waking what is overdue. The worker only says that a day has passed: what follows from it is for people to decide."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from shuzha.archive.cases.models import DeadlineRecord
from shuzha.archive.cases.procedures import MISSED, duty_of, observed, running_for
from shuzha.archive.cases.streams import append_next
from shuzha.archive.clock import city_clock
from shuzha.kernel.clock import CHINA
from shuzha.procedure.words import Duty

BATCH = 500


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="wake-overdue", pass_context=False)
def wake_overdue(timestamp: int) -> int:
    """Every minute by the worker's clock, for what is overdue by the city's; how many duties were marked."""
    return mark_overdue(at=city_clock().now())


def mark_overdue(*, at: datetime) -> int:
    """Says of every duty whose last day is over and that nobody has done: missed. Said once for each running of it."""
    today = at.astimezone(CHINA).date()
    overdue = DeadlineRecord.objects.filter(
        last_day__lt=today, discharged=False, waits=False, marked_late_at=None, case__final=False
    )
    return sum(_mark(key, at) for key in overdue.order_by("last_day").values_list("pk", flat=True)[:BATCH])


def _mark(key: int, at: datetime) -> bool:
    """Marks one duty unless it was done, or its case moved on, while this was on its way."""
    with transaction.atomic():
        deadline = (
            DeadlineRecord.objects.select_for_update(skip_locked=True)
            .filter(pk=key, discharged=False, marked_late_at=None)
            .first()
        )
        if deadline is None:
            return False
        duty = duty_of(deadline.case.procedure, deadline.duty)
        missed = append_next(
            stream=f"duty-{deadline.case_id}",
            command_id=f"{deadline.duty}/{deadline.started.isoformat()}",
            type=MISSED,
            at=at,
            organisation="" if _unnamed(deadline, duty) else deadline.organisation,
            cites=duty.limit.cites,
            data={"duty": duty.name, "who": duty.who, "last_day": deadline.last_day.isoformat()},
        )
        deadline.marked_late_at = at
        deadline.save(update_fields=["marked_late_at"])
        observed(running_for(deadline.case), deadline.case, missed)
    return True


def _unnamed(deadline: DeadlineRecord, duty: Duty) -> bool:
    """Whether doing it would have named nobody either."""
    steps = running_for(deadline.case).procedure.steps
    return any(step.unnamed for step in steps if step.event in duty.done_by and duty.who in step.by)
