"""How this office's pages use the gate: one shape for whatever it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shuzha.commons import gate_door
from shuzha.enclave.door import Answer, GateFault, Sealed
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.queries_use import distinct

FAULT_REMEDY = Text(
    "没有放行任何数据。请一分钟后重试；仍不行，请告知运行维护人员。",
    "Nothing was released. Try again in a minute; if it persists, tell the operators.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a use came to. `state`: released, refused (with `denials`), sealed or fault (each with its one `text`)."""

    state: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    total: int = 0
    repeated: bool = False
    cut: bool = False
    denials: tuple[Deny, ...] = ()
    text: Text | None = None

    @property
    def status(self) -> int:
        """The HTTP status; what data decided is 403 with one text at every door, so that no door tells more than another."""
        return {"released": 200, "refused": 422, "sealed": 403, "fault": 503}[self.state]


def schema_of(grant_id: str, actor: str) -> list[dict[str, Any]]:
    """The granted tables as the gate gives them to this person; none while it does not answer or refuses."""
    try:
        return gate_door.client().schema(grant_id, actor)
    except (Refused, Sealed, GateFault):
        return []


def outcome_of(use: Callable[[], Answer]) -> Outcome:
    """Makes the use and says what it came to; never raises for what the gate may answer."""
    try:
        answer = use()
    except Refused as refusal:
        return Outcome("refused", denials=distinct(refusal.denials))
    except Sealed as sealed:
        return Outcome("sealed", text=sealed.text)
    except GateFault as fault:
        return Outcome("fault", text=fault.text)
    return _released(answer)


def _released(answer: Answer) -> Outcome:
    table = gate_door.shown(answer.table)
    return Outcome(
        "released",
        table.columns,
        table.rows,
        table.total,
        bool(answer.meta.get("repeated")),
        bool(answer.meta.get("cut")),
    )
