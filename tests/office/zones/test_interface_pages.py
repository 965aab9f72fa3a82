"""Data interfaces: judged by the gate, made by the operator, seen by who supervises, tried by registered persons."""

from typing import Any

import pytest
from city_life import City
from zone_gate import UNREACHABLE, FakeGate
from zone_uses import Used

from shuzha.enclave.door import Sealed
from shuzha.enclave.silence import SEALED
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

NEW = "/interfaces/new/"


def form(used: Used, **changed: str) -> dict[str, str]:
    return {
        "grant": str(used.grant.pk), "name": "wage-by-region", "title_zh": "分区工资", "title_en": "Wage by region",
        "template": "SELECT region, count(*) AS n FROM census_income WHERE wage >= $least AND region = $where GROUP BY region",
        "name-0": "least", "kind-0": "num", "minimum-0": "0", "maximum-0": "99.5",
        "name-1": "where", "kind-1": "text", "choices-1": "东，西、南,北",
        **changed,
    }  # fmt: skip


@pytest.fixture
def made(city: City, used: Used, gate: FakeGate) -> Any:
    from shuzha.archive.grants.models import Interface

    answer = city.client("analyst").post(NEW, form(used))
    assert answer.status_code == 302, answer.content.decode()
    return Interface.objects.get(name="wage-by-region")


def test_what_the_gate_judged_fit_becomes_an_interface_with_an_event_of_its_own(
    city: City, used: Used, gate: FakeGate, made: Any
) -> None:
    from shuzha.archive.cases.models import EventRecord

    asked = gate.last("review")
    assert asked["purpose"] == used.grant.purpose
    assert (
        asked["parameters"]
        == made.parameters
        == [
            {"name": "least", "kind": "num", "minimum": 0, "maximum": 99.5},
            {"name": "where", "kind": "text", "choices": ["东", "西", "南", "北"]},
        ]
    )
    event = EventRecord.objects.get(stream=used.grant.stream, type="interface-reviewed")
    assert event.data["interface"] == str(made.pk)
    assert event.data["verdict"]["form"] == "interface"
    assert made.reviewed_by_id == city.analyst.person_id


