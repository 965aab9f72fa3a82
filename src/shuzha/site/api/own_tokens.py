"""Making and ending one's own tokens for programs: within the city's limits, and each act an event of the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from shuzha.archive.parties.models import Account, Token
from shuzha.archive.parties.operations import end_token, issue_token
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.site.pages.signing_in import record_on

MADE, ENDED = "token-made", "token-ended"
_LONGEST_LABEL = 100
_CITES = (INSTRUMENT.article(33),)


def live_tokens(account: Account) -> QuerySet[Token]:
    """The account's tokens that still stand for it, the newest first."""
    return Token.objects.filter(account=account, ended_at=None).order_by("-made_at", "-id")


def make_token(*, account: Account, label: str, at: datetime, use: Token.Use = Token.Use.PROGRAM) -> str:
    """A new token for what `label` says, shown this once. Raises: Refused without a label or beyond the limit.

    Cites: local/33.
    """
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        denials = list(_denials(account, label, at))
        if denials:
            raise Refused(denials)
        token = issue_token(account=account, label=label, at=at, use=use)
        record_on(account, MADE, at, {"label": label, "use": use.value})
    return token


def end_own_token(*, account: Account, key: int, at: datetime) -> None:
    """Ends one of the account's live tokens. Raises: Token.DoesNotExist when it has none of that number. Cites: local/33."""
    with transaction.atomic():
        token = live_tokens(account).select_for_update().get(pk=key)
        end_token(token=token, at=at)
        record_on(account, ENDED, at, {"label": token.label})


def _denials(account: Account, label: str, at: datetime) -> Iterator[Deny]:
    most = PARAMETERS.integer("live_tokens", at.astimezone(CHINA).date())
    if not label or len(label) > _LONGEST_LABEL:
        reason = Text("请写明令牌的用途", "Say what the token is for")
        remedy = Text("不超过 100 字，例如“季度分析笔记本”。", "At most 100 characters, such as “quarterly notebook”.")
        yield Deny("label-missing", reason, _CITES, remedy, "label")
    elif live_tokens(account).count() >= most:
        reason = Text(f"有效令牌已达 {most} 个", f"There are {most} live tokens already")
        remedy = Text("请先停用不再使用的令牌。", "End one you no longer use.")
        yield Deny("too-many-tokens", reason, _CITES, remedy, "label")
