"""A rule that holds as a rule (一般, 原则上), with its exceptions: each labelled, none left to chance.

Which exception applies is declared by what the actor states, so that it can be decided before anything runs whether two
could apply at once; a rule with such exceptions cannot be loaded. As in default logic, the rule holds unless exactly
one exception takes its place.

Cites: R. Reiter, "A logic for default reasoning", 1980; D. Merigoux, N. Chataing, J. Protzenko, "Catala", 2021.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

if TYPE_CHECKING:
    from shuzha.procedure.decide import Situation

ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exempt:
    """One exception: its label, what it is, and what must be stated for it: each field with the values that will do.

    `ANY` stands for whatever is stated, as long as something is (a reason).
    """

    label: str
    title: Text
    cites: tuple[Citation, ...]
    when: Mapping[str, frozenset[str]]

    def applies(self, data: Mapping[str, Any]) -> bool:
        return all(_states(data.get(field), values) for field, values in self.when.items())

    def excludes(self, other: Exempt) -> bool:
        """Whether no statement could make both apply: some field must have a value of each that they do not share."""
        shared = self.when.keys() & other.when.keys()
        return any(self.when[f] and other.when[f] and not self.when[f] & other.when[f] for f in shared)


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement that yields to its labelled exceptions. `field` names the input that the refusal is about.

    Raises: ValueError on making one whose exceptions share a label, say nothing, or could both apply.
    """

    code: str
    holds: Callable[[Situation], bool]
    reason: Text
    remedy: Text
    cites: tuple[Citation, ...]
    exceptions: tuple[Exempt, ...]
    field: str = ""

    def __post_init__(self) -> None:
        for one in self.exceptions:
            if not one.when:
                raise ValueError(f"rule {self.code!r}: exception {one.label!r} would always apply")
        for one, other in combinations(self.exceptions, 2):
            if one.label == other.label:
                raise ValueError(f"rule {self.code!r}: two exceptions are called {one.label!r}")
            if not one.excludes(other):
                raise ValueError(f"rule {self.code!r}: {one.label!r} and {other.label!r} could both apply")

    def exempting(self, data: Mapping[str, Any]) -> Exempt | None:
        """The exception that applies to what is stated, if any; there is never more than one."""
        return next((one for one in self.exceptions if one.applies(data)), None)

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        if not self.holds(situation) and self.exempting(situation.command.data) is None:
            yield Deny(self.code, self.reason, self.cites, self.remedy, self.field)


def _states(value: Any, values: frozenset[str]) -> bool:
    return isinstance(value, str) and bool(value.strip()) and (not values or value in values)
