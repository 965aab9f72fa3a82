"""A department's file on its way: relayed unread, profiled, confirmed by a person, sealed; refused with column and remedy."""

import json
from typing import Any

import pytest
from city_life import City, sealed_resource
from refusing import refused
from zone_gate import UNREACHABLE, FakeGate

from shuzha.archive.cases.queries import history
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

SEALING = {"filename": "wages.csv", "key_id": "k", "ephemeral": "e", "salt": "s"}
AT = "/catalogue/wages/"


@pytest.fixture
def described(city: City) -> Any:
    city.start(
        "zones.resource", "describe", city.provider,
        name="wages", title_zh="工资", title_en="Wages", description_zh="说明", description_en="About", theme="就业",
        source="统计", licence="域内", accrual="年度", unit="person", unit_domain="resident",
    )  # fmt: skip
    from shuzha.archive.catalogue.models import Resource

    return Resource.objects.get(name="wages")


def begun(client: Any) -> str:
    answer = client.post(f"{AT}upload/begin/", json.dumps(SEALING), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["staging"])


def profiled(client: Any) -> None:
    staging = begun(client)
    client.post(f"{AT}upload/{staging}/0/?final=1", b"\x00\xffsealed", content_type="application/octet-stream")
    answer = client.post(f"{AT}upload/{staging}/finish/", "{}", content_type="application/json")
    assert answer.json() == {"next": f"{AT}grades/"}


DECIDED = {
    "unit_column": "身份证号",
    "checked-0": "1", "class-0": "resident_id", "grade-0": "3", "treatment-0": "pseudonymise", "reason-0": "",
    "checked-1": "1", "class-1": "finance", "grade-1": "3", "treatment-1": "keep", "reason-1": "",
}  # fmt: skip


def test_chunks_pass_through_as_they_came(city: City, described: Any, gate: FakeGate) -> None:
    client = city.client("provider")
    staging = begun(client)
    sealed = bytes(range(256)) * 3
    answer = client.post(f"{AT}upload/{staging}/0/", sealed, content_type="application/octet-stream")
    assert answer.json() == {"received": len(sealed)}
    assert gate.last("chunk") == {"staging": staging, "index": 0, "data": sealed, "final": False}
    client.post(f"{AT}upload/{staging}/1/?final=1", b"end", content_type="application/octet-stream")
    assert gate.last("chunk")["final"] is True
    assert gate.last("begin")["sealing"] == {"key_id": "k", "ephemeral": "e", "salt": "s"}


def test_what_the_gate_suggests_is_offered_and_a_person_decides(city: City, described: Any, gate: FakeGate) -> None:
    client = city.client("provider")
    profiled(client)
    text = client.get(f"{AT}grades/").content.decode()
    assert "身份证号的理由" in text
    assert "25.0 %" in text
    assert '<option value="身份证号" selected>' in text
    answer = client.post(f"{AT}grades/", DECIDED)
    assert answer.status_code == 302, answer.content.decode()
    asked = gate.last("commit")
    assert [(one["column"], one["grade"], one["confirmed_by"]) for one in asked["decisions"]] == [
        ("身份证号", "3", str(city.provider.person_id)),
        ("wage", "3", str(city.provider.person_id)),
    ]
    described.refresh_from_db()
    assert described.status == "sealed"
    assert described.rows == 3
    assert described.unit_column == "身份证号"
    assert "已入库加密" in client.get(AT).content.decode()


