"""What a rule answers: allowed, or denied with a code, the reason, its articles, the remedy and the time for it; never a bare bool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit


@dataclass(frozen=True, slots=True)
class Allow:
    """The rule is satisfied; `cites` names what it stands on."""

    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Deny:
    """One unmet rule. `field` names the input it is about, where there is one; `limit` until when it can be remedied."""

    code: str
    reason: Text
    cites: tuple[Citation, ...]
    remedy: Text
    field: str = ""
    limit: TimeLimit = NO_LIMIT

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "reason": self.reason.as_json(),
            "remedy": self.remedy.as_json(),
            "cites": [str(c) for c in self.cites],
            "field": self.field,
            "limit": self.limit.as_json(),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Deny:
        return cls(
            value["code"],
            Text.from_json(value["reason"]),
            tuple(Citation.parse(c) for c in value["cites"]),
            Text.from_json(value["remedy"]),
            value.get("field", ""),
            TimeLimit.from_json(value["limit"]) if "limit" in value else NO_LIMIT,
        )


Decision = Allow | Deny


class Refused(Exception):
    """A command was refused; `denials` names everything that is unmet at once, never only the first."""

    def __init__(self, denials: Iterable[Deny]) -> None:
        self.denials: tuple[Deny, ...] = tuple(denials)
        if not self.denials:
            raise ValueError("a refusal names at least one reason")
        super().__init__("; ".join(d.reason.en for d in self.denials))
