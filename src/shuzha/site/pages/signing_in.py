"""Signing in: every attempt on an account is an event of its own stream, and too many wrong ones shut it for a while.

GB/T 22239-2019 (identity control) asks that failed sign-ins be limited and recorded; how many and for how long, local
rule 33 says.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.streams import append_next
from shuzha.archive.parties.models import Account
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import TimeLimit
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS

BACKEND = "django.contrib.auth.backends.ModelBackend"
_CITES = (INSTRUMENT.article(33),)
ENTERED, FAILED, LEFT = "signed-in", "sign-in-failed", "signed-out"


def enter_with_password(request: HttpRequest, *, username: str, password: str, at: datetime) -> Account:
    """Signs the account in. Raises: Refused, in the same words whether the name or the password is wrong, but saying so
    when an account that exists is shut.

    Cites: local/33. Standard: GB/T 22239-2019, identity control.
    """
    known = Account.objects.filter(username=username).first()
    if known and is_shut(known, at):
        raise Refused([_shut(known, at)])
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        if known:
            record_on(known, FAILED, at, {"how": "password"})
        raise Refused([_wrong()])
    _let_in(request, account, at, "password")
    return account


def enter_demonstration(request: HttpRequest, *, account: Account, at: datetime) -> None:
    """Enters as a seeded account without a password; the page offers this in demonstration mode only."""
    _let_in(request, account, at, "demonstration")


def leave(request: HttpRequest, *, account: Account | None, at: datetime) -> None:
    """Signs out."""
    if account:
        record_on(account, LEFT, at, {"how": ""})
    logout(request)


def is_shut(account: Account, at: datetime) -> bool:
    """Whether the account's last attempts, all recent, all failed."""
    most, shut_for = _limits(at)
    recent = attempts(account)[:most]
    return len(recent) == most and all(e.type == FAILED and e.at > at - shut_for for e in recent)


def _limits(at: datetime) -> tuple[int, timedelta]:
    """After how many failures in a row an account is shut, and for how long. Cites: local/33."""
    day = at.astimezone(CHINA).date()
    minutes = PARAMETERS.integer("sign_in_shut_minutes", day)
    return PARAMETERS.integer("sign_in_failures", day), timedelta(minutes=minutes)


def attempts(account: Account) -> list[EventRecord]:
    """The account's latest sign-ins and failures, the newest first."""
    tried = EventRecord.objects.filter(stream=stream_of(account), type__in=[ENTERED, FAILED])
    return list(tried.order_by("-seq")[:20])


def stream_of(account: Account) -> str:
    return f"account-{account.pk}"


def _let_in(request: HttpRequest, account: Account, at: datetime, how: str) -> None:
    login(request, account, backend=BACKEND)
    record_on(account, ENTERED, at, {"how": how})


def record_on(account: Account, type: str, at: datetime, data: Mapping[str, Any]) -> None:
    """Puts what was done with the account on its own stream."""
    append_next(
        stream=stream_of(account),
        command_id=uuid.uuid4().hex,
        type=type,
        at=at,
        person=str(account.person_id),
        organisation=str(account.organisation_id),
        data=data,
    )


def _wrong() -> Deny:
    reason = Text("用户名或密码不正确", "The user name or the password is wrong")
    remedy = Text("请核对后重新输入；连续输错将暂停登录", "Check both and try again; repeated errors shut the account")
    return Deny("sign-in-wrong", reason, _CITES, remedy, "password")


def _shut(account: Account, at: datetime) -> Deny:
    most, shut_for = _limits(at)
    minutes = int(shut_for.total_seconds() // 60)
    reason = Text(f"连续 {most} 次登录失败，账号已暂停登录", f"{most} sign-ins failed in a row: the account is shut")
    remedy = Text(
        f"请 {minutes} 分钟后再试，或联系本单位管理员", f"Try again in {minutes} minutes, or ask your administrator"
    )
    again = attempts(account)[most - 1].at.astimezone(CHINA) + shut_for
    limit = TimeLimit(
        Text(f"{again:%Y-%m-%d %H:%M} 起恢复登录", f"Open again from {again:%Y-%m-%d %H:%M}"), cites=_CITES
    )
    return Deny("sign-in-shut", reason, _CITES, remedy, "username", limit)
