"""Registering and erasing parties as events: every change of who takes part has its place in the log.

The events stand on the party's own stream and hold nothing personal: of a person, only that a real name was checked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.streams import append_next
from shuzha.archive.parties import operations
from shuzha.archive.parties.models import Account, Organisation, Person
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor

ORGANISATION_REGISTERED, PERSON_REGISTERED = "organisation-registered", "person-registered"
STANDING_ADDED, PERSON_ERASED = "standing-added", "person-erased"
_PLATFORM = Actor("", "", frozenset())


@transaction.atomic
def register_organisation(
    *, name: Text, credit_code: str, standings: list[str], at: datetime, by: Actor = _PLATFORM
) -> Organisation:
    """The organisation with this credit code, made or brought up to date; registering the same again says nothing.

    Raises: Refused when the code cannot be one.
    """
    body = operations.register_organisation(name=name, credit_code=credit_code, standings=standings)
    said = {"name": name.as_json(), "credit_code": body.credit_code, "standings": body.standings}
    last = EventRecord.objects.filter(stream=_stream(body), type=ORGANISATION_REGISTERED).order_by("-seq").first()
    if last is None or last.data != said:
        _say(body, ORGANISATION_REGISTERED, said, by, at)
    return body


@transaction.atomic
def register_person(*, name: str, identity: str = "", at: datetime, by: Actor = _PLATFORM) -> Person:
    """The person, found again or new. Raises: Refused when the identity number cannot be one."""
    person = operations.register_person(name=name, identity=identity, at=at)
    checked = person.real_name_checked_at is not None
    _say(person, PERSON_REGISTERED, {"real_name_checked": checked}, by, at, command_id=PERSON_REGISTERED)
    return person


@transaction.atomic
def add_standing(*, organisation: str, standing: str, to_holders_of: str, at: datetime, by: Actor = _PLATFORM) -> None:
    """Gives the organisation a standing, and with it those who act for it in `to_holders_of`; known ones stay silent."""
    body = Organisation.objects.select_for_update().get(id=organisation)
    holders = body.accounts.filter(standings__contains=[to_holders_of]).exclude(standings__contains=[standing])
    persons = sorted(str(one) for one in holders.values_list("person_id", flat=True))
    if persons or standing not in body.standings:
        operations.add_standing(organisation=organisation, standing=standing, to_holders_of=to_holders_of)
        _say(body, STANDING_ADDED, {"standing": standing, "persons": persons}, by, at)


@transaction.atomic
def erase_person(*, person: Person, at: datetime, by: Actor = _PLATFORM) -> None:
    """Destroys the person's key and closes their accounts: nobody reads the name again, and what they did still stands."""
    operations.erase_person(person=person)
    Person.objects.filter(pk=person.pk).update(real_name_checked_at=None)
    Account.objects.filter(person=person).update(is_active=False)
    _say(person, PERSON_ERASED, {}, by, at, command_id=PERSON_ERASED)


def _say(
    party: Organisation | Person, type: str, data: Mapping[str, Any], by: Actor, at: datetime, command_id: str = ""
) -> None:
    append_next(
        stream=_stream(party),
        command_id=command_id or uuid.uuid4().hex,
        type=type,
        at=at,
        person=by.person,
        organisation=by.organisation,
        data=data,
    )


def _stream(party: Organisation | Person) -> str:
    return f"party-{party.pk}"
