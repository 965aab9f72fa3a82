"""Writes of complaints: who takes one, what the party is told, and what comes back from its hearing."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.parties.models import Organisation, Person
from shuzha.commons.authorities import above
from shuzha.commons.complaints.models import Hearing
from shuzha.commons.credit.operations import count
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor
from shuzha.regulations.local_rules.credit import COMPLAINT_RULES
from shuzha.regulations.local_rules.procedures.complaint import COMPLAINT, MATTERS
from shuzha.regulations.local_rules.procedures.hearing import HEARING
from shuzha.regulations.roles import AUTHORITIES

_BY_PLATFORM = frozenset({"platform"})
_NOBODY = Text("", "")


def attach() -> None:
    """Attaches preparations and projections, and says when a complaint counts as credit."""
    prepares(COMPLAINT, "complain")(address)
    prepares(COMPLAINT, "forward")(check_authority)
    prepares(COMPLAINT, "disclose")(look_for_name)
    projects(COMPLAINT, "complaint-disclosed")(hear)
    prepares(HEARING, "open")(name_matter)
    projects(HEARING, "hearing-answered", "hearing-unanswered")(bring_back)
    count(COMPLAINT_RULES)


def address(draft: Draft) -> dict[str, Any]:
    """Who complains, about whom, and which authority takes it.

    Raises: Refused where there is no such organisation, or nobody in the city stands above it. Cites: local/42, local/43.
    """
    respondent = referred(Organisation, draft.data.get("respondent"), "respondent")
    matter = MATTERS.get(str(draft.data.get("matter")), _NOBODY)
    return {
        "respondent_name": respondent.name.as_json(),
        "matter_name": matter.as_json(),
        "handler": str(above(respondent, "respondent").pk),
        "complainant": draft.by.person,
        "complainant_body": draft.by.organisation,
    }


def check_authority(draft: Draft) -> dict[str, Any]:
    """A complaint is forwarded to another authority, never to the party complained about."""
    assert draft.case is not None
    named = referred(Organisation, draft.data.get("handler"), "handler")
    barred = {draft.case.facts["respondent"], draft.by.organisation}
    return {"competent": bool(AUTHORITIES & set(named.standings)) and str(named.pk) not in barred}


def look_for_name(draft: Draft) -> dict[str, Any]:
    """Whether what is disclosed names the complainant, who did not agree to it."""
    assert draft.case is not None
    facts = draft.case.facts
    person = Person.objects.filter(pk=facts["complainant"]).first()
    name = person.name if person and not facts.get("may_name") else ""
    return {"names_complainant": bool(name) and _close(name) in _close(str(draft.data.get("disclosed") or ""))}


def _close(text: str) -> str:
    """The text without what could stand between the letters of a name."""
    return "".join(text.casefold().split())


def name_matter(draft: Draft) -> dict[str, Any]:
    return {"matter_name": MATTERS.get(str(draft.data.get("matter")), _NOBODY).as_json()}


def hear(case: CaseRecord, event: EventRecord) -> None:
    """Opens the hearing, in which the party reads what it is told and nothing else."""
    made = open_case(
        procedure=HEARING.id,
        step="open",
        by=Actor(event.person, event.organisation, _BY_PLATFORM),
        at=event.at,
        data={"matter": case.facts["matter"], "disclosed": event.data["disclosed"]},
        stated={"handler": case.parties["handler"], "respondent": case.facts["respondent"]},
    )
    Hearing.objects.create(case=made, complaint=case)


def bring_back(case: CaseRecord, event: EventRecord) -> None:
    """Enters in the complaint what the party answered, or that it did not."""
    complaint = Hearing.objects.select_related("complaint").get(case=case).complaint
    step, said = ("answer", {"answer": event.data["answer"]}) if "answer" in event.data else ("silence", {})
    by = Actor(event.person, event.organisation, _BY_PLATFORM)
    perform(case=complaint, step=step, by=by, at=event.at, data=said)
