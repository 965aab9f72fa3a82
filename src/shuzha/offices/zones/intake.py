"""How a department's file becomes a sealed resource: relayed to the gate as ciphertext, profiled, confirmed, sealed.

The web process carries chunks that only the gate can open; what it learns is what the gate says after profiling.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.replay import case_of
from shuzha.archive.catalogue.models import Resource
from shuzha.commons import gate_door
from shuzha.enclave.intake.classes import CLASSES
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.resources import confirm_columns, record_profile, record_sealed
from shuzha.procedure.decide import barred
from shuzha.procedure.words import Actor, Command
from shuzha.regulations.local_rules import INSTRUMENT

SEALING_FIELDS = ("key_id", "ephemeral", "salt")


def begin_upload(*, resource: Resource, filename: str, sealing: Mapping[str, str], by: Actor, at: datetime) -> str:
    """Opens a sealed upload at the gate for this resource; the answer is its staging identifier.

    Raises: Refused when the actor may not upload now, or the gate does not take the sealing; GateFault.
    """
    _must_be_open(resource, "profile", by, at)
    return gate_door.client().begin(filename[:255] or "upload", {key: sealing[key] for key in SEALING_FIELDS})


def relay_chunk(
    *, resource: Resource, staging: str, index: int, sealed: bytes, final: bool, by: Actor, at: datetime
) -> int:
    """Hands one sealed chunk on, unread; the answer is how many plain bytes the gate has. Raises: Refused, GateFault."""
    _must_be_open(resource, "profile", by, at)
    return gate_door.client().chunk(staging, index, sealed, final=final)


def profile_upload(*, resource: Resource, staging: str, by: Actor, at: datetime) -> CaseRecord:
    """Has the gate profile a finished upload and records what it suggests; an earlier upload is destroyed.

    Raises: Refused naming what is wrong with the file; GateFault.
    """
    _must_be_open(resource, "profile", by, at)
    client, earlier = gate_door.client(), resource.staging
    seen = client.profile(staging)
    case = record_profile(
        resource=resource, staging=staging, digest=seen["digest"], columns=seen["columns"], by=by, at=at
    )
    if earlier and earlier != staging:
        client.discard(earlier)
    return case


def seal_as_confirmed(
    *, resource: Resource, decisions: Mapping[str, Mapping[str, Any]], unit_column: str, by: Actor, at: datetime
) -> CaseRecord:
    """Writes down what a person confirmed, has the gate seal the columns accordingly, and records that it did.

    `decisions` maps a column's name to class, grade, treatment and reason. Raises: Refused naming column and remedy
    for everything that stands against it; GateFault.
    """
    _must_be_open(resource, "seal", by, at)
    unknown = [_no_class(name) for name, decision in decisions.items() if decision.get("class") not in CLASSES]
    if unknown:
        raise Refused(unknown)
    asked = [{"column": name, **decision, "confirmed_by": by.person} for name, decision in decisions.items()]
    # one transaction, so that what the gate refuses does not stand in the catalogue as confirmed
    with transaction.atomic():
        confirm_columns(resource=resource, decisions=decisions, unit_column=unit_column, by=by)
        client = gate_door.client()
        summary = client.commit(resource.staging, str(resource.id), asked, unit_column, resource.unit_domain)
        return record_sealed(resource=resource, summary=summary, by=by, at=at)


def _no_class(name: str) -> Deny:
    return Deny(
        "column-class",
        Text("字段“{name}”的类别不存在", "Column “{name}”: there is no such class").format(name=name),
        (INSTRUMENT.article(5),),
        Text("请从列表中选择类别", "Choose a class from the list"),
        f"columns.{name}",
    )


def _must_be_open(resource: Resource, step: str, by: Actor, at: datetime) -> None:
    bar = barred(
        running_for(resource.case).procedure,
        case_of(resource.case),
        Command(step, by, at, {}),
        working_calendar(),
    )
    if bar:
        raise Refused(bar)
