"""A gate for tests: it takes sealed chunks as they come, answers as it was told to, and remembers what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from shuzha.enclave.door import Answer, GateFault
from shuzha.kernel.text import Text

PROFILE: dict[str, Any] = {
    "digest": "d" * 64,
    "kind": "csv",
    "rows": 3,
    "columns": [
        {
            "name": name,
            "type": kind,
            "profile": {"null_share": 0.25, "distinct": 3},
            "class": what,
            "grade": grade,
            "treatment": treatment,
            "reasons": [{"zh": f"{name}的理由", "en": f"why {name}"}],
        }
        for name, kind, what, grade, treatment in (
            ("身份证号", "string", "resident_id", 3, "pseudonymise"),
            ("wage", "int64", "finance", 3, "keep"),
        )
    ],
}


@dataclass
class FakeGate:
    """Raises `fails` instead of answering where that is set."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    fails: Exception | None = None
    table: pa.Table = field(default_factory=lambda: pa.table({"region": ["东", "西"], "n": [120.0, 85.5]}))

    def _ask(self, op: str, **given: Any) -> None:
        self.asked.append((op, given))
        if self.fails:
            raise self.fails

    def last(self, op: str) -> dict[str, Any]:
        return next(given for name, given in reversed(self.asked) if name == op)

    def hello(self) -> dict[str, Any]:
        self._ask("hello")
        return {"sealing": {"key_id": "k" * 16, "public_key": "QUJD", "chunk_bytes": 1 << 20}}

    def begin(self, filename: str, sealing: Any = None) -> str:
        self._ask("begin", filename=filename, sealing=sealing)
        return "f" * 32

    def chunk(self, staging: str, index: int, data: bytes, *, final: bool) -> int:
        self._ask("chunk", staging=staging, index=index, data=data, final=final)
        return len(data)

    def profile(self, staging: str) -> dict[str, Any]:
        self._ask("profile", staging=staging)
        return PROFILE

    def commit(
        self, staging: str, resource_id: str, decisions: Any, unit_column: str, unit_domain: str
    ) -> dict[str, Any]:
        self._ask("commit", decisions=decisions, unit_column=unit_column)
        return {"version": 1, "digest": "e" * 64, "rows": 3, "units": 3}

    def discard(self, staging: str) -> None:
        self._ask("discard", staging=staging)

    def schema(self, grant_id: str, actor: str) -> list[dict[str, Any]]:
        self._ask("schema", grant_id=grant_id, actor=actor)
        return []

    def query(self, **given: Any) -> Answer:
        self._ask("query", **given)
        return Answer(self.table, {"repeated": False})

    def review(self, **given: Any) -> dict[str, Any]:
        self._ask("review", **given)
        return {"form": "interface", "grade": 2, "used": {"census_income": ["region"]}}

    def call(self, **given: Any) -> Answer:
        self._ask("call", **given)
        return Answer(self.table, {})

    def stop(self, grant_id: str) -> dict[str, Any]:
        self._ask("stop", grant_id=grant_id)
        return {"leases": 1, "jobs": [{"job": 1, "signalled": 0.001, "dead": 0.02}], "seconds": 0.0214}


UNREACHABLE = GateFault(Text("数据闸口暂时无法连接，请稍后重试。", "The gate cannot be reached; try again later."))
