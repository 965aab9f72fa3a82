"""Writes of the zones office. Every step is taken through `archive.cases.operations`; what stands here is what a step
of this office adds before it is decided and writes once it is."""

from shuzha.commons.credit.operations import count
from shuzha.regulations.beijing_2023.credit import RULES


def attach() -> None:
    """Attaches this office's preparations and projections to its procedures, and says what of it counts as credit."""
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

    count(RULES)
