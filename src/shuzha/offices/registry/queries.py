"""Reads of the registry: the public register, what is in publicity, and the registrations one may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shuzha.archive.cases.due import Chip, chips
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.queries import visible_to
from shuzha.archive.evidence.queries import log_directory, place_of, receipt_for
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.ledger import credential as credentials
from shuzha.ledger.log import Log
from shuzha.offices.registry.models import Certificate
from shuzha.procedure.words import Actor
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.materials import FORMS
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION

_PUBLIC = (Certificate.Standing.IN_FORCE, Certificate.Standing.SUPERSEDED, Certificate.Standing.CANCELLED)
# Named rather than what is excluded, so that the index of states leads to the few that are open.
_OPEN = tuple(state.name for state in REGISTRATION.states if not state.final and state.name != "certified")


@dataclass(frozen=True, slots=True)
class Progress:
    """A registration on its way: its case, who applied, where it stands, and what runs until when."""

    case: CaseRecord
    applicant: Text
    form: Text
    status: Text
    deadlines: list[Chip]


def register(words: str = "", standing: str = "") -> QuerySet[Certificate]:
    """The public register, newest first: every word must be in the number, the product's name, or the owner's name or code.

    Two Chinese characters are found inside a longer name. Cites: hainan-2023/16, 17.
    """
    found = Certificate.objects.filter(standing__in=_PUBLIC).select_related("holder", "case", "event")
    if standing in _PUBLIC:
        found = found.filter(standing=standing)
    return found.filter(words__matches=words).order_by("-issued_at", "-number")


def certificate(number: str) -> Certificate | None:
    """The public certificate with that number."""
    return register().filter(number=number).first()


def form_of(found: Certificate) -> Text:
    """The form in which the product was registered."""
    return FORMS[found.case.facts["form"]]


def logged_at(found: Certificate) -> int | None:
    """The log entry that proves the certificate, once it is published."""
    return place_of(found.event) if found.event else None


def certificate_file(found: Certificate) -> dict[str, Any]:
    """The file with which anyone checks the certificate offline: the credential and the opened receipt of its issue.

    Raises: Refused while the log has not published the issue yet.
    """
    try:
        receipt = receipt_for(found.event) if found.event else None
    except (LookupError, OSError):
        receipt = None
    if receipt is None:
        raise Refused([_not_logged()])
    return credentials.certificate(found.credential, receipt)


def issuer_key(found: Certificate) -> str:
    """The did:key that signed the certificate."""
    return str(found.credential["issuer"]["id"])


def log_key() -> str:
    """The key under which this installation's log signs its checkpoints; empty before there is a log."""
    try:
        return str(Log.open(log_directory()).keys[0])
    except (LookupError, OSError, ValueError):
        return ""


def in_progress(actor: Actor, today: date) -> list[Progress]:
    """The open registrations this actor may follow, newest first.

    The registry operator and the bureau follow all, an agency those it reviews, a company its own. Cites: hainan-2023/5, 10.
    """
    cases = visible_to(actor).filter(procedure=REGISTRATION.id, status__in=_OPEN)
    return _followed(cases, today)


def in_publicity(today: date) -> list[Progress]:
    """The registrations that anyone may object to now. Cites: hainan-2023/16."""
    return _followed(CaseRecord.objects.filter(procedure=REGISTRATION.id, status="publicity"), today)


def _followed(cases: QuerySet[CaseRecord], today: date) -> list[Progress]:
    found = list(cases.order_by("-opened_at").prefetch_related("deadlines")[:500])
    names = {str(o.id): o.name for o in Organisation.objects.filter(id__in={c.parties["applicant"] for c in found})}
    return [
        Progress(
            case=case,
            applicant=names[case.parties["applicant"]],
            form=FORMS[case.facts["form"]],
            status=REGISTRATION.state(case.status).title,
            deadlines=chips((d for d in case.deadlines.all() if not d.discharged), today),
        )
        for case in found
    ]


def _not_logged() -> Deny:
    return Deny(
        "receipt-pending",
        Text(
            "发证记录正在写入存证日志，凭证文件尚不能下载",
            "The issue is still on its way into the log; the file is not ready",
        ),
        (INSTRUMENT.article(17),),
        Text("请数秒后重试", "Try again in a few seconds"),
    )
