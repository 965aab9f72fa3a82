"""A gate that stands where the real one's client stands, for tests of what is in front of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from shuzha.commons.metering.models import Entitlement
from shuzha.commons.metering.operations import check_entitled, count_delivery
from shuzha.enclave.door import Answer
from shuzha.kernel.text import Text

TABLE = pa.table({"region": ["东区", "西区"], "wage": [5200.0, None]})
SEALED = Text("未能放行。", "Not released.")


@dataclass
class Gate:
    """Meters as the gate does, answers or raises what the test says, and remembers what it was asked."""

    at: datetime
    says: Any = field(default_factory=lambda: Answer(TABLE, {}))
    asked: list[dict[str, Any]] = field(default_factory=list)

    def schema(self, grant_id: str, actor: str) -> list[dict[str, Any]]:
        self.asked.append({"grant_id": grant_id, "actor": actor})
        if isinstance(self.says, Exception):
            raise self.says
        return [{"name": "census_income", "columns": []}]

    def query(self, **asked: Any) -> Answer:
        return self._answer(asked)

    def call(self, **asked: Any) -> Answer:
        entitlement = Entitlement.objects.get(order=asked["order"], buyer=asked["organisation"])
        check_entitled(entitlement=entitlement, at=self.at)
        answer = self._answer(asked)
        count_delivery(entitlement=entitlement, request_id=asked["request_id"], at=self.at)
        return answer

    def _answer(self, asked: dict[str, Any]) -> Answer:
        self.asked.append(asked)
        if isinstance(self.says, Exception):
            raise self.says
        answer: Answer = self.says
        return answer
