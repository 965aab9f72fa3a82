"""What a zone's procedures may refer to: which rows each list offers, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.references import (
    Asked,
    Listed,
    Named,
    Option,
    Options,
    case_names,
    case_options,
    cases,
    person_names,
    uuids,
)
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant, Halt, Interface
from shuzha.archive.parties.models import Account, Person
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.purposes import PURPOSES


def _staff(asked: Asked) -> Iterable[Option]:
    """One's own people, and those of the partners one has taken on."""
    taken_on = CaseRecord.objects.filter(
        procedure="zones.partner", status="admitted", parties__operator=str(asked.organisation)
    )
    employers = [asked.organisation, *(case.parties["partner"] for case in taken_on)]
    people = Account.objects.filter(organisation__in=employers).select_related("person")
    for account in people.order_by("id"):
        if account.person.name:
            yield Option(str(account.person_id), Text(account.person.name, account.person.name), account.title)


def _personnel(asked: Asked) -> Iterable[Option]:
    filed = CaseRecord.objects.filter(
        procedure="zones.personnel", status="registered", parties__operator=str(asked.organisation)
    )
    for person in Person.objects.filter(pk__in=[case.facts["person"] for case in filed]):
        yield Option(str(person.pk), Text(person.name, person.name))


def _columns(asked: Asked) -> Iterable[Option]:
    offered = Q(resource__publisher=asked.organisation) | Q(resource__publisher__standings__contains=["provider"])
    sealed = Column.objects.filter(offered, resource__status=Resource.Status.SEALED)
    kept = sealed.exclude(treatment=Column.Treatment.DROP)
    for column in kept.select_related("resource").order_by("resource__name", "position"):
        name = column.resource.title
        label = Text(f"{name.zh} · {column.title.zh}", f"{name.en} · {column.title.en}")
        yield Option(
            str(column.pk), label, Text(f"{column.name}，{column.grade} 级", f"{column.name}, grade {column.grade}")
        )


def _purposes(asked: Asked) -> Iterable[Option]:
    return [Option(code, title) for code, title in PURPOSES.items()]


def _live_grants(asked: Asked) -> Iterable[Option]:
    seen = (
        Q()
        if "bigdata" in asked.by.standings
        else Q(agreement__in=Zone.objects.filter(supervisor_id=asked.organisation).values("agreement"))
    )
    halted = Halt.objects.filter(lifted_at=None).values("grant")
    running = Grant.objects.filter(seen, starts__lte=asked.at, expires__gt=asked.at).exclude(pk__in=halted)
    for grant in running.select_related("operator", "case").order_by("starts"):
        label = Text(f"{grant.operator.name_zh} · {grant.purpose_zh}", f"{grant.operator.name_en} · {grant.purpose_en}")
        yield Option(str(grant.pk), label, Text(grant.case.number, grant.case.number))


def _interfaces(asked: Asked) -> Iterable[Option]:
    for interface in Interface.objects.filter(grant__operator_id=asked.organisation).order_by("name"):
        yield Option(str(interface.pk), interface.title, Text(interface.name, interface.name))


def _interim_zones(asked: Asked) -> Iterable[Option]:
    """The zones that the authority supervises until it is clear where they belong."""
    mine = Zone.objects.filter(supervisor_id=asked.organisation).exclude(kind=Zone.Kind.GENERAL)
    for zone in mine.order_by("name_zh"):
        yield Option(str(zone.pk), zone.name)


def _vacant_zones(asked: Asked) -> Iterable[Option]:
    for zone in Zone.objects.filter(operator=None).order_by("name_zh"):
        yield Option(str(zone.pk), zone.name)


def _running_agreements(asked: Asked) -> Iterable[Option]:
    """Everyone's for the authority and for whoever consents to a use; a supervisor's own zones for a supervisor."""
    found = CaseRecord.objects.filter(procedure="zones.agreement", status__in=("in-force", "suspended", "legacy"))
    if not {"bigdata", "person"} & set(asked.by.standings):
        found = found.filter(parties__supervisor=str(asked.organisation))
    return case_options(found.order_by("-opened_at")[:500])


def _own_agreements(asked: Asked) -> Iterable[Option]:
    found = CaseRecord.objects.filter(procedure="zones.agreement", parties__operator=str(asked.organisation))
    return case_options(found.exclude(status="drafted").order_by("-opened_at"))


def _grant_options(grants: Iterable[Grant]) -> Iterable[Option]:
    for grant in grants:
        label = Text(f"{grant.operator.name_zh} · {grant.purpose_zh}", f"{grant.operator.name_en} · {grant.purpose_en}")
        yield Option(str(grant.pk), label, Text(grant.case.number, grant.case.number))


