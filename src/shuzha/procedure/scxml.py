"""A procedure as SCXML, for state-machine engines: its states, its steps as transitions, its articles and duties as annotations.

Limits in working days have no place in SCXML's timers; a duty stands beside the states as data of its own, in a
namespace that other engines pass over.

Standard: W3C State Chart XML (SCXML), Recommendation of 1 September 2015.
"""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from shuzha.kernel.citation import Citation
from shuzha.procedure.words import Duty, Procedure, Step

SCXML = "http://www.w3.org/2005/07/scxml"
OURS = "urn:shuzha:procedure"
START = "not-yet-opened"


def scxml(procedure: Procedure, at: date) -> str:
    """The procedure as an SCXML document; the limits are those in force on the day `at`."""
    ElementTree.register_namespace("", SCXML)
    ElementTree.register_namespace("shuzha", OURS)
    root = Element(_of("scxml"), {"version": "1.0", "name": procedure.id, "initial": START, "datamodel": "null"})
    root.set(_ours("instrument"), procedure.instrument.id)
    root.set(_ours("version"), procedure.version.isoformat())
    start = SubElement(root, _of("state"), {"id": START})
    for step in procedure.steps:
        if not step.source:
            _transition(start, step, step.target)
    for state in procedure.states:
        found = SubElement(root, _of("final" if state.final else "state"), {"id": state.name})
        found.set(_ours("title"), f"{state.title.zh} / {state.title.en}")
        for step in procedure.steps:
            if state.name in step.source and not state.final:
                _transition(found, step, step.leads_from(state.name))
    for duty in procedure.duties:
        _duty(root, procedure, duty, at)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _transition(source: Element, step: Step, target: str) -> None:
    found = SubElement(source, _of("transition"), {"event": step.name, "target": target})
    found.set(_ours("title"), f"{step.title.zh} / {step.title.en}")
    found.set(_ours("by"), " ".join(sorted(step.by)))
    found.set(_ours("records"), step.event)
    found.set(_ours("cites"), _keys(step.cites))


def _duty(root: Element, procedure: Procedure, duty: Duty, at: date) -> None:
    found = SubElement(root, _ours("duty"), {"name": duty.name, "who": duty.who})
    found.set("title", f"{duty.title.zh} / {duty.title.en}")
    found.set("after", " ".join(sorted(duty.after)))
    found.set("done-by", " ".join(sorted(duty.done_by)))
    found.set("length", str(duty.limit.length(max(at, procedure.version))))
    found.set("unit", duty.limit.unit.value)
    found.set("first-day", duty.limit.first_day.value)
    found.set("waits", str(duty.waits).lower())
    found.set("late", f"{duty.late.zh} / {duty.late.en}")
    found.set("cites", _keys(duty.limit.cites))


def _keys(cites: tuple[Citation, ...]) -> str:
    return " ".join(str(cite) for cite in cites)


def _of(name: str) -> str:
    return f"{{{SCXML}}}{name}"


def _ours(name: str) -> str:
    return f"{{{OURS}}}{name}"
