"""Telling people by e-mail, once a working day, what falls due: one message per account, in both languages.

Nothing is sent until the installation names a sender. The address is the person's own data and lies under their key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.due import Chip, chips
from shuzha.archive.cases.models import DeadlineRecord, EventRecord
from shuzha.archive.cases.queries import duties_of
from shuzha.archive.cases.streams import append_next
from shuzha.archive.parties.models import Account
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.site.pages.signing_in import record_on, stream_of

REMINDED, ADDRESS_SET = "duties-mailed", "mail-address-set"
_CITE = INSTRUMENT.article(34)
_MOST, _LONGEST = 100, 254
_log = logging.getLogger(__name__)


def set_address(*, account: Account, address: str, at: datetime) -> None:
    """Where the account's reminders go from now on; "" ends them. The record says that it was set, never to what.

    Raises: Refused for what cannot be an address, and once the person was erased. Cites: local/34.
    """
    address = address.strip()
    if address and not (len(address) <= _LONGEST and _is_address(address) and account.person.wrapped_key):
        raise Refused([_no_address()])
    with transaction.atomic():
        account.keep_mail_address(address)
        account.save(update_fields=["sealed_mail_address"])
        record_on(account, ADDRESS_SET, at, {"kept": bool(address)})


def remind_all(*, at: datetime) -> int:
    """Writes to every account with an address that has duties falling due; how many messages went out.

    One that cannot be sent holds up no other and leaves no trace of having been, so that the next run tries again. Cites: local/34.
    """
    today = at.astimezone(CHINA).date()
    if not settings.SHUZHA_MAIL_FROM or not working_calendar().is_working(today):
        return 0
    reachable = Account.objects.filter(is_active=True).exclude(sealed_mail_address=None)
    return sum(_tried(key, at, today) for key in reachable.order_by("pk").values_list("pk", flat=True))


def falling_due(account: Account, today: date) -> list[Chip]:
    """What the account owes from today up to the set number of working days ahead. Cites: local/34."""
    ahead = PARAMETERS.integer("reminder_days", today)
    owed = duties_of(account.actor).filter(last_day__range=(today, _working_day_after(today, ahead)))
    rows: list[DeadlineRecord] = list(owed[:_MOST])
    return chips(rows, today)


def _tried(key: int, at: datetime, today: date) -> bool:
    try:
        return _remind(key, at, today)
    except OSError as fault:  # smtplib's own faults are OSErrors too; their text may hold the address
        _log.warning("account %s could not be reminded: %s", key, type(fault).__name__)
        return False


def _remind(key: int, at: datetime, today: date) -> bool:
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=key)
        command = f"{REMINDED}/{today.isoformat()}"
        if EventRecord.objects.filter(stream=stream_of(account), command_id=command).exists():
            return False
        address, owed = account.mail_address, falling_due(account, today)
        if not (address and owed):
            return False
        append_next(
            stream=stream_of(account),
            command_id=command,
            type=REMINDED,
            at=at,
            organisation=str(account.organisation_id),
            cites=(_CITE,),
            data={"duties": len(owed)},
        )
        _message(address, owed).send()
    return True


def _message(address: str, owed: list[Chip]) -> EmailMessage:
    subject = Text(f"数闸：{len(owed)} 项职责即将到期", f"{len(owed)} falling due")
    zh = ["以下事项即将到期：", "", *_lines(owed, "zh"), "本邮件由系统自动发送，可在“我的待办”中停用。"]
    en = ["These fall due:", "", *_lines(owed, "en"), "Sent by the platform; end these messages on your desk."]
    return EmailMessage(
        f"{subject.zh} / {subject.en}",
        "\n".join([*zh, "", "—", "", *en, ""]),
        settings.SHUZHA_MAIL_FROM,
        [address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _lines(owed: Iterable[Chip], lang: str) -> Iterable[str]:
    for chip in owed:
        cites = " ".join(cite.label.in_(lang) for cite in chip.duty.limit.cites)
        yield f"{chip.due.isoformat()}  {chip.title.in_(lang)}"
        yield f"  {chip.case.number}  {chip.case.title.in_(lang)}"
        yield f"  {cites}"
        if settings.SHUZHA_ADDRESS:
            yield f"  {settings.SHUZHA_ADDRESS}{reverse('case', args=[chip.case.pk])}"
        yield ""


def _working_day_after(day: date, count: int) -> date:
    while count:
        day += timedelta(1)
        count -= working_calendar().is_working(day)
    return day


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _no_address() -> Deny:
    return Deny(
        "no-mail-address",
        Text("这不是有效的电子邮箱地址", "This is no e-mail address"),
        (_CITE,),
        Text(
            "请填写如 name@example.cn 的地址；留空即停止提醒",
            "Write it like name@example.cn, or leave it empty to end reminders",
        ),
        "address",
    )
