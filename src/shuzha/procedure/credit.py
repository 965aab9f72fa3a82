"""Which events of a procedure are facts of a party's credit record, written down like the steps: of what, about whom, on which article.

A fact is said by an event or by a duty that was missed. How long it counts is a dated parameter. Pure functions: the
record that is stored can be made again from the events alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import months_after
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet
from shuzha.procedure.words import Procedure


def _always(said: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Term:
    """How many months a fact counts: a dated parameter, never a literal."""

    parameters: ParameterSet
    parameter: str

    def until(self, first: date) -> date:
        """The last day on which a fact of the day `first` counts."""
        return months_after(first, self.parameters.integer(self.parameter, first))


@dataclass(frozen=True, slots=True)
class CreditRule:
    """One kind of fact: what `events`, or `missed` duties, of the procedure say about whoever is `about`.

    `about` names a role of the case, or the field that names the organisation. `holds` looks at what the case's events
    have said so far, the latest included. `good` facts speak for the party, the others against it.
    """

    name: str
    title: Text
    procedure: Procedure
    about: str
    cites: tuple[Citation, ...]
    term: Term
    events: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    good: bool = False
    holds: Callable[[Mapping[str, Any]], bool] = _always

    def __post_init__(self) -> None:
        """Raises: LookupError for an event or duty that the procedure does not know: such a rule could never say anything."""
        known = {step.event for step in self.procedure.steps} | {duty.name for duty in self.procedure.duties}
        if unknown := (self.events | self.missed) - known:
            raise LookupError(f"{self.procedure.id} has no event or duty {sorted(unknown)}")

    def party(self, facts: Mapping[str, Any], parties: Mapping[str, str]) -> str:
        """The identifier of whoever the fact is about; "" where the case names nobody."""
        return str(parties.get(self.about) or facts.get(self.about) or "")
