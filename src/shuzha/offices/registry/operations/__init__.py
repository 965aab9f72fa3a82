"""Writes of the registry. Every step is taken through `archive.cases.operations`; what stands here is what a step of
this office adds before it is decided and writes once it is."""

from shuzha.commons.credit.operations import count
from shuzha.regulations.hainan_2023.credit import RULES


def attach() -> None:
    """Attaches this office's preparations and projections to its procedures, and says what of it counts as credit."""
    from shuzha.offices.registry.operations import (  # noqa: F401
        agencies,
        agents,
        applying,
        changes,
        comparisons,
        objections,
        register,
        reviewing,
        supervision,
    )

    count(RULES)
