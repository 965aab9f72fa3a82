"""A procedure leaves the platform as it runs: on a sheet, as SCXML, as BPMN."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from shuzha.procedure.bpmn import BPMN, bpmn
from shuzha.procedure.requirements import Elapsed
from shuzha.procedure.scxml import SCXML, START, scxml
from shuzha.procedure.sheet import sheet
from shuzha.procedure.words import Procedure
from shuzha.regulations.procedures import all_procedures, latest
from shuzha.site.cli import commands
from shuzha.site.cli.law_drawn import documents

FOLDER = Path(__file__).parents[3] / "docs/reference/procedures"
TODAY = date(2026, 3, 2)
OURS = "{urn:shuzha:procedure}"
each = pytest.mark.parametrize("procedure", all_procedures(), ids=lambda p: f"{p.id}@{p.version}")
both = pytest.mark.parametrize("language", ["zh-hans", "en"])


def test_the_committed_sheets_are_those_of_the_procedures_that_run() -> None:
    fresh = documents()
    assert {path.name for path in FOLDER.iterdir()} == set(fresh), "run: make diagrams"
    for name, content in fresh.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == content, f"{name} is stale; run: make diagrams"


def test_diagrams_are_written_by_one_command_which_clears_what_no_longer_runs(tmp_path: Path) -> None:
    (tmp_path / "old.procedure.zh.svg").write_text("<svg/>")
    assert CliRunner().invoke(commands, ["law", "diagrams", str(tmp_path)]).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(documents())


@each
@both
def test_a_sheet_names_every_step_and_duty_and_stands_alone(procedure: Procedure, language: str) -> None:
    drawn = sheet(procedure, language)
    root = ElementTree.fromstring(drawn)
    words = "\n".join(root.itertext())
    for one in (*procedure.steps, *procedure.duties):
        assert one.title.in_(language) in words
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert root.find("{http://www.w3.org/2000/svg}desc") is not None
    assert not re.search(r"<script|href=|url\((?!#)", drawn)


@each
def test_scxml_has_every_state_and_every_step_from_each_of_its_sources(procedure: Procedure) -> None:
    root = ElementTree.fromstring(scxml(procedure, TODAY).encode())
    ids = {one.get("id") for one in root}
    states = {state.name for state in procedure.states}
    assert ids - {None} == states | {START}
    assert root.get("initial") == START
    assert {one.get("id") for one in root.iter(f"{{{SCXML}}}final")} == {s.name for s in procedure.states if s.final}
    moves = [
        (one.get("id"), move.get("event"), move.get("target"))
        for one in root
        for move in one.iter(f"{{{SCXML}}}transition")
    ]
    expected = [(source, s.name, s.leads_from(source)) for s in procedure.steps for source in (s.source or {START})]
    assert sorted(moves) == sorted(expected)
    assert {target for _, _, target in moves} <= states
    duties = {one.get("name"): one for one in root.iter(f"{OURS}duty")}
    for duty in procedure.duties:
        assert duties[duty.name].get("length") == str(duty.limit.length(TODAY))
        assert duties[duty.name].get("unit") == duty.limit.unit.value


@each
def test_bpmn_has_lanes_by_role_user_tasks_by_step_and_every_reference_leads_somewhere(procedure: Procedure) -> None:
    root = ElementTree.fromstring(bpmn(procedure, TODAY).encode())
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w-]*", name or "") for name in ids)
    for flow in process.iter(f"{{{BPMN}}}sequenceFlow"):
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= set(ids)
    tasks = {one.get("id"): one.get("name") for one in process.iter(f"{{{BPMN}}}userTask")}
    assert len(tasks) == len(procedure.steps)
    assert len(list(process.iter(f"{{{BPMN}}}lane"))) == len(procedure.roles)
    placed = [one.text for one in process.iter(f"{{{BPMN}}}flowNodeRef")]
    assert sorted(placed) == sorted(tasks)


@each
def test_bpmn_leads_from_the_start_to_an_end_and_leaves_nothing_hanging(procedure: Procedure) -> None:
    root = ElementTree.fromstring(bpmn(procedure, TODAY).encode())
    flows = [(one.get("sourceRef"), one.get("targetRef")) for one in root.iter(f"{{{BPMN}}}sequenceFlow")]
    attached = [(one.get("attachedToRef"), one.get("id")) for one in root.iter(f"{{{BPMN}}}boundaryEvent")]
    reached, grown = {"start"}, True
    while grown:
        more = {target for source, target in [*flows, *attached] if source in reached} - reached
        reached, grown = reached | more, bool(more)
    kinds = ("userTask", "exclusiveGateway", "endEvent", "startEvent", "boundaryEvent", "intermediateCatchEvent")
    nodes = {one.get("id") for kind in kinds for one in root.iter(f"{{{BPMN}}}{kind}")}
    assert reached == nodes
    ends = {one.get("id") for one in root.iter(f"{{{BPMN}}}endEvent")}
    assert {target for _, target in flows} & ends
    assert nodes - ends == {source for source, _ in flows}


@each
def test_bpmn_sets_a_timer_for_every_duty_and_every_period_that_must_run_out(procedure: Procedure) -> None:
    root = ElementTree.fromstring(bpmn(procedure, TODAY).encode())
    timed = {
        "".join(event.itertext()).split("P")[-1].strip(): event
        for kind in ("boundaryEvent", "intermediateCatchEvent")
        for event in root.iter(f"{{{BPMN}}}{kind}")
    }
    owed = {d for d in procedure.duties if not d.waits and any(s.event in d.done_by for s in procedure.steps)}
    waited = {procedure.duty(n.duty) for s in procedure.steps for n in s.needs if isinstance(n, Elapsed)}
    named = {
        event.get("name")
        for kind in ("boundaryEvent", "intermediateCatchEvent")
        for event in root.iter(f"{{{BPMN}}}{kind}")
    }
    assert named == {f"{d.title.zh} / {d.title.en}" for d in owed | waited}
    assert set(timed) == {
        f"{d.limit.length(TODAY)}{ {'months': 'M', 'years': 'Y'}.get(d.limit.unit, 'D') }" for d in owed | waited
    }


def test_export_prints_or_writes_and_refuses_what_does_not_run(tmp_path: Path) -> None:
    printed = CliRunner().invoke(commands, ["law", "export", "zones.call", "--format", "scxml"])
    assert ElementTree.fromstring(printed.output.encode()).get("name") == "zones.call"
    file = tmp_path / "registration.bpmn"
    done = CliRunner().invoke(
        commands, ["law", "export", "registry.registration", "--format", "bpmn", "--output", str(file)]
    )
    assert done.exit_code == 0, done.output
    assert "userTask" in file.read_text(encoding="utf-8")
    refused = CliRunner().invoke(commands, ["law", "export", "nowhere", "--format", "bpmn"])
    assert refused.exit_code == 2
    assert "zones.call" in refused.output
    with pytest.raises(LookupError, match="there are"):
        latest("nowhere")
