"""The register: certificates issued, reissued in place of another, cancelled; each with its notice where the rules ask for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shuzha.archive.cases.lookup import unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.notices.queries import BUREAU
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text
from shuzha.ledger.credential import digest
from shuzha.offices.registry.certificates import make_certificate
from shuzha.offices.registry.models import Certificate
from shuzha.procedure.words import Actor
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.steps.register import BECAUSE

STATED = ("name_zh", "name_en", "scenario", "validity", "owners")


def in_force(number: Any, field: str = "certificate") -> Certificate:
    """The certificate in force with that number. Raises: Refused naming `field` when there is none."""
    found = Certificate.objects.select_related("case").filter(
        number=str(number), standing=Certificate.Standing.IN_FORCE
    )
    certificate = found.first()
    if certificate is None:
        raise unknown_reference(field)
    return certificate


def reissue(
    *,
    registration: CaseRecord,
    event: EventRecord,
    because: str,
    matter: CaseRecord,
    holder: str,
    change: Mapping[str, Any],
) -> None:
    """Reissues the certificate in the deciding event's own transaction, with what `change` states anew, to `holder`."""
    stated = {key: registration.facts[key] for key in STATED if registration.facts.get(key)}
    data = {**stated, **{key: change[key] for key in STATED if change.get(key)}}
    _enter(registration, "reissue", event, {**data, "because": because, "matter": matter.number, "holder": holder})


def strike(*, registration: CaseRecord, event: EventRecord, because: str, matter: CaseRecord) -> None:
    """Cancels the certificate in the deciding event's own transaction."""
    _enter(registration, "strike", event, {"because": because, "matter": matter.number})


def _enter(registration: CaseRecord, step: str, event: EventRecord, data: Mapping[str, Any]) -> None:
    by = Actor(event.person, event.organisation, frozenset({"platform"}))
    perform(case=registration, step=step, by=by, at=event.at, data=data, command_id=f"{step}-{event.pk}")


@prepares(REGISTRATION, "certify")
def sign_certificate(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    holder = Organisation.objects.get(id=draft.case.parties["applicant"])
    return _signed(make_certificate(case=draft.case, facts=draft.case.facts, holder=holder, at=draft.at))


@prepares(REGISTRATION, "reissue")
def sign_reissued(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    former = draft.case.certificates.get(standing=Certificate.Standing.IN_FORCE)
    holder = Organisation.objects.get(id=draft.data["holder"])
    return _signed(make_certificate(case=draft.case, facts=draft.data, holder=holder, at=draft.at, instead_of=former))


def _signed(certificate: Certificate) -> dict[str, Any]:
    return {"registration_number": certificate.number, "credential_sha256": digest(certificate.credential)}


@projects(REGISTRATION, "certified", "certificate-reissued")
def enter_in_register(case: CaseRecord, event: EventRecord) -> None:
    """The new certificate is in force from here on, and the one it takes the place of no longer."""
    standing = Certificate.Standing
    case.certificates.filter(standing=standing.IN_FORCE).update(standing=standing.SUPERSEDED, ended_at=event.at)
    case.certificates.filter(standing=standing.SIGNED).update(standing=standing.IN_FORCE, event=event)
    if event.data.get("because") == "transfer":
        holder = Organisation.objects.get(id=event.data["holder"])
        _announce(
            case, event, "transfer",
            Text("数据产品转移登记：{name}", "Registration transferred: {name}"),
            Text(f"现登记主体：{holder.name_zh}", f"Holder now: {holder.name_en}"),
        )  # fmt: skip


@projects(REGISTRATION, "registration-cancelled", "registration-struck")
def cancel(case: CaseRecord, event: EventRecord) -> None:
    in_force_now = case.certificates.filter(standing=Certificate.Standing.IN_FORCE)
    in_force_now.update(standing=Certificate.Standing.CANCELLED, ended_at=event.at)
    because = BECAUSE.get(event.data.get("because", ""), Text("登记主体申请", "At the holder's request"))
    _announce(
        case, event, "cancellation",
        Text("数据产品确权登记注销：{name}", "Registration cancelled: {name}"),
        Text("登记凭证已注销，产品下架。事由：{why}", "The certificate was cancelled and the product delisted: {why}").format(
            why=because
        ),
    )  # fmt: skip


def _announce(case: CaseRecord, event: EventRecord, kind: str, title: Text, body: Text) -> None:
    """Under the name on the certificate: a change may have given the product another than the case began with."""
    publish_notice(
        case=case,
        event=event,
        kind=kind,
        title=title.format(name=Text(case.facts["name_zh"], case.facts["name_en"])),
        body=body,
        publisher=case.parties["registrar"],
        sites=(BUREAU, PLATFORM),
    )
