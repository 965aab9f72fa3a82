"""Every procedure that is written down here, found in the instruments' own folders, so that none can be forgotten."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from shuzha.procedure.words import Procedure
from shuzha.regulations.beijing_2023 import procedures as beijing
from shuzha.regulations.hainan_2023 import procedures as hainan
from shuzha.regulations.local_rules import procedures as local


@cache
def all_procedures() -> tuple[Procedure, ...]:
    """The procedures of every instrument, each version once, by instrument, identifier and version."""
    modules = [module for folder in (beijing, hainan, local) for module in _modules(folder)]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Procedure)]
    found = {(value.id, value.version): value for value in values}
    return tuple(sorted(found.values(), key=lambda p: (p.instrument.id, p.id, p.version)))


def latest(name: str) -> Procedure:
    """The newest version of the procedure of that identifier. Raises: LookupError, naming those there are."""
    found = [procedure for procedure in all_procedures() if procedure.id == name]
    if not found:
        known = ", ".join(sorted({procedure.id for procedure in all_procedures()}))
        raise LookupError(f"no procedure {name!r} here; there are: {known}")
    return found[-1]


def _modules(folder: ModuleType) -> list[ModuleType]:
    return [import_module(f"{folder.__name__}.{found.name}") for found in iter_modules(folder.__path__)]
