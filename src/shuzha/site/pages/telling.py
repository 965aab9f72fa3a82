"""What a case's facts and events look like to a reader: titles, values in words, references by name, who did it.

Persons' names and what experts said are for overseers and for the people of the organisation that acted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import duty_of, running_for
from shuzha.archive.cases.queries import Told, history, oversees
from shuzha.archive.cases.recounting import DEADLINE_RECOUNTED
from shuzha.archive.cases.references import Named
from shuzha.archive.cases.transitions import CASE_TAKEN_OVER
from shuzha.archive.documents.models import Document
from shuzha.archive.evidence.queries import places_of
from shuzha.archive.parties.models import Account, Organisation, Person
from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny
from shuzha.kernel.money import Money
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Field, Kind
from shuzha.procedure.words import Step
from shuzha.site.pages.references import name_all
from shuzha.site.pages.visibility import cases_for

REFERENCE = re.compile(r"sha256:([0-9a-f]{64})")
_SECRET_STEPS = frozenset({"expert"})


@dataclass(frozen=True, slots=True)
class Line:
    """One stated value: what it is, and what was said, as one or several named things, plain words or documents."""

    title: Text
    values: tuple[Named, ...] = ()
    words: Text | str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as a reader is told it."""

    event: EventRecord
    title: Text
    organisation: Text
    person: str
    index: int | None
    lines: tuple[Line, ...]
    denials: tuple[Deny, ...]
    tone: str

    @property
    def version(self) -> Text:
        """Under which version of which rule it was done."""
        return version_told(self.event.law_version)


def timeline(record: CaseRecord, reader: Account | None) -> list[Happening]:
    """The case's history as this reader is told it, side events among it, in the order of their times."""
    told = history(record)
    side = list(EventRecord.objects.filter(stream=f"duty-{record.pk}").order_by("seq"))
    events = [one.event for one in told] + side
    names = _Names(events, reader, oversees(reader.actor if reader else None, record))
    places = places_of(events)
    found = [_happening(one, names, places) for one in told]
    found += [_beside(record, event, names, places) for event in side]
    return sorted(found, key=lambda one: one.event.at)


def facts(record: CaseRecord, reader: Account | None) -> list[Line]:
    """What the case's events add up to, each fact once, under the title the procedure gives it."""
    overseer = oversees(reader.actor if reader else None, record)
    seen: dict[str, Field | Checklist] = {}
    for step in running_for(record).procedure.steps:
        if overseer or not step.by <= _SECRET_STEPS:
            seen |= {need.name: need for need in step.needs if isinstance(need, Field | Checklist)}
    sight = Sight(reader)
    return [line for name, need in seen.items() for line in _lines(need, record.facts.get(name), sight)]


class Sight:
    """Which other cases this reader may open: the name of what they may not see stays, its link goes."""

    def __init__(self, reader: Account | None) -> None:
        self._cases = cases_for(reader)
        self._known: dict[str, bool] = {}

    def of(self, named: Named) -> Named:
        if not named.case:
            return named
        if named.case not in self._known:
            self._known[named.case] = self._cases.filter(pk=named.case).exists()
        return named if self._known[named.case] else Named(named.name)


class _Names:
    """Who did what, looked up once for a whole history."""

    def __init__(self, events: Iterable[EventRecord], reader: Account | None, overseer: bool) -> None:
        events = list(events)
        self.sight = Sight(reader)
        self.overseer, self.own = overseer, str(reader.organisation_id) if reader else ""
        ids = {event.organisation for event in events if event.organisation}
        self.organisations = {str(o.pk): o.name for o in Organisation.objects.filter(pk__in=ids)}
        persons = {event.person for event in events if event.person and self.personal(event)}
        self.persons = {str(p.pk): p.name for p in Person.objects.filter(pk__in=persons)}

    def personal(self, event: EventRecord) -> bool:
        return self.overseer or (bool(self.own) and event.organisation == self.own)


def _happening(told: Told, names: _Names, places: Mapping[int, int]) -> Happening:
    event, step = told.event, told.step
    secret = step.by <= _SECRET_STEPS and not names.personal(event)
    denials = tuple(Deny.from_json(d) for d in event.data.get("denials", []))
    return Happening(
        event=event,
        title=step.said,
        organisation=Text("评审专家", "Review expert")
        if secret
        else names.organisations.get(event.organisation, Text("", "")),
        person="" if secret else names.persons.get(event.person, ""),
        index=places.get(event.pk),
        lines=() if secret else tuple(_said(step, event.data, names.sight)),
        denials=denials,
        tone="danger" if denials else "",
    )


