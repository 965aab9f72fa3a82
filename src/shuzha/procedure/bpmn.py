"""A procedure as BPMN 2.0, for other workflow engines: steps as user tasks in the lanes of their roles, duties as timers.

A state in which several steps are open becomes a gateway: which way a case goes is decided by who acts. A duty is a
timer on the task that discharges it, which leaves the task in place and says what follows when it is late; a period
that must run out is a timer before the task that waits for it. BPMN counts a duration in calendar days, so each timer
also says in words which days the law counts.

Standard: OMG Business Process Model and Notation 2.0.2 (ISO/IEC 19510:2013).
"""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Elapsed
from shuzha.procedure.words import Duty, Procedure, Step

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# ISO 8601 knows no working days: those are written as days, and the documentation beside them says which.
_DURATIONS = {Unit.WORKING: "D", Unit.CALENDAR: "D", Unit.MONTHS: "M", Unit.YEARS: "Y"}


def bpmn(procedure: Procedure, at: date) -> str:
    """The procedure as a BPMN 2.0 document; the timers are those in force on the day `at`."""
    ElementTree.register_namespace("", BPMN)
    ElementTree.register_namespace("xsi", XSI)
    return _Writer(procedure, max(at, procedure.version)).document()


class _Writer:
    """Collects the process and which node stands in which lane; BPMN wants the lanes before the nodes."""

    def __init__(self, procedure: Procedure, at: date) -> None:
        self.procedure, self.at = procedure, at
        self.root = Element(
            _of("definitions"), {"id": _id("definitions", procedure.id), "targetNamespace": "urn:shuzha"}
        )
        attributes = {"id": _id("process", procedure.id), "name": _both(procedure.title), "isExecutable": "false"}
        self.process = SubElement(self.root, _of("process"), attributes)
        self._document(self.process, Text(*(f"{procedure.instrument.id} {procedure.version}",) * 2))
        lanes = SubElement(self.process, _of("laneSet"), {"id": "lanes"})
        self.lanes = {
            name: SubElement(lanes, _of("lane"), {"id": _id("lane", name), "name": _both(role.title)})
            for name, role in procedure.roles.items()
        }
        self.flows = 0

    def document(self) -> str:
        self._start()
        for state in self.procedure.states:
            kind = "endEvent" if state.final else "exclusiveGateway"
            SubElement(self.process, _of(kind), {"id": _id("state", state.name), "name": _both(state.title)})
        for number, step in enumerate(self.procedure.steps, 1):
            self._task(f"step-{number}", step)
        ElementTree.indent(self.root)
        return ElementTree.tostring(self.root, encoding="unicode", xml_declaration=True) + "\n"

    def _start(self) -> None:
        opening = Text("开始", "Start")
        SubElement(self.process, _of("startEvent"), {"id": "start", "name": _both(opening)})
        SubElement(
            self.process, _of("exclusiveGateway"), {"id": "opening", "name": _both(Text("如何开始", "How it begins"))}
        )
        self._flow("start", "opening")

    def _task(self, name: str, step: Step) -> None:
        task = SubElement(self.process, _of("userTask"), {"id": name, "name": _both(step.title)})
        cites = "; ".join(cite.label.zh for cite in step.cites), "; ".join(cite.label.en for cite in step.cites)
        self._document(task, Text(*cites))
        for number, role in enumerate(sorted(step.by), 1):
            self._performer(task, f"{name}-by-{number}", role)
        SubElement(self.lanes[min(step.by)], _of("flowNodeRef")).text = name
        entry = self._waited(name, step)
        for source in [_id("state", s.name) for s in self.procedure.states if s.name in step.source] or ["opening"]:
            self._flow(source, entry)
        for after in sorted({step.leads_from(source) for source in step.source or {""}}):
            self._flow(name, _id("state", after))
        for duty in self.procedure.duties:
            if step.event in duty.done_by and not duty.waits:
                self._late(name, duty)

    def _waited(self, name: str, step: Step) -> str:
        """Where one enters to come to the task: the last of the periods it waits for, each before the next."""
        entry = name
        for need in step.needs:
            if isinstance(need, Elapsed):
                duty, waiting = self.procedure.duty(need.duty), f"{name}-after-{_id('', need.duty)}"
                event = SubElement(
                    self.process, _of("intermediateCatchEvent"), {"id": waiting, "name": _both(duty.title)}
                )
                self._timer(event, duty)
                self._flow(waiting, entry)
                entry = waiting
        return entry

    def _late(self, name: str, duty: Duty) -> None:
        late = f"{name}-late-{_id('', duty.name)}"
        attributes = {"id": late, "name": _both(duty.title), "attachedToRef": name, "cancelActivity": "false"}
        event = SubElement(self.process, _of("boundaryEvent"), attributes)
        self._timer(event, duty)
        SubElement(self.process, _of("endEvent"), {"id": f"{late}-follows", "name": _both(duty.late)})
        self._flow(late, f"{late}-follows")

    def _timer(self, event: Element, duty: Duty) -> None:
        told = duty.limit.told(self.at)
        cites = ", ".join(str(cite) for cite in duty.limit.cites)
        self._document(event, Text(f"{told.zh}（{cites}）", f"{told.en} ({cites})"))
        timer = SubElement(event, _of("timerEventDefinition"))
        duration = SubElement(timer, _of("timeDuration"), {f"{{{XSI}}}type": "tFormalExpression"})
        duration.text = f"P{duty.limit.length(self.at)}{_DURATIONS[duty.limit.unit]}"

    def _performer(self, task: Element, name: str, role: str) -> None:
        owner = SubElement(task, _of("potentialOwner"), {"id": name})
        assigned = SubElement(owner, _of("resourceAssignmentExpression"))
        SubElement(assigned, _of("formalExpression")).text = role

    def _flow(self, source: str, target: str) -> None:
        self.flows += 1
        SubElement(
            self.process, _of("sequenceFlow"), {"id": f"flow-{self.flows}", "sourceRef": source, "targetRef": target}
        )

    @staticmethod
    def _document(element: Element, text: Text) -> None:
        documentation = Element(_of("documentation"))
        documentation.text = _both(text) if text.zh != text.en else text.zh
        element.insert(0, documentation)


def _of(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _id(kind: str, name: str) -> str:
    """An identifier as XML wants it: no dot that some engines take for a path, and a letter first."""
    return "-".join(filter(None, (kind, re.sub(r"\W+", "-", name))))


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"
