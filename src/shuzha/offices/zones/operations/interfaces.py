"""Interfaces: only what the gate judges fit becomes a data interface, and an event on its grant's stream says so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shuzha.archive.cases.streams import append_next
from shuzha.archive.grants.models import Grant, Interface
from shuzha.commons import gate_door
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023 import INSTRUMENT

_CITES = (INSTRUMENT.article(18), INSTRUMENT.article(23))
_VERDICT = ("form", "grade", "used")
_NAME = re.compile(r"[a-z][a-z0-9_-]{1,59}")


def create_interface(
    *,
    grant: Grant,
    name: str,
    title: Text,
    template: str,
    parameters: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
) -> Interface:
    """Has the gate judge the template and makes what it finds fit an interface of the grant, reviewed in `by`'s name.

    `parameters` holds dicts of name, kind and choices or minimum and maximum.
    Raises: Refused naming everything unmet; GateFault. Cites: beijing-2023/18, beijing-2023/23.
    """
    denials = list(interface_denials(grant=grant, name=name, title=title, by=by, at=at))
    if denials:
        raise Refused(denials)
    verdict = gate_door.client().review(
        grant_id=str(grant.id), actor=by.person, purpose=grant.purpose, sql=template, parameters=list(parameters)
    )
    try:
        with transaction.atomic():
            interface = Interface.objects.create(
                grant=grant,
                name=name,
                title_zh=title.zh,
                title_en=title.en,
                template=template,
                parameters=[dict(one) for one in parameters],
                reviewed_at=at,
                reviewed_by_id=by.person,
            )
            _say_so(interface, verdict, by, at)
    except IntegrityError:
        raise Refused([_taken(name)]) from None
    return interface


def interface_denials(*, grant: Grant, name: str, title: Text, by: Actor, at: datetime) -> Iterator[Deny]:
    """What stands against an interface of this name on this grant, apart from its template, which the gate judges."""
    if str(grant.operator_id) != by.organisation or not by.roles & {"company", "analyst"}:
        yield _deny("not-the-operator", "只有本授权的运营单位可以创建接口", "Only the grant's operator makes interfaces",
                    "请由该运营单位的人员办理", "Someone of that operator must act", "grant")  # fmt: skip
    elif not grant.persons.filter(pk=by.person).exists():
        yield _deny("not-registered", "您未登记为本授权的数据处理人员", "You are not registered under this grant",
                    "请由本授权登记的人员办理", "Someone registered under the grant must act", "grant")  # fmt: skip
    if not grant.live(at):
        yield _deny("grant-not-live", "该授权未生效、已届满或已停止使用", "The grant is not in force",
                    "请在授权有效且未被停止时创建", "Make it while the grant is in force", "grant")  # fmt: skip
    if not _NAME.fullmatch(name):
        yield _deny("name-form", "接口标识须以小写字母开头，由小写字母、数字、下划线或连字符组成，2 至 60 个字符",
                    "The identifier has 2 to 60 of a–z, 0–9, _ and -, and begins with a letter",
                    "例如 wage-by-education", "For example wage-by-education", "name")  # fmt: skip
    elif Interface.objects.filter(name=name).exists():
        yield _taken(name)
    for field, words in (("title_zh", title.zh), ("title_en", title.en)):
        if not 0 < len(words.strip()) <= 200:
            yield _deny("title", "名称未填写或超过 200 字", "The title is missing or longer than 200 characters",
                        "请填写接口名称", "Write the interface's title", field)  # fmt: skip


def _say_so(interface: Interface, verdict: Mapping[str, Any], by: Actor, at: datetime) -> None:
    append_next(
        stream=interface.grant.stream,
        command_id=f"interface-{interface.id}",
        type="interface-reviewed",
        at=at,
        person=by.person,
        organisation=by.organisation,
        cites=_CITES,
        data={
            "interface": str(interface.id),
            "name": interface.name,
            "title": interface.title.as_json(),
            "template_sha256": hashlib.sha256(interface.template.encode()).hexdigest(),
            "parameters": interface.parameters,
            "verdict": {key: verdict[key] for key in _VERDICT if key in verdict},
        },
    )


def _taken(name: str) -> Deny:
    return _deny("name-taken", f"接口标识“{name}”已被使用", f"The identifier “{name}” is taken",
                 "请另选标识", "Choose another", "name")  # fmt: skip


def _deny(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, field: str) -> Deny:
    return Deny(f"interface-{code}", Text(zh, en), _CITES, Text(remedy_zh, remedy_en), field)