def _beside(record: CaseRecord, event: EventRecord, names: _Names, places: Mapping[int, int]) -> Happening:
    """What happened to the case's deadlines without a step of its own."""
    if event.type == DEADLINE_RECOUNTED:
        title = Text("{notice}载入，期限重新计算", "Deadlines counted again by the {notice}").format(
            notice=Text.from_json(event.data["title"])
        )
        lines = tuple(_shifted(record, moved) for moved in event.data["moved"])
        by = names.organisations.get(event.organisation, Text("平台", "The platform"))
        return Happening(event, title, by, "", places.get(event.pk), lines, (), "")
    if event.type == CASE_TAKEN_OVER:
        return _taken_over(record, event, names, places)
    return _missed(record, event, places)


def _taken_over(record: CaseRecord, event: EventRecord, names: _Names, places: Mapping[int, int]) -> Happening:
    title = Text("自此适用规则新版本：{a} → {b}", "Governed by a new version from here: {a} → {b}").format(
        a=version_told(event.data["from"]), b=version_told(event.data["to"])
    )
    lines = tuple(
        Line(Text.from_json(one["title"]), words=f"{one['before'] or '—'} → {one['after'] or '—'}")
        for one in event.data["deadlines"]
    )
    by = names.organisations.get(event.organisation, Text("平台", "The platform"))
    return Happening(event, title, by, "", places.get(event.pk), lines, (), "")


def version_told(law_version: str) -> Text:
    """The version that an event says it was done under ("beijing-2023@2023-12-08"), in words; "" for none."""
    instrument, _, day = law_version.partition("@")
    if not day:
        return Text("", "")
    return Text("{source} {day} 版", "{source}, version of {day}").format(
        source=Citation(instrument, 1).source.short, day=day
    )


def _shifted(record: CaseRecord, moved: Mapping[str, Any]) -> Line:
    days = " → ".join(moved[side]["last_day"] for side in ("before", "after"))
    return Line(duty_of(record.procedure, moved["duty"]).title, words=days)


def _missed(record: CaseRecord, event: EventRecord, places: Mapping[int, int]) -> Happening:
    duty = duty_of(record.procedure, event.data["duty"])
    title = Text("逾期未办：“{duty}”。{late}", "Overdue: “{duty}”. {late}").format(duty=duty.title, late=duty.late)
    return Happening(event, title, Text("平台", "The platform"), "", places.get(event.pk), (), (), "danger")


def _said(step: Step, data: Mapping[str, Any], sight: Sight) -> Iterator[Line]:
    for need in step.needs:
        if isinstance(need, Field | Checklist):
            yield from _lines(need, data.get(need.name), sight)


def _lines(need: Field | Checklist, value: Any, sight: Sight) -> Iterator[Line]:
    if value in (None, "", [], {}):
        return
    if isinstance(need, Checklist):
        titles = {item.code: item.title for item in need.items}
        supports = value if isinstance(value, Mapping) else {}
        for code, support in supports.items():
            documents, words = _documents(str(support))
            yield Line(titles.get(code, Text(code, code)), documents, words)
        return
    yield _line(need, value, sight)


def _line(need: Field, value: Any, sight: Sight) -> Line:
    if need.kind in (Kind.REFERENCE, Kind.REFERENCES, Kind.CHOICE, Kind.CHOICES):
        named = name_all(need, value if isinstance(value, list) else [value])
        return Line(need.title, tuple(sight.of(one) for one in named))
    if need.kind is Kind.MONEY and isinstance(value, int):
        return Line(need.title, words=str(Money(value)))
    if need.kind is Kind.FLAG:
        return Line(need.title, words=Text("是", "Yes") if value else Text("否", "No"))
    return Line(need.title, words=str(value))


def _documents(support: str) -> tuple[tuple[Named, ...], str]:
    """The documents that a support refers to, and its words without them."""
    found = []
    for digest in REFERENCE.findall(support):
        document = Document.objects.filter(digest=digest).order_by("brought_at").first()
        if document:
            found.append(Named(Text(document.filename, document.filename), url=f"/documents/{document.pk}/"))
    return tuple(found), REFERENCE.sub("", support).strip() if found else support