def test_a_template_that_the_gate_refuses_is_shown_again_with_its_reasons(
    city: City, used: Used, gate: FakeGate
) -> None:
    from shuzha.archive.grants.models import Interface

    reason = Text("查询会逐行输出数据", "It would output rows")
    gate.fails = Refused([Deny("row-output", reason, (), Text("请分组", "Group it"), "sql")])
    answer = city.client("analyst").post(NEW, form(used))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "查询会逐行输出数据" in text
    assert "东，西、南,北" in text
    assert "分区工资" in text
    assert not Interface.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Bad Name"}, "接口标识须以小写字母开头"),
        ({"name": ""}, "接口标识须以小写字母开头"),
        ({"title_en": " "}, "名称未填写"),
        ({"template": ""}, "没有填写模板"),
        ({"template": "x" * 100_001}, "没有填写模板"),
        ({"grant": "not-a-grant"}, "请选择一项有效"),
        ({"minimum-0": "zero"}, "参数“least”"),
        ({"maximum-0": "inf"}, "参数“least”"),
        ({"maximum-0": "nan"}, "参数“least”"),
        ({"kind-0": "date"}, "参数“least”"),
        ({"kind-1": "blob"}, "参数“where”"),
    ],
)
def test_each_wrong_field_is_named_and_the_gate_is_not_asked(
    city: City, used: Used, gate: FakeGate, changed: dict[str, str], said: str
) -> None:
    answer = city.client("analyst").post(NEW, form(used, **changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not gate.asked


def test_a_taken_identifier_is_refused(city: City, used: Used, gate: FakeGate, made: Any) -> None:
    answer = city.client("analyst").post(NEW, form(used))
    assert answer.status_code == 422
    assert "已被使用" in answer.content.decode()


def test_nothing_is_made_on_a_halted_grant(city: City, used: Used, gate: FakeGate) -> None:
    city.start("zones.cutoff", "cut", city.supervisor, risk="异常查询", grants=[str(used.grant.pk)])
    assert city.client("analyst").post(NEW, form(used)).status_code == 422
    assert not gate.asked


@pytest.mark.parametrize("who", ["second", "supervisor", "provider", "citizen"])
def test_nobody_but_the_operator_makes_one(city: City, used: Used, gate: FakeGate, who: str) -> None:
    answer = city.client(who).post(NEW, form(used))
    assert answer.status_code == 422
    assert not gate.asked


def test_the_operators_officer_who_is_not_registered_is_told_so_before_filling_anything_in(
    city: City, used: Used, gate: FakeGate
) -> None:
    for address in ("/interfaces/", NEW):
        assert "您未登记在内" in city.client("operator").get(address).content.decode()
        assert "您未登记在内" not in city.client("analyst").get(address).content.decode()
        assert "您未登记在内" not in city.client("second").get(address).content.decode()
    assert f'href="{NEW}"' not in city.client("operator").get("/interfaces/").content.decode()
    assert f'href="{NEW}"' in city.client("analyst").get("/interfaces/").content.decode()
    assert city.client("operator").post(NEW, form(used)).status_code == 422
    assert not gate.asked


def test_the_operation_itself_refuses_who_is_not_registered(city: City, used: Used, gate: FakeGate) -> None:
    from shuzha.offices.zones.operations.interfaces import create_interface

    with pytest.raises(Refused) as refusal:
        create_interface(
            grant=used.grant, name="x-y", title=Text("名", "name"), template="SELECT 1", parameters=[],
            by=city.operator.actor, at=city.now,
        )  # fmt: skip
    (denial,) = refusal.value.denials
    assert (denial.code, denial.field) == ("interface-not-registered", "grant")
    assert not gate.asked


def test_the_operation_itself_refuses_another_organisation(city: City, used: Used) -> None:
    from shuzha.offices.zones.operations.interfaces import create_interface

    with pytest.raises(Refused) as refusal:
        create_interface(
            grant=used.grant, name="x-y", title=Text("名", "name"), template="SELECT 1", parameters=[],
            by=city.second.actor, at=city.now,
        )  # fmt: skip
    assert [denial.code for denial in refusal.value.denials] == ["interface-not-the-operator"]


def test_who_may_see_an_interface_and_who_may_not(city: City, used: Used, gate: FakeGate, made: Any) -> None:
    address = f"/interfaces/{made.name}/"
    for who in ("operator", "analyst", "supervisor", "bigdata", "provider", "registrar"):
        assert city.client(who).get(address).status_code == 200, who
        assert made.title_zh in city.client(who).get("/interfaces/").content.decode()
    for who in ("second", "buyer", "second_supervisor", "citizen"):
        assert city.client(who).get(address).status_code == 404, who
        assert made.title_zh not in city.client(who).get("/interfaces/").content.decode()
    assert city.client().get(address).status_code == 302


def test_a_registered_person_tries_it_with_typed_values(city: City, used: Used, gate: FakeGate, made: Any) -> None:
    address = f"/interfaces/{made.name}/"
    answer = city.client("analyst").post(
        address, {"value-least": "12.5", "value-where": "东"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "120" in answer.content.decode()
    asked = gate.last("call")
    assert asked["values"] == {"least": 12.5, "where": "东"}
    assert asked["actor"] == str(city.analyst.person_id)
    assert asked["face"] == "trial"


@pytest.mark.parametrize("junk", [{}, {"value-least": "1e999"}, {"value-least": "一", "value-where": "x" * 90_000}])
def test_values_that_are_none_are_left_to_the_gate_to_refuse(
    city: City, used: Used, gate: FakeGate, made: Any, junk: dict[str, str]
) -> None:
    assert city.client("analyst").post(f"/interfaces/{made.name}/", junk).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_trial_that_data_decided_against_is_the_same_sentence_under_the_same_status(
    city: City, used: Used, gate: FakeGate, made: Any, headers: dict[str, str]
) -> None:
    gate.fails = Sealed(SEALED)
    answer = city.client("analyst").post(f"/interfaces/{made.name}/", {}, headers=headers)
    assert answer.status_code == 403
    assert SEALED.zh in answer.content.decode()


def test_who_is_not_registered_under_the_grant_cannot_try_it(city: City, used: Used, gate: FakeGate, made: Any) -> None:
    for who in ("operator", "supervisor", "provider"):
        assert city.client(who).post(f"/interfaces/{made.name}/", {}).status_code == 404
    assert not [op for op, _ in gate.asked if op == "call"]


def test_a_gate_that_does_not_answer_makes_nothing(city: City, used: Used, gate: FakeGate) -> None:
    gate.fails = UNREACHABLE
    assert city.client("analyst").post(NEW, form(used)).status_code == 503
