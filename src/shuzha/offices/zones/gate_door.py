"""Where this office's pages reach the gate: one place that knows the socket, and one shape for whatever it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from shuzha.enclave.door import Answer, GateClient, GateFault, Sealed
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.queries_use import distinct

SHOWN_ROWS = 1000
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
    denials: tuple[Deny, ...] = ()
    text: Text | None = None


def client() -> GateClient:
    """The gate of this installation."""
    return GateClient(Path(settings.SHUZHA_HOME) / "run" / "gate.sock")


def schema_of(grant_id: str, actor: str) -> list[dict[str, Any]]:
    """The granted tables as the gate gives them to this person; none while it does not answer or refuses."""
    try:
        return client().schema(grant_id, actor)
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
    shown = answer.table.slice(0, SHOWN_ROWS)
    series = [[_plain(value) for value in column.to_pylist()] for column in shown.columns]
    numeric = [any(_is_number(v) for v in values) for values in series]
    columns = [{"title": name, "numeric": n} for name, n in zip(shown.column_names, numeric, strict=True)]
    rows = [list(row) for row in zip(*series, strict=True)]
    return Outcome("released", columns, rows, answer.table.num_rows, bool(answer.meta.get("repeated")))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | Decimal) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
