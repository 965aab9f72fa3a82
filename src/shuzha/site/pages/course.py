"""The course of a case: the states it has been through, the one it is in, and those it should come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.queries import Told

# The states of a case in which nothing goes wrong, in their order.
MAIN_LINE: Mapping[str, tuple[str, ...]] = {
    "zones.call": ("drafted", "published", "closed"),
    "zones.application": (
        "submitted", "qualified", "reviewing", "concluded", "reported", "consented", "selected",
    ),
    "zones.agreement": ("drafted", "in-force"),
    "zones.supplement": ("drafted", "concurred", "signed"),
    "zones.handover": ("proposed", "accepted", "handed-over"),
    "zones.personnel": ("filed", "registered"),
    "zones.partner": ("filed", "admitted"),
    "zones.resource": ("described", "profiled", "sealed"),
    "zones.contribution": ("described", "profiled", "sealed"),
    "zones.consent": ("presented", "valid"),
    "zones.sharing": ("submitted", "confirmed", "granted"),
    "zones.filing": ("filed", "on-file"),
    "zones.ticket": ("reported", "forwarded", "answered", "closed"),
    "zones.record": ("compiled", "agreed"),
    "zones.giveback": ("offered", "accepted"),
    "zones.incident": ("reported", "contained", "traced", "closed"),
    "zones.destruction": ("ordered", "executed", "certified"),
    "zones.inspection": ("planned", "found", "rectified", "verified"),
    "zones.indicators": ("in-force",),
    "zones.assessment": ("scoring", "concluded", "noted"),
    "zones.cutoff": ("cut", "upheld"),
    "registry.registration": (
        "submitted", "reviewing", "compliance-left", "reviewed", "publicity", "authorised", "certified",
    ),
    "registry.delegation": ("offered", "in-force"),
    "registry.change": ("submitted", "reviewing", "changed"),
    "registry.transfer": ("submitted", "reviewing", "transferred"),
    "registry.cessation": ("announced", "cancelled"),
    "registry.objection": ("filed", "notified", "answered", "found", "agreed-by-one", "agreed", "kept"),
    "registry.report": ("drawn-up", "on-file"),
    "registry.inspection": ("announced", "drawn", "concluded"),
    "registry.incident": ("found", "measured", "reported", "lifted"),
    "registry.comparison": ("open", "closed", "in-force", "ended", "evaluated"),
    "market.listing": ("listed",),
    "market.order": ("placed", "delivering", "stated", "settled"),
}  # fmt: skip
_WRONG = frozenset(
    {
        "rejected",
        "not-selected",
        "refused",
        "declined",
        "out-of-scope",
        "suspended",
        "terminated",
        "cancelled",
        "cut",
        "upheld",
    }
)


def course(record: CaseRecord, told: list[Told]) -> list[dict[str, Any]]:
    """The stepper: each state once, in the order in which the case came or should come to it."""
    procedure = running_for(record).procedure
    been = list(dict.fromkeys(one.step.target for one in told))
    if record.status in been:
        been = [state for state in been if state != record.status] + [record.status]
    line = MAIN_LINE.get(record.procedure, ())
    ahead = line[line.index(record.status) + 1 :] if record.status in line else ()
    steps = [_step(procedure.state(name).title, "done") for name in been[:-1]]
    steps.append(_step(procedure.state(record.status).title, _present(record)))
    return steps + [_step(procedure.state(name).title, "next") for name in ahead if name not in been]


def tone_of(record: CaseRecord) -> str:
    """The colour of the case's state: good when it ended well, danger when it went wrong, water while it runs."""
    if record.status in _WRONG:
        return "danger"
    line = MAIN_LINE.get(record.procedure, ())
    return "good" if record.final or (line and record.status == line[-1]) else "water"


def _present(record: CaseRecord) -> str:
    tone = tone_of(record)
    return {"danger": "refused", "good": "done"}.get(tone, "current")


def _step(title: Any, state: str) -> dict[str, Any]:
    return {"title": title, "state": state}
