"""What was used in the zone of the tests, and the words that only some may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shuzha.kernel.text import Text


@dataclass
class Used:
    """A zone with one grant under which a query was released, one refused and one not released."""

    zone: Any
    grant: Any
    address: str


WHY = Text("单元：仅 3 个主体，少于 10 个", "cell: 3 units, fewer than 10")
SQL = "SELECT secret_of_the_operator FROM t"
