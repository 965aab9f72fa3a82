"""What the archive itself answers when a step cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.procedure.decide import misformed
from shuzha.procedure.requirements import Field
from shuzha.procedure.words import Step
from shuzha.regulations.local_rules import GENERAL


def with_misformed(denials: tuple[Deny, ...], step: Step, data: Mapping[str, Any]) -> list[Deny]:
    """What the archive found, with what else is wrong in the values: a refusal names everything at once."""
    supplied = {need.name for need in step.needs if isinstance(need, Field) and need.supplied}
    named = {denial.field for denial in denials} | supplied
    return [*denials, *(denial for denial in misformed(step, data) if denial.field not in named)]


def printable(step: str) -> str:
    return "".join(char for char in step[:60] if char.isprintable())


def unknown_step(step: str) -> Deny:
    return Deny(
        "unknown-step",
        Text("没有“{step}”这一步骤", "There is no step “{step}”").format(step=printable(step)),
        GENERAL,
        Text("请查看本事项当前可办理的步骤", "See which steps are open in this case"),
        "step",
    )


def moved_on() -> Deny:
    return Deny(
        "moved-on",
        Text("本事项刚刚被他人办理", "Someone else has just acted in this case"),
        GENERAL,
        Text("请刷新后重试", "Reload it and try again"),
    )


def command_reused() -> Deny:
    return Deny(
        "command-reused",
        Text("该请求编号已用于另一项办理", "This request number already stands for another act"),
        GENERAL,
        Text("请换用新的请求编号", "Send it under a new request number"),
        "command_id",
    )
