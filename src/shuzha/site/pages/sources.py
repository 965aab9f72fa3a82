"""What a field may refer to: each named source as a list of choices for the actor at hand, and names for what was chosen.

A procedure only names a source ("agreements"); which rows that is, and which of them this actor may choose, is here.
The procedure decides in the end: a list is a service to the reader, not a permission.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant, Halt, Interface
from shuzha.archive.parties.models import Account, Organisation, Person
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Listing
from shuzha.offices.registry.models import Certificate
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.purposes import PURPOSES

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    label: Text
    help: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, and when."""

    by: Account
    at: datetime

    @property
    def organisation(self) -> uuid.UUID:
        return self.by.organisation_id


Source = Callable[[Asked], Iterable[Option]]


def options(source: str, asked: Asked) -> list[Option]:
    """The choices of that source; none for a source nobody has named."""
    found = SOURCES.get(source)
    return list(found(asked)) if found else []


def _organisations(standing: str) -> Source:
    def list_them(asked: Asked) -> Iterable[Option]:
        for organisation in Organisation.objects.filter(standings__contains=[standing]).order_by("name_zh"):
            yield Option(str(organisation.pk), organisation.name)

    return list_them


def _cases(procedure: str, status: str, role: str = "", *, by_number: bool = False) -> Source:
    def list_them(asked: Asked) -> Iterable[Option]:
        found = CaseRecord.objects.filter(procedure=procedure, status=status)
        if role:
            found = found.filter(**{f"parties__{role}": str(asked.organisation)})
        for case in found.order_by("-opened_at")[:500]:
            yield Option(case.number if by_number else str(case.pk), case.title, Text(case.number, case.number))

    return list_them


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


def _products(asked: Asked) -> Iterable[Option]:
    mine = CaseRecord.objects.filter(
        procedure="registry.registration", status="certified", parties__applicant=str(asked.organisation)
    )
    return [Option(c.number, c.title, Text(c.number, c.number)) for c in mine if c.facts.get("interface")]


def _listings(asked: Asked) -> Iterable[Option]:
    for listing in Listing.objects.filter(delisted_at=None).exclude(seller_id=asked.organisation).order_by("name_zh"):
        price = f"{listing.price_fen / 100:,.2f}"
        yield Option(str(listing.pk), listing.name, Text(f"每次 {price} 元", f"{price} yuan a call"))


def _delegations(asked: Asked) -> Iterable[Option]:
    return [
        Option(case.number, case.title, Text(f"至 {case.facts['until']}", f"until {case.facts['until']}"))
        for case in CaseRecord.objects.filter(
            procedure="registry.delegation", status="in-force", parties__agent=str(asked.organisation)
        ).order_by("-opened_at")
    ]


def _certificates(asked: Asked) -> Iterable[Option]:
    for one in Certificate.objects.filter(standing="in-force").order_by("name_zh")[:500]:
        yield Option(one.number, one.name, Text(one.number, one.number))


def _own_certificates(asked: Asked) -> Iterable[Option]:
    for one in Certificate.objects.filter(standing="in-force", holder_id=asked.organisation).order_by("name_zh"):
        yield Option(one.number, one.name, Text(one.number, one.number))


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
    for case in found.order_by("-opened_at")[:500]:
        yield Option(str(case.pk), case.title, Text(case.number, case.number))


def _own_agreements(asked: Asked) -> Iterable[Option]:
    found = CaseRecord.objects.filter(procedure="zones.agreement", parties__operator=str(asked.organisation))
    for case in found.exclude(status="drafted").order_by("-opened_at"):
        yield Option(str(case.pk), case.title, Text(case.number, case.number))


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


def _not_entered(procedure: str, waiting: str, event: str, field: str) -> Source:
    """Inspections or assessments with a result that their agreement's own case does not say yet."""

    def list_them(asked: Asked) -> Iterable[Option]:
        entered = EventRecord.objects.filter(type=event).values_list(f"data__{field}", flat=True)
        found = CaseRecord.objects.filter(procedure=procedure).exclude(status=waiting).exclude(pk__in=list(entered))
        for case in found.order_by("-opened_at")[:500]:
            yield Option(str(case.pk), case.title, Text(case.number, case.number))

    return list_them


SOURCES: Mapping[str, Source] = {
    "supervisors": _organisations("supervisor"),
    "agencies": _organisations("agency"),
    "companies": _organisations("company"),
    "delegations": _delegations,
    "certificates": _certificates,
    "own-certificates": _own_certificates,
    "calls": _cases("zones.call", "published"),
    "selected-applicants": _cases("zones.application", "selected"),
    "agreements": _cases("zones.agreement", "in-force", "operator"),
    "own-filings": _cases("zones.filing", "on-file", "operator"),
    "staff": _staff,
    "personnel": _personnel,
    "columns": _columns,
    "purposes": _purposes,
    "products": _products,
    "listings": _listings,
    "live-grants": _live_grants,
    "interfaces": _interfaces,
    "interim-zones": _interim_zones,
    "handovers": _cases("zones.handover", "handed-over", "bigdata"),
    "vacant-zones": _vacant_zones,
    "departments": _organisations("provider"),
    "running-agreements": _running_agreements,
    "own-agreements": _own_agreements,
    "supplements": _cases("zones.supplement", "signed", "operator"),
    "own-partners": _cases("zones.partner", "admitted", "operator"),
    "own-grants": _own_grants,
    "ended-grants": _ended_grants,
    "inspections": _not_entered("zones.inspection", "planned", "zone-inspected", "inspection"),
    "assessments": _not_entered("zones.assessment", "scoring", "zone-assessed", "assessment"),
    "indicators": _cases("zones.indicators", "in-force"),
}
