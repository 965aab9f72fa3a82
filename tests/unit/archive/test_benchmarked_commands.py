"""What the benchmarks measure is real: every command they send is accepted, and done."""

from __future__ import annotations

from itertools import islice

import pytest

from shuzha.archive.cases.models import EventRecord


@pytest.mark.django_db
def test_each_command_that_is_measured_is_carried_out(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(pytestconfig.rootpath)
    from benchmarks._trade import trade

    assert len(list(islice(trade().commands(), 8))) == 8
    steps = list(EventRecord.objects.order_by("id").values_list("type", flat=True))
    assert steps == ["personnel-filed", "personnel-registered", "order-placed", "order-confirmed"] * 2
