"""Proofs before running: whether a procedure, whole, can be carried out as written.

Everything is explored, nothing sampled: each state, each step, each duty, and each pairing of state, step and role.
What is found is told as a story, so that whoever wrote the procedure sees how a case would come to grief.
"""

from __future__ import annotations

from collections.abc import Iterator

from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.answers import unanswered
from shuzha.procedure.exceptions import Rule
from shuzha.procedure.finding import Finding, found, paths, told
from shuzha.procedure.parameters import ParameterUnit
from shuzha.procedure.requirements import Checklist, Condition, Elapsed, Field, NotBy, Within
from shuzha.procedure.words import STAYS, Duty, Procedure, Step

_UNITS = {
    Unit.WORKING: ParameterUnit.WORKING_DAYS,
    Unit.CALENDAR: ParameterUnit.CALENDAR_DAYS,
    Unit.MONTHS: ParameterUnit.MONTHS,
    Unit.YEARS: ParameterUnit.YEARS,
}


def check(procedure: Procedure) -> tuple[Finding, ...]:
    """Everything that is wrong with the procedure; empty when every case can be carried to its end by the rules.

    What stands on names that nobody defined is not explored further: those are reported alone.
    """
    undefined = tuple(_undefined(procedure))
    if undefined:
        return undefined
    return (
        *_unreachable(procedure),
        *_endless(procedure),
        *_ambiguous(procedure),
        *_undischargeable(procedure),
        *_unlimited(procedure),
        *_own_reviews(procedure),
        *_wordless(procedure),
        *unanswered(procedure),
    )


def _undefined(p: Procedure) -> Iterator[Finding]:
    states, events = {s.name for s in p.states}, {s.event for s in p.steps}
    duties = {d.name for d in p.duties}
    for step in p.steps:
        for state in sorted((step.source | ({step.target} - ({STAYS} if step.source else set()))) - states):
            yield found("undefined-state", p, step.name, *_NAMES_UNDEFINED, what=step.title, name=state)
        for role in sorted((step.by | set(step.takes_part)) - set(p.roles)):
            yield found("undefined-role", p, step.name, *_NAMES_UNDEFINED, what=step.title, name=role)
        for need in step.needs:
            if isinstance(need, NotBy) and need.event not in events:
                yield found("undefined-event", p, step.name, *_NAMES_UNDEFINED, what=step.title, name=need.event)
            if isinstance(need, Elapsed | Within) and need.duty not in duties:
                yield found("undefined-duty", p, step.name, *_NAMES_UNDEFINED, what=step.title, name=need.duty)
            asked = {one.name for one in step.needs if isinstance(one, Field)}
            for exempt in need.exceptions if isinstance(need, Rule) else ():
                for field in sorted(exempt.when.keys() - asked):
                    yield found("undefined-field", p, step.name, *_NAMES_UNDEFINED, what=exempt.title, name=field)
    for duty in p.duties:
        if duty.who not in p.roles:
            yield found("undefined-role", p, duty.name, *_NAMES_UNDEFINED, what=duty.title, name=duty.who)
        for event in sorted((duty.after | duty.done_by) - events):
            yield found("undefined-event", p, duty.name, *_NAMES_UNDEFINED, what=duty.title, name=event)


_NAMES_UNDEFINED = ("“{what}”所称“{name}”没有定义", "“{what}” speaks of “{name}”, which is not defined")


def _unreachable(p: Procedure) -> Iterator[Finding]:
    reached = paths(p)
    for state in p.states:
        if state.name not in reached:
            yield found(
                "unreachable", p, state.name,
                "无论怎样办理，事项都到不了“{title}”", "Whatever is done, no case comes to be “{title}”",
                title=state.title,
            )  # fmt: skip


def _endless(p: Procedure) -> Iterator[Finding]:
    """A state from which no final one can be reached, and a final one that steps still leave."""
    ending = _leading_to(p, {s.name for s in p.states if s.final})
    for name, path in paths(p).items():
        if name and name not in ending:
            yield found(
                "endless", p, name,
                "{story}；事项停在“{title}”，再也无法办结", "{story}; the case is now “{title}” and can never end",
                story=told(path), title=p.state(name).title,
            )  # fmt: skip
        leaving = [step for step in p.steps if name in step.source]
        if name and p.state(name).final and leaving:
            yield found(
                "final-but-left", p, name,
                "{story}；事项已办结，却仍可“{step}”", "{story}; the case has ended, and yet “{step}” is possible",
                story=told(path), step=leaving[0].title,
            )  # fmt: skip


