"""Chapter 8: one signed checkpoint covers everything; each event has its proof; one changed byte is found and named."""

from __future__ import annotations

import psycopg

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.archive.evidence.audit import audit, changed_events
from shuzha.archive.evidence.models import Leaf
from shuzha.archive.evidence.queries import latest_checkpoint, log_directory, receipt_for
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.ledger import receipt
from shuzha.ledger.log import Log
from shuzha.site.services.home import Home
from shuzha.site.services.roles import dsn_of
from shuzha.site.story.stage import Stage

_CITES = (Citation("beijing-2023", 28),)
_SPOIL = "UPDATE cases_eventrecord SET data = jsonb_set(data, '{amount}', %s::jsonb) WHERE id = %s"


def it_is_proved(stage: Stage) -> None:
    last = EventRecord.objects.order_by("-id")[0]
    stage.logged(last)
    stage.expects(not Outbox.objects.exists(), "events still wait for the log")
    checkpoint = latest_checkpoint()
    assert checkpoint is not None
    log = Log.open(log_directory())
    stage.echo(f"     检查点 / checkpoint: {checkpoint.size} 条 / entries, root {checkpoint.root[:24]}…")
    events = list(EventRecord.objects.order_by("id"))
    for event in events:
        receipt.verify(receipt_for(event), log.keys)
    stage.expects(len(events) == Leaf.objects.count() == checkpoint.size, "the checkpoint does not cover every event")
    stage.tells(
        Text(f"{len(events)} 个事件逐一取得收据并验证", f"Each of {len(events)} events has a receipt that verifies"),
        "bigdata",
        _CITES,
        last,
    )
    stage.expects(not list(audit()), "the audit finds something wrong with the untouched archive")
    _tamper_and_find(stage, log)


def _tamper_and_find(stage: Stage, log: Log) -> None:
    """Changes one digit of one event, as only the database's owner can, finds it, and puts the digit back."""
    victim = EventRecord.objects.filter(type="order-settled").latest("id")
    amount = victim.data["amount"]
    with psycopg.connect(dsn_of(Home.at(stage.home), "owner"), autocommit=True) as owner:
        try:
            owner.execute(_SPOIL, [str(amount + 1), victim.id])
            named = "; ".join(f"{d.place}: {d.what.zh} / {d.what.en}" for d in changed_events(log))
        finally:
            owner.execute(_SPOIL, [str(amount), victim.id])
    stage.expects(f"{victim.stream}#{victim.seq}" in named, f"the changed byte was not named: {named!r}")
    what = Text("改动档案中的一个数字，当即被查出并指明", "One digit changed in the archive is found and named")
    stage.tells(what, "bigdata", _CITES, victim)
    stage.echo(f"     {named}")
