"""What the registry's procedures, and others that stand on a registration, may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.references import Asked, Listed, Option, as_they_stand, numbered_case_names
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Certificate


def _products(asked: Asked) -> Iterable[Option]:
    mine = CaseRecord.objects.filter(
        procedure="registry.registration", status="certified", parties__applicant=str(asked.organisation)
    )
    return [Option(c.number, c.title, Text(c.number, c.number)) for c in mine if c.facts.get("interface")]


def _delegations(asked: Asked) -> Iterable[Option]:
    return [
        Option(case.number, case.title, Text(f"至 {case.facts['until']}", f"until {case.facts['until']}"))
        for case in CaseRecord.objects.filter(
            procedure="registry.delegation", status="in-force", parties__agent=str(asked.organisation)
        ).order_by("-opened_at")
    ]


def certificates_in_force() -> int:
    return Certificate.objects.filter(standing=Certificate.Standing.IN_FORCE).count()


def _certificates(asked: Asked) -> Iterable[Option]:
    for one in Certificate.objects.filter(standing="in-force").order_by("name_zh")[:500]:
        yield Option(one.number, one.name, Text(one.number, one.number))


def _own_certificates(asked: Asked) -> Iterable[Option]:
    for one in Certificate.objects.filter(standing="in-force", holder_id=asked.organisation).order_by("name_zh"):
        yield Option(one.number, one.name, Text(one.number, one.number))


LISTS: Mapping[str, Listed] = {
    "products": Listed(_products, numbered_case_names),
    "delegations": Listed(_delegations, numbered_case_names),
    "certificates": Listed(_certificates, as_they_stand),
    "own-certificates": Listed(_own_certificates, as_they_stand),
}
