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
    """The procedures of every instrument, each once, by instrument and identifier."""
    modules = [module for folder in (beijing, hainan, local) for module in _modules(folder)]
    found = {value.id: value for module in modules for value in vars(module).values() if isinstance(value, Procedure)}
    return tuple(sorted(found.values(), key=lambda p: (p.instrument.id, p.id)))


def _modules(folder: ModuleType) -> list[ModuleType]:
    return [import_module(f"{folder.__name__}.{found.name}") for found in iter_modules(folder.__path__)]
