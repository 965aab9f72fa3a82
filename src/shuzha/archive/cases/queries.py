"""Reading cases: who may see which, and what happened in one, each event with its place in the log.

A case is seen by its parties and by those whose standing oversees the office that runs it; an overseer whose place in
the case another organisation holds does not see it. A case that is confided to somebody is seen by them and by whoever
confided it, and by nobody else. Everyone else reads notices and registers instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord
from shuzha.archive.cases.procedures import all_running, running, running_for, running_under
from shuzha.archive.cases.replay import event_of
from shuzha.procedure.decide import open_steps
from shuzha.procedure.words import Actor, Case, Confided, Procedure, Step


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a case's history with the step that brought it about."""

    event: EventRecord
    step: Step


def visible_to(actor: Actor | None) -> QuerySet[CaseRecord]:
    """The cases this actor may see; none for the public."""
    if actor is None:
        return CaseRecord.objects.none()
    return CaseRecord.objects.filter(_party(actor) | _overseen(actor) | _confided_by(actor))


def overseen_by(actor: Actor) -> QuerySet[CaseRecord]:
    """The cases that this actor sees as an overseer."""
    return CaseRecord.objects.filter(_overseen(actor))


def oversees(actor: Actor | None, record: CaseRecord) -> bool:
    """Whether the actor sees the case as an overseer: only then with the names of persons of other organisations."""
    if actor is None:
        return False
    run = running(record.procedure)
    if confided := run.procedure.confided:
        standing = run.procedure.roles[confided.to].standings & actor.roles
        return bool(standing) and record.parties.get(confided.to) == actor.organisation
    standings = actor.roles & run.office.overseers
    return any(record.parties.get(standing, actor.organisation) == actor.organisation for standing in standings)


def history(record: CaseRecord) -> list[Told]:
    """Every event of the case in order, each with its step."""
    status, told = "", list[Told]()
    for event in EventRecord.objects.filter(stream=record.stream).order_by("seq"):
        step = running_under(record.procedure, event.law_version).procedure.step_of_event(event.type, status)
        status = step.leads_from(status)
        told.append(Told(event, step))
    return told


def open_to(record: CaseRecord, actor: Actor | None) -> tuple[Step, ...]:
    """The steps that the actor may take in the case as it stands, whatever else they need."""
    if actor is None or record.final:
        return ()
    return open_steps(running_for(record).procedure, standing_of(record), actor)


def open_in(records: Sequence[CaseRecord], actor: Actor) -> list[tuple[CaseRecord, tuple[Step, ...]]]:
    """The cases in which the actor may take a step, in the order given, each with those steps; asked for all at once."""
    streams = [record.stream for record in records if not record.final]
    last = EventRecord.objects.filter(stream__in=streams).order_by("stream", "-seq").distinct("stream")
    events = {event.stream: (event_of(event),) for event in last}
    found = []
    for record in records:
        case = Case(record.procedure, record.status, record.facts, record.parties, events.get(record.stream, ()))
        steps = () if record.final else open_steps(running_for(record).procedure, case, actor)
        if steps:
            found.append((record, steps))
    return found


def standing_of(record: CaseRecord) -> Case:
    """The case's stored state with its last event: enough to know what is open, without replaying its history."""
    last = EventRecord.objects.filter(stream=record.stream).order_by("-seq")[:1]
    return Case(record.procedure, record.status, record.facts, record.parties, tuple(event_of(e) for e in last))


def startable(actor: Actor | None) -> list[tuple[str, Step]]:
    """The steps with which the actor may open a case: (procedure id, step)."""
    if actor is None:
        return []
    found = [(run.procedure.id, open_steps(run.procedure, Case(run.procedure.id), actor)) for run in all_running()]
    return [(procedure, step) for procedure, steps in found for step in steps]


def duties_of(actor: Actor) -> QuerySet[DeadlineRecord]:
    """What the actor owes, alone or for its organisation, and has not done; the most urgent first.

    A duty of the organisation lies on the desks of those who may act in the role that owes it, not on everyone's.
    """
    owed = Q(pk__in=[])
    for run in all_running():
        held = [name for name, role in run.procedure.roles.items() if role.standings & actor.roles]
        owed |= Q(organisation__in=["", actor.organisation], case__procedure=run.procedure.id, who__in=held)
    open_duties = DeadlineRecord.objects.filter(owed, discharged=False, waits=False, case__final=False)
    return open_duties.select_related("case").order_by("last_day", "id")


def search(cases: QuerySet[CaseRecord], words: str) -> QuerySet[CaseRecord]:
    """The cases in whose number or title every one of the words occurs; Chinese needs no more than two characters."""
    return cases.filter(words__matches=words)


def _party(actor: Actor) -> Q:
    """Cases in which the organisation holds any role that some procedure knows, and those about the person itself."""
    roles = {role for run in all_running() for step in run.procedure.steps for role in step.takes_part}
    found = Q(pk__in=[])
    for role in sorted(roles):
        found |= Q(parties__contains={role: actor.organisation})
    if "person" in actor.roles:
        found |= Q(parties__contains={"subject": actor.person})
    return found & ~Q(procedure__in=[one.id for one, _ in _confided()])


def _overseen(actor: Actor) -> Q:
    found = Q(pk__in=[])
    for run in all_running():
        if run.procedure.confided:
            found |= _confided_to(actor, run.procedure, run.procedure.confided)
            continue
        for standing in actor.roles & run.office.overseers:
            elsewhere = Q(parties__has_key=standing) & ~Q(**{f"parties__{standing}": actor.organisation})
            found |= Q(procedure=run.procedure.id) & ~elsewhere
    return found


def _confided_to(actor: Actor, procedure: Procedure, confided: Confided) -> Q:
    if not procedure.roles[confided.to].standings & actor.roles:
        return Q(pk__in=[])
    return Q(procedure=procedure.id, parties__contains={confided.to: actor.organisation})


def _confided_by(actor: Actor) -> Q:
    found = Q(pk__in=[])
    for procedure, confided in _confided():
        found |= Q(procedure=procedure.id, facts__contains={confided.by: actor.person})
    return found


def _confided() -> list[tuple[Procedure, Confided]]:
    return [(run.procedure, run.procedure.confided) for run in all_running() if run.procedure.confided]
