"""Events as anyone may know of them: what was done, in which kind of matter, by which body; never what it said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.offices import happening
from shuzha.archive.cases.procedures import running_under
from shuzha.archive.evidence.queries import places_of
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text

_NO_ONE = Text("", "")
_OTHERS: Mapping[str, tuple[Text, str]] = {
    "use-released": (Text("闸口放行一次数据使用", "The gate released an answer"), "good"),
    "use-refused": (Text("闸口拒绝一次数据使用", "The gate refused a use"), "danger"),
    "use-sealed": (Text("闸口未予放行一次数据使用", "The gate did not release an answer"), "danger"),
    "use-stopped": (Text("数据使用已停止", "A use was stopped"), "danger"),
    "deadline-missed": (Text("期限届满未办", "A deadline was missed"), "danger"),
    "step-refused": (Text("一次办理被拒绝", "A step was refused"), "danger"),
    "notice-loaded": (Text("载入放假通知", "A holiday notice was loaded"), ""),
    "deadlines-recounted": (Text("按新的放假通知重新计算期限", "Deadlines were counted again by a new notice"), ""),
    "version-took-over": (Text("在办事项适用规则新版本", "A new version took running cases over"), ""),
    "case-taken-over": (Text("一个办件适用规则新版本", "A case was taken over by a new version"), ""),
    "deadline-recounted": (Text("一个办件的期限重新计算", "A case's deadlines were counted again"), ""),
    "log-key-rotated": (Text("更换存证日志的签名密钥", "The log goes on under a new key"), ""),
    "signed-in": (Text("登录", "Signed in"), ""),
    "sign-in-failed": (Text("登录失败", "Sign-in failed"), "danger"),
    "signed-out": (Text("退出", "Signed out"), ""),
    "organisation-registered": (Text("登记一家单位", "An organisation was registered"), ""),
    "person-registered": (Text("登记一名人员", "A person was registered"), ""),
    "standing-added": (Text("为单位增加一项身份", "An organisation was given a standing"), ""),
    "copy-traced": (Text("追溯了一份外泄副本", "A copy found outside was traced"), ""),
    "person-erased": (Text("销毁一名人员的密钥", "A person's key was destroyed"), ""),
    "mail-address-set": (Text("设置提醒邮箱", "The address for reminders was set"), ""),
    "duties-mailed": (Text("发送到期提醒", "A reminder was sent"), ""),
    "token-made": (Text("签发访问令牌", "A token was made"), ""),
    "token-ended": (Text("停用访问令牌", "A token was ended"), ""),
}


def told(events: Iterable[EventRecord]) -> list[dict[str, Any]]:
    """The events in the order given, as the timeline component takes them, each with its record."""
    found = list(events)
    places, cases = places_of(found), _cases(found)
    ids = {event.organisation for event in found if event.organisation}
    names = {str(one.pk): one.name for one in Organisation.objects.filter(pk__in=ids)}
    return [_one(event, cases.get(event.stream), names, places) for event in found]


def _cases(events: list[EventRecord]) -> dict[str, CaseRecord]:
    keys = [event.stream.removeprefix("case-") for event in events if event.stream.startswith("case-")]
    return {case.stream: case for case in CaseRecord.objects.in_bulk([uuid.UUID(key) for key in keys]).values()}


def _one(
    event: EventRecord, case: CaseRecord | None, names: Mapping[str, Text], places: Mapping[int, int]
) -> dict[str, Any]:
    title, tone = _OTHERS.get(event.type) or happening(event.type) or (Text(event.type, event.type), "")
    by, note = names.get(event.organisation, _NO_ONE), _NO_ONE
    if case:
        procedure = running_under(case.procedure, event.law_version).procedure
        step = next(step for step in procedure.steps if step.event == event.type)
        title, note = step.said, procedure.title
        by = Text("评审专家", "Review expert") if step.by <= {"expert"} else by
    return {
        "event": event,
        "at": event.at,
        "by": by,
        "title": title,
        "note": note if note.zh else None,
        "tone": tone,
        "cites": event.citations,
        "index": places.get(event.pk),
        "proof_url": f"/evidence/events/{event.pk}/",
    }
