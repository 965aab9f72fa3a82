"""Writes of the registry. Every step is taken through `archive.cases.operations`; what stands here is what a step of
this office adds before it is decided and writes once it is."""


def attach() -> None:
    """Attaches this office's preparations and projections to its procedures."""
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