def _own_grants(asked: Asked) -> Iterable[Option]:
    mine = Grant.objects.filter(operator_id=asked.organisation)
    return _grant_options(mine.select_related("operator", "case").order_by("starts"))


def _ended_grants(asked: Asked) -> Iterable[Option]:
    """Grants past their last day or halted for good, for which no destruction is ordered yet."""
    ended = Q(expires__lte=asked.at) | Q(halts__ground=Halt.Ground.TERMINATION, halts__lifted_at=None)
    found = Grant.objects.filter(ended).distinct()
    if "bigdata" not in asked.by.standings:
        found = found.filter(agreement__parties__supervisor=str(asked.organisation))
    ordered = CaseRecord.objects.filter(procedure="zones.destruction").exclude(status="revoked")
    known = {case.facts["grant"] for case in ordered}
    rows = found.select_related("operator", "case").order_by("starts")
    return _grant_options(grant for grant in rows if str(grant.pk) not in known)


def _not_entered(procedure: str, waiting: str, event: str, field: str) -> Options:
    """Inspections or assessments with a result that their agreement's own case does not say yet."""

    def list_them(asked: Asked) -> Iterable[Option]:
        entered = EventRecord.objects.filter(type=event).values_list(f"data__{field}", flat=True)
        found = CaseRecord.objects.filter(procedure=procedure).exclude(status=waiting).exclude(pk__in=list(entered))
        return case_options(found.order_by("-opened_at")[:500])

    return list_them


def _column_names(keys: list[str]) -> Mapping[str, Named]:
    found = Column.objects.select_related("resource").filter(pk__in=[int(k) for k in keys if k.isdecimal()])
    return {
        str(c.pk): Named(Text(f"{c.resource.title_zh} · {c.title.zh}", f"{c.resource.title_en} · {c.title.en}"))
        for c in found
    }


def _purpose_names(keys: list[str]) -> Mapping[str, Named]:
    return {code: Named(title) for code, title in PURPOSES.items()}


def _grant_names(keys: list[str]) -> Mapping[str, Named]:
    found = Grant.objects.select_related("operator").filter(pk__in=uuids(keys))
    return {
        str(g.pk): Named(
            Text(f"{g.operator.name_zh} · {g.purpose_zh}", f"{g.operator.name_en} · {g.purpose_en}"),
            str(g.case_id),
        )
        for g in found
    }


def _interface_names(keys: list[str]) -> Mapping[str, Named]:
    return {str(i.pk): Named(i.title) for i in Interface.objects.filter(pk__in=uuids(keys))}


def _zone_names(keys: list[str]) -> Mapping[str, Named]:
    found = Zone.objects.filter(pk__in=uuids(keys))
    return {str(zone.pk): Named(zone.name, url=f"/zones/{zone.pk}/") for zone in found}


def _results(procedure: str, waiting: str, event: str, field: str) -> Listed:
    return Listed(_not_entered(procedure, waiting, event, field), case_names)


LISTS: Mapping[str, Listed] = {
    "calls": cases("zones.call", "published"),
    "selected-applicants": cases("zones.application", "selected"),
    "agreements": cases("zones.agreement", "in-force", "operator"),
    "own-filings": cases("zones.filing", "on-file", "operator"),
    "staff": Listed(_staff, person_names),
    "personnel": Listed(_personnel, person_names),
    "columns": Listed(_columns, _column_names),
    "purposes": Listed(_purposes, _purpose_names),
    "live-grants": Listed(_live_grants, _grant_names),
    "interfaces": Listed(_interfaces, _interface_names),
    "interim-zones": Listed(_interim_zones, _zone_names),
    "handovers": cases("zones.handover", "handed-over", "bigdata"),
    "vacant-zones": Listed(_vacant_zones, _zone_names),
    "running-agreements": Listed(_running_agreements, case_names),
    "own-agreements": Listed(_own_agreements, case_names),
    "supplements": cases("zones.supplement", "signed", "operator"),
    "own-partners": cases("zones.partner", "admitted", "operator"),
    "own-grants": Listed(_own_grants, _grant_names),
    "ended-grants": Listed(_ended_grants, _grant_names),
    "inspections": _results("zones.inspection", "planned", "zone-inspected", "inspection"),
    "assessments": _results("zones.assessment", "scoring", "zone-assessed", "assessment"),
    "indicators": cases("zones.indicators", "in-force"),
}
