"""The office of the credit record: its one procedure, and what its field refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuzha.archive.cases.offices import Office
from shuzha.archive.cases.procedures import headed_by, register
from shuzha.archive.cases.references import Asked, Listed, Named, Option, uuids
from shuzha.commons.credit.models import Fact
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules.procedures.credit import REVIEW


def _own_facts(asked: Asked) -> Iterable[Option]:
    mine = Fact.objects.filter(organisation_id=asked.organisation)
    for fact in mine.exclude(standing__in=(Fact.Standing.STRUCK, Fact.Standing.REPAIRED)).order_by("-counts_from"):
        since, until = fact.counts_from.isoformat(), fact.counts_until.isoformat()
        yield Option(str(fact.pk), fact.title, Text(f"{since} 至 {until}", f"{since} to {until}"))


def _fact_names(keys: list[str]) -> Mapping[str, Named]:
    return {str(fact.pk): Named(fact.title) for fact in Fact.objects.filter(pk__in=uuids(keys))}


OFFICE = Office(name="credit", overseers=frozenset(), lists={"own-credit": Listed(_own_facts, _fact_names)})


def put_in_force() -> None:
    """Puts reviews in force."""
    register(REVIEW, office=OFFICE, prefix="XF", heading=headed_by("party_name", "fact_title"))
