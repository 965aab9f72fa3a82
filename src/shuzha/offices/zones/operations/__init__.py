"""Writes of the zones office. Every step is taken through `archive.cases.operations`; what stands here is what a step
of this office adds before it is decided and writes once it is."""


def attach() -> None:
    """Attaches this office's preparations and projections to its procedures."""
    from shuzha.offices.zones.operations import (  # noqa: F401
        agreements,
        applications,
        assessments,
        calls,
        consents,
        cutoffs,
        destructions,
        filings,
        givebacks,
        handovers,
        incidents,
        inspections,
        partners,
        personnel,
        resources,
        sharing,
        supplements,
        tickets,
    )
