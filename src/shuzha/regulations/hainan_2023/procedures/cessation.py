"""Cancellation by the operator (19): rights have ceased and nobody followed; a notice runs first, so that a successor may come forward."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Elapsed, Field, Item, Kind, Within
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_19, _RULE = INSTRUMENT.article(19), local_rules.INSTRUMENT.article(28)

CESSATION = Procedure(
    id="registry.cessation",
    title=Text("依职权注销", "Cancellation by the operator"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "registrar": standing("registrar"),
        "bureau": standing("bureau"),
        "company": standing("company"),
        "holder": Role(Text("登记主体", "Holder"), "company"),
        "claimant": Role(Text("主张权利者", "Claimant"), "company"),
    },
    states=(
        State("announced", Text("公告中", "Announced")),
        State("claimed", Text("有新权利主体主张", "Claimed by a successor"), final=True),
        State("cancelled", Text("已注销下架", "Cancelled and delisted"), final=True, adverse=True),
    ),
    course=("announced", "cancelled"),
    steps=(
        Step(
            name="announce",
            title=Text("公告拟注销", "Announce the cancellation"),
            source=frozenset(),
            target="announced",
            by=frozenset({"registrar"}),
            event="cessation-announced",
            said=Text("公告权利灭失、拟依职权注销", "The end of the rights was announced"),
            cites=(_19, _RULE),
            needs=(
                Field("certificate", Text("登记凭证", "Certificate"), Kind.REFERENCE, (_19,), source="certificates"),
                Field("reason", Text("权利灭失情形", "How the rights ceased"), Kind.LONG, (_19,)),
                Checklist(
                    "materials",
                    Text("依据", "Basis"),
                    (
                        Item(
                            "document",
                            Text("生效法律文书", "The effective document"),
                            (_19,),
                            Text("请附生效法律文书", "Bring the effective document"),
                        ),
                    ),
                ),
            ),
            takes_part={"registrar": "actor", "holder": "holder"},
        ),
        Step(
            name="claim",
            title=Text("主张权利", "Claim the rights"),
            source=frozenset({"announced"}),
            target="claimed",
            by=frozenset({"company"}),
            event="rights-claimed",
            said=Text("新权利主体主张权利，终止依职权注销", "A successor came forward; the operator does not cancel"),
            cites=(_19, _RULE),
            needs=(
                Within(
                    "notice",
                    (_RULE,),
                    Text("公告期满后请依生效文书另行申请", "After it, apply on an effective document"),
                ),
                Field("grounds", Text("权利依据", "Ground of the right"), Kind.LONG, (_19,)),
            ),
            takes_part={"claimant": "actor"},
        ),
        Step(
            name="cancel",
            title=Text("依职权注销并下架", "Cancel and delist"),
            source=frozenset({"announced"}),
            target="cancelled",
            by=frozenset({"registrar"}),
            event="cessation-cancelled",
            said=Text(
                "公告期满无人主张，注销凭证、下架产品并公示",
                "Nobody came forward: cancelled, delisted, and the public told",
            ),
            cites=(_19, _RULE),
            needs=(Elapsed("notice", (_19, _RULE)),),
        ),
    ),
    duties=(
        Duty(
            name="notice",
            title=Text("公告", "Notice"),
            who="registrar",
            after=frozenset({"cessation-announced"}),
            done_by=frozenset({"cessation-cancelled", "rights-claimed"}),
            limit=Limit.printed(local_rules.PARAMETERS, "successor_notice_days", _RULE, _19),
            late=Text("期满次日起可以注销", "Cancellation is possible from the day after"),
            waits=True,
        ),
    ),
)
