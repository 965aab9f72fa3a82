"""The office of complaints: its two procedures, and what their fields refer to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from shuzha.archive.cases.offices import Office
from shuzha.archive.cases.procedures import headed_by, register
from shuzha.archive.cases.references import Asked, Listed, Option, organisation_names, person_names
from shuzha.archive.parties.models import Organisation
from shuzha.regulations.local_rules.procedures.complaint import COMPLAINT
from shuzha.regulations.local_rules.procedures.hearing import HEARING
from shuzha.regulations.roles import ABOVE, AUTHORITIES


def _bodies(asked: Asked) -> Iterable[Option]:
    """Every organisation with a part in the platform, above which somebody stands."""
    return _options(Q(standings__overlap=sorted(ABOVE)) & ~Q(standings__contains=["government"]))


def _authorities(asked: Asked) -> Iterable[Option]:
    return _options(Q(standings__overlap=sorted(AUTHORITIES)) & ~Q(pk=asked.organisation))


def _options(which: Q) -> Iterable[Option]:
    return [Option(str(one.pk), one.name) for one in Organisation.objects.filter(which).order_by("name_zh")]


def _nobody(asked: Asked) -> Iterable[Option]:
    return ()


OFFICE = Office(
    name="complaints",
    overseers=frozenset(),
    lists={
        "bodies": Listed(_bodies, organisation_names),
        "authorities": Listed(_authorities, organisation_names),
        "complainants": Listed(_nobody, person_names),
    },
)


def put_in_force() -> None:
    """Puts complaints and hearings in force."""
    register(COMPLAINT, office=OFFICE, prefix="TS", heading=headed_by("respondent_name", "matter_name"))
    register(HEARING, office=OFFICE, prefix="TQ", heading=headed_by("matter_name"))
