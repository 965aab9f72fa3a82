"""Nobody decides on their own application (5, 11), whether they brought it themselves or an agent brought it for them."""

from __future__ import annotations

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, NotBy, Requirement
from shuzha.regulations.hainan_2023 import INSTRUMENT


def _not_behind_an_agent(s: Situation) -> bool:
    through_agent = s.case.last("applied-through-agent") is not None
    return not (through_agent and s.case.parties.get("applicant") == s.command.by.organisation)


def independent(*cites: Citation) -> tuple[Requirement, ...]:
    """The actor neither applied nor is whom an agent applied for."""
    cites = cites or (INSTRUMENT.article(11),)
    return (
        NotBy("applied", cites),
        NotBy("applied-through-agent", cites),
        Condition(
            "own-case",
            _not_behind_an_agent,
            Text("不得审查本单位委托代理的事项", "Nobody decides on what an agent brought for them"),
            Text("请由其他单位办理", "Another organisation must act"),
            cites,
        ),
    )