def _ambiguous(p: Procedure) -> Iterator[Finding]:
    """Two steps of one name, or two steps with one event, leaving one state: nobody could tell which was taken."""
    for state in ("", *(s.name for s in p.states)):
        leaving = [s for s in p.steps if (state in s.source if state else not s.source)]
        for n, step in enumerate(leaving):
            for other in leaving[:n]:
                if step.event == other.event or step.name == other.name:
                    yield found(
                        "ambiguous", p, step.name,
                        "从“{state}”出发，“{one}”与“{other}”无从区分",
                        "From “{state}”, “{one}” and “{other}” cannot be told apart",
                        state=p.state(state).title if state else Text("尚未开始", "not yet opened"),
                        one=other.title, other=step.title,
                    )  # fmt: skip


def _undischargeable(p: Procedure) -> Iterator[Finding]:
    for duty in p.duties:
        able = _leading_to(p, {s for step in p.steps if step.event in duty.done_by for s in step.source})
        for step in p.steps:
            if step.event in duty.after and not {step.leads_from(state) for state in step.source or {""}} <= able:
                yield found(
                    "undischargeable", p, duty.name,
                    "{said}，“{title}”开始计时，此后却无从履行",
                    "{said}: “{title}” begins to run, and nothing can ever discharge it",
                    said=step.said, title=duty.title,
                )  # fmt: skip


def _unlimited(p: Procedure) -> Iterator[Finding]:
    """A duty whose number cannot be read, or is of another unit, or that nothing follows when it is late."""
    for duty in p.duties:
        if not _is_limited(duty):
            yield found(
                "unlimited", p, duty.name,
                "“{title}”没有可计算的期限", "“{title}” has no limit that can be computed", title=duty.title,
            )  # fmt: skip
        if not _both(duty.late):
            yield found(
                "no-consequence", p, duty.name,
                "“{title}”逾期后没有规定后果", "Nothing follows when “{title}” is late", title=duty.title,
            )  # fmt: skip
        if not duty.limit.cites:
            yield found("uncited", p, duty.name, *_UNCITED, title=duty.title)


_UNCITED = ("“{title}”没有依据条款", "“{title}” stands on no article")


def _own_reviews(p: Procedure) -> Iterator[Finding]:
    """Where the opener stands in its case under a name of its own (an applicant), others who act decide on it: each of
    their steps must rule out that they are the opener. One that follows another case decides nothing of its own."""
    for opening in (s for s in p.steps if not s.source):
        if not any(who == "actor" and role not in opening.by for role, who in opening.takes_part.items()):
            continue
        openers = _standings(p, opening)
        for step in p.steps:
            bars = any(isinstance(n, NotBy) and n.event == opening.event for n in step.needs)
            if step.source and not step.follows and not bars and not _standings(p, step) & openers:
                yield found(
                    "own-review", p, step.name,
                    "{said}；办理“{title}”的可能就是提出者自己", "{said}; whoever takes “{title}” may be the same",
                    said=opening.said, title=step.title,
                )  # fmt: skip


def _wordless(p: Procedure) -> Iterator[Finding]:
    for place, text in _texts(p):
        if not _both(text):
            yield found("wordless", p, place, "“{text}”缺一种语言", "“{text}” lacks a language", text=text)
    for step in p.steps:
        standing = [need for one in step.needs for need in (one, *getattr(one, "exceptions", ()))]
        if not step.cites or not all(getattr(need, "cites", ("",)) for need in standing):
            yield found("uncited", p, step.name, *_UNCITED, title=step.title)


def _texts(p: Procedure) -> Iterator[tuple[str, Text]]:
    yield p.id, p.title
    yield from ((name, role.title) for name, role in p.roles.items())
    yield from ((state.name, state.title) for state in p.states)
    yield from ((duty.name, duty.title) for duty in p.duties)
    for step in p.steps:
        yield step.name, step.title
        yield step.name, step.said
        for need in step.needs:
            yield from ((step.name, text) for text in _need_texts(need))


def _need_texts(need: object) -> Iterator[Text]:
    match need:
        case Field(title=title, choices=choices):
            yield title
            yield from (choices or {}).values()
        case Checklist(title=title, items=items):
            yield title
            for item in items:
                yield from (item.title, item.remedy)
        case Condition(reason=reason, remedy=remedy):
            yield from (reason, remedy)
        case Rule(reason=reason, remedy=remedy, exceptions=exceptions):
            yield from (reason, remedy, *(one.title for one in exceptions))
        case Within(remedy=remedy):
            yield remedy


def _leading_to(p: Procedure, goal: set[str]) -> set[str]:
    """The states from which some way leads to one of `goal`, these included."""
    able, grown = set(goal), True
    while grown:
        more = {state for step in p.steps if step.target in able for state in step.source} - able
        able, grown = able | more, bool(more)
    return able


def _is_limited(duty: Duty) -> bool:
    try:
        return duty.limit.parameters.parameter(duty.limit.parameter).unit is _UNITS[duty.limit.unit]
    except LookupError:
        return False


def _standings(p: Procedure, step: Step) -> set[str]:
    return {standing for role in step.by for standing in p.roles[role].standings}


def _both(text: Text) -> bool:
    return bool(text.zh.strip()) and bool(text.en.strip())