def test_a_lowered_grade_without_a_reason_is_refused_at_its_column_and_nothing_typed_is_lost(
    city: City, described: Any, gate: FakeGate
) -> None:
    client = city.client("provider")
    profiled(client)
    answer = client.post(f"{AT}grades/", {**DECIDED, "grade-1": "2", "class-1": "measure"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "低于建议级别" in text
    assert "columns.wage" in text
    assert '<option value="measure" selected>' in text
    assert 'name="checked-1"' in text
    assert not [op for op, _ in gate.asked if op == "commit"]


def test_what_the_gate_refuses_names_the_column(city: City, described: Any, gate: FakeGate) -> None:
    client = city.client("provider")
    profiled(client)
    reason = Text("列“wage”含直接标识符", "Column wage holds identifiers")
    gate.fails = Refused([Deny("intake-identifier-kept", reason, (), Text("请选择假名化", "Pseudonymise it"), "wage")])
    answer = client.post(f"{AT}grades/", DECIDED)
    assert answer.status_code == 422
    assert answer.content.decode().count("含直接标识符") == 2
    described.refresh_from_db()
    assert described.status == "profiled"
    assert described.columns.get(name="wage").grade is None, "what the gate refused does not stand as confirmed"


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {**DECIDED, "grade-0": "9"},
        {**DECIDED, "grade-0": "-1", "treatment-0": "keep'"},
        {**DECIDED, "grade-0": "一"},
        {**DECIDED, "treatment-1": ""},
        {**DECIDED, "unit_column": "no such column"},
        {**DECIDED, "class-0": "x" * 5000},
        {**DECIDED, "reason-0": "理由" * 50_000},
    ],
)
def test_a_form_full_of_junk_is_never_a_fault(city: City, described: Any, gate: FakeGate, junk: dict[str, str]) -> None:
    client = city.client("provider")
    profiled(client)
    answer = client.post(f"{AT}grades/", junk)
    assert answer.status_code in (302, 400, 422), answer.status_code


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize(
    "body", ["", "[]", "{", '"x"', "{}", '{"filename": 3}', json.dumps({**SEALING, "salt": None}), "[" * 200_000]
)
def test_a_malformed_beginning_is_refused_with_a_remedy(
    city: City, described: Any, gate: FakeGate, body: str, kind: str
) -> None:
    answer = city.client("provider").post(f"{AT}upload/begin/", body, content_type=kind)
    assert answer.status_code == 400
    assert not gate.asked


def test_nobody_else_can_bring_or_grade_a_departments_file(city: City, described: Any, gate: FakeGate) -> None:
    for who in ("operator", "bigdata", "supervisor", "analyst"):
        client = city.client(who)
        assert client.get(f"{AT}upload/").status_code == 404
        assert client.get(f"{AT}grades/").status_code == 404
        assert client.post(f"{AT}grades/", DECIDED).status_code == 404
        assert (
            client.post(f"{AT}upload/begin/", json.dumps(SEALING), content_type="application/json").status_code == 404
        )
    assert city.client().get(f"{AT}upload/").status_code == 302
    assert not gate.asked


def test_an_upload_belongs_to_the_session_that_began_it(city: City, described: Any, gate: FakeGate) -> None:
    staging = begun(city.client("provider"))
    another = city.client("provider")
    octets = "application/octet-stream"
    assert another.post(f"{AT}upload/{staging}/0/", b"x", content_type=octets).status_code == 404
    assert another.post(f"{AT}upload/{staging}/finish/").status_code == 404


def test_a_sealed_resource_takes_no_further_file(city: City, gate: FakeGate) -> None:
    sealed_resource(city)
    client = city.client("provider")
    assert "不能上传文件" in client.get("/catalogue/census_income/upload/").content.decode()
    answer = client.post("/catalogue/census_income/upload/begin/", json.dumps(SEALING), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["denials"][0]["code"] == "wrong-state"
    assert answer.json()["denials"][0]["limit"]
    assert client.post("/catalogue/census_income/grades/", DECIDED).status_code == 422
    assert [op for op, _ in gate.asked] == ["hello"]


def test_a_gate_that_does_not_answer_is_told_in_the_readers_language(
    city: City, described: Any, gate: FakeGate
) -> None:
    gate.fails = UNREACHABLE
    client = city.client("provider", "en")
    page = client.get(f"{AT}upload/")
    assert page.status_code == 503
    assert "cannot be reached" in page.content.decode()
    told = client.post(f"{AT}upload/begin/", json.dumps(SEALING), content_type="application/json")
    assert told.status_code == 503
    assert "cannot be reached" in told.json()["denials"][0]["reason"]


def test_a_newer_upload_has_the_older_one_destroyed(city: City, described: Any, gate: FakeGate) -> None:
    described.staging = "0" * 32
    described.save()
    profiled(city.client("provider"))
    assert gate.last("discard") == {"staging": "0" * 32}


def test_only_the_gate_can_say_that_a_file_was_profiled_or_sealed(city: City, described: Any, gate: FakeGate) -> None:
    said = {"staging": "1" * 32, "digest": "0" * 64}
    with refused("field-missing"):
        city.act(described.case, "profile", city.provider, **said)
    city.client("provider").post(f"/cases/{described.case.pk}/steps/profile/", said)
    described.case.refresh_from_db()
    assert described.case.status == "described"


def test_the_log_holds_what_was_decided_of_every_column_and_why(city: City) -> None:
    sealed = sealed_resource(city, grade=3)
    said = history(sealed.case)[-1].event.data
    assert said["unit_column"] == "person_id"
    assert said["decisions"]["wage"] == {
        "class": "income", "grade": 3, "suggested_grade": 3, "treatment": "keep", "reason": ""
    }  # fmt: skip
