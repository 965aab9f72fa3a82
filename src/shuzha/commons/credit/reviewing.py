"""What reviews add to the record, and what they are told of the fact before anybody decides."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, observes, prepares
from shuzha.archive.parties.models import Organisation
from shuzha.commons.authorities import above
from shuzha.commons.credit.models import Fact
from shuzha.kernel.clock import CHINA
from shuzha.regulations.local_rules.procedures.credit import REVIEW

_BECOMES = {
    "credit-disputed": Fact.Standing.DISPUTED,
    "repair-asked": Fact.Standing.REPAIR_ASKED,
    "credit-struck": Fact.Standing.STRUCK,
    "credit-repaired": Fact.Standing.REPAIRED,
    "credit-kept": Fact.Standing.COUNTS,
    "repair-refused": Fact.Standing.COUNTS,
    "review-withdrawn": Fact.Standing.COUNTS,
}


def attach() -> None:
    """Attaches the preparation and the observer of reviews."""
    prepares(REVIEW, "dispute", "ask-repair")(carry_in_fact)
    observes(REVIEW, *_BECOMES)(follow)


def carry_in_fact(draft: Draft) -> dict[str, Any]:
    """The fact as it stands, from where it comes, and who reviews it; two who ask at once wait for each other.

    Raises: Refused for a fact that is not the actor's own, or that comes from the government. Cites: local/41, local/42.
    """
    named = referred(Fact, draft.data.get("fact"), "fact")
    fact = Fact.objects.select_for_update(of=("self",)).select_related("organisation", "event").get(pk=named.pk)
    if str(fact.organisation_id) != draft.by.organisation:
        raise unknown_reference("fact")
    source = _source(fact)
    reviewer = above(source, "fact")
    return {
        "counts": fact.standing not in (Fact.Standing.STRUCK, Fact.Standing.REPAIRED)
        and fact.counts_until >= draft.at.astimezone(CHINA).date(),
        "under_review": fact.under_review,
        "good": fact.good,
        "counts_from": fact.counts_from.isoformat(),
        "fact_title": fact.title.as_json(),
        "party_name": fact.organisation.name.as_json(),
        "source": str(source.pk),
        "reviewer": str(reviewer.pk),
    }


def follow(case: CaseRecord, event: EventRecord) -> None:
    Fact.objects.filter(pk=case.facts["fact"]).update(standing=_BECOMES[event.type], review=case.pk)


def _source(fact: Fact) -> Organisation:
    """The body that the event comes from; for what the platform or the party itself said, the party."""
    by = fact.event.organisation
    return Organisation.objects.filter(pk=by).first() or fact.organisation if by else fact.organisation
