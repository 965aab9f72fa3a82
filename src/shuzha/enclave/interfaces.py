"""Data interfaces: a reviewed statistic whose named parameters are bound as values of a declared kind and domain."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from shuzha.enclave.refusals import deny
from shuzha.enclave.words import Interface, Parameter, ParameterValue, Policy
from shuzha.kernel.decision import Deny

_KINDS = frozenset({"num", "text", "date"})
_LONGEST = 200


def parameter_kinds(interface: Interface) -> dict[str, str]:
    """The kinds of an interface's parameters, by name."""
    return {p.name: p.kind for p in interface.parameters}


def template_denials(interface: Interface, policy: Policy) -> list[Deny]:
    """What is wrong with the parameters as declared: an unknown kind, or no domain at all."""
    return [
        deny(policy, "parameter-not-allowed", p.name, what=p.name)
        for p in interface.parameters
        if p.kind not in _KINDS
        or not p.name.isidentifier()
        or not (p.choices or (p.minimum is not None and p.maximum is not None))
    ]


def parameter_denials(interface: Interface, values: Mapping[str, object], policy: Policy) -> list[Deny]:
    """Every value that is missing, unknown, of the wrong kind or outside its domain."""
    declared = {p.name: p for p in interface.parameters}
    wrong = [name for name in values if name not in declared]
    wrong += [name for name, p in declared.items() if name not in values or not _fits(values[name], p)]
    return [deny(policy, "parameter-not-allowed", name, what=name) for name in wrong]


def bind(interface: Interface, values: Mapping[str, object]) -> dict[str, ParameterValue]:
    """The values as DuckDB takes them; dates given as ISO text become dates.
    Call after `parameter_denials` is empty."""
    bound: dict[str, ParameterValue] = {}
    for parameter in interface.parameters:
        value = _typed(values[parameter.name], parameter.kind)
        assert value is not None
        bound[parameter.name] = value
    return bound


def sample(interface: Interface) -> dict[str, ParameterValue]:
    """One value per parameter from its domain, for the review of the template."""
    return bind(interface, {p.name: p.choices[0] if p.choices else p.minimum for p in interface.parameters})


def _typed(value: object, kind: str) -> ParameterValue | None:
    if kind == "num":
        ok = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return value if ok and isinstance(value, int | float) and abs(value) < 1e18 else None
    if kind == "text":
        return value if isinstance(value, str) and len(value) <= _LONGEST else None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _fits(value: object, parameter: Parameter) -> bool:
    typed = _typed(value, parameter.kind)
    if typed is None:
        return False
    if parameter.choices:
        return typed in [_typed(c, parameter.kind) for c in parameter.choices]
    low, high = _typed(parameter.minimum, parameter.kind), _typed(parameter.maximum, parameter.kind)
    return low is not None and high is not None and low <= typed <= high  # type: ignore[operator]
