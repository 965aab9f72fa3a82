"""The analyst's desk: only one's own grants, every answer in its own form, nothing that data decided explained."""

import uuid
from typing import Any

import pyarrow as pa
import pytest
from city_life import City
from zone_gate import UNREACHABLE, FakeGate
from zone_uses import SQL, WHY, Used

from shuzha.enclave.door import Sealed
from shuzha.enclave.silence import SEALED
from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

AT = "/workbench/"


def ask(city: City, who: str = "analyst", htmx: bool = False, **form: str) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return city.client(who).post(AT, form, headers=headers)


def test_an_answer_comes_as_table_and_chart_with_the_purpose_stated(city: City, used: Used, gate: FakeGate) -> None:
    answer = ask(city, htmx=True, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT 1")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert all(words in text for words in ("已放行", "120", "85.5", "result-chart", 'hx-swap-oob="true"'))
    asked = gate.last("query")
    assert asked["purpose"] == "inclusive-finance"
    assert asked["actor"] == str(city.analyst.person_id)
    assert asked["face"] == "workbench"
    assert asked["grant_id"] == str(used.grant.pk)


def test_rows_are_asked_for_where_the_grant_gives_them_and_said_to_be_rows(
    city: City, used: Used, gate: FakeGate
) -> None:
    asked = {"grant": str(used.grant.pk), "purpose": "inclusive-finance", "sql": "SELECT 1", "form": "rows"}
    assert 'value="rows"' not in city.client("analyst").get(AT).content.decode()
    used.grant.forms = ["rows", "statistics"]
    used.grant.save()
    assert 'value="rows"' in city.client("analyst").get(AT).content.decode()
    text = ask(city, htmx=True, **asked).content.decode()
    assert gate.last("query")["form"] == "rows"
    assert "仅供您本人" in text
    assert "已过披露控制" not in text
    assert "result-chart" not in text
    ask(city, htmx=True, **(asked | {"form": "everything"}))
    assert gate.last("query")["form"] == "statistics"


def test_without_scripts_the_whole_page_answers(city: City, used: Used, gate: FakeGate) -> None:
    answer = ask(city, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT 42")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" in text
    assert "SELECT 42" in text
    assert "120" in text


def test_an_explained_refusal_names_reason_remedy_and_article(city: City, used: Used, gate: FakeGate) -> None:
    reason, remedy = Text("查询会逐行输出数据", "It would output rows"), Text("请改为分组统计", "Group it")
    gate.fails = Refused([Deny("row-output", reason, (Citation("beijing-2023", 27),), remedy, "sql")])
    answer = ask(city, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT *")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请改为分组统计" in text
    assert "/law/beijing-2023/27" in text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refusal_that_data_decided_is_one_fixed_sentence(city: City, used: Used, gate: FakeGate, htmx: bool) -> None:
    gate.fails = Sealed(SEALED)
    answer = ask(city, htmx=htmx, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT")
    assert answer.status_code == 403, "as at the API and in the market"
    assert SEALED.zh in answer.content.decode()
    assert WHY.zh not in answer.content.decode()


def test_a_gate_that_does_not_answer_is_told_with_its_remedy(city: City, used: Used, gate: FakeGate) -> None:
    gate.fails = UNREACHABLE
    answer = ask(city, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT 1")
    assert answer.status_code == 503
    assert "没有放行任何数据" in answer.content.decode()
    assert city.client("analyst").get(AT).status_code == 200


@pytest.mark.parametrize("who", ["operator", "second", "supervisor", "citizen", "provider", "bigdata"])
def test_nobody_but_the_persons_named_in_a_grant_can_use_it(city: City, used: Used, gate: FakeGate, who: str) -> None:
    assert ask(city, who, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT 1").status_code == 404
    assert "您名下没有可用的授权" in city.client(who).get(AT).content.decode()
    assert not gate.asked


def test_the_public_is_asked_to_sign_in(city: City) -> None:
    answer = city.client().get(AT)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/enter/")


@pytest.mark.parametrize("sql", ["", "   \n", "x" * 100_001])
def test_an_empty_or_endless_query_is_refused_without_asking_the_gate(
    city: City, used: Used, gate: FakeGate, sql: str
) -> None:
    answer = ask(city, grant=str(used.grant.pk), purpose="inclusive-finance", sql=sql)
    assert answer.status_code == 422
    assert "没有填写查询语句" in answer.content.decode()
    assert not [op for op, _ in gate.asked if op == "query"]


@pytest.mark.parametrize("grant", ["x", str(uuid.UUID(int=5)), "'", "0" * 400])
def test_a_grant_that_is_not_ones_own_is_not_there(city: City, used: Used, gate: FakeGate, grant: str) -> None:
    assert ask(city, grant=grant, sql="SELECT 1").status_code == 404
    assert city.client("analyst").get(AT, {"grant": grant}).status_code == 404


def test_a_nul_in_the_query_is_refused_at_the_door(city: City, used: Used, gate: FakeGate) -> None:
    assert ask(city, grant=str(used.grant.pk), sql="SELECT \0").status_code == 400


def test_an_unknown_purpose_reaches_the_gate_as_none(city: City, used: Used, gate: FakeGate) -> None:
    ask(city, grant=str(used.grant.pk), purpose="x" * 9000, sql="SELECT 1")
    assert gate.last("query")["purpose"] == "unstated"


def test_a_post_without_the_forms_token_is_refused(city: City, used: Used, gate: FakeGate) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(city.analyst)
    assert client.post(AT, {"grant": str(used.grant.pk), "sql": "SELECT 1"}).status_code == 403


def test_a_halted_grant_warns_with_its_ground(city: City, used: Used, gate: FakeGate) -> None:
    assert "该授权已停止使用" not in city.client("analyst").get(AT).content.decode()
    city.start("zones.cutoff", "cut", city.supervisor, risk="异常查询", grants=[str(used.grant.pk)])
    text = city.client("analyst").get(AT).content.decode()
    assert "该授权已停止使用" in text
    assert "技术切断" in text
    assert "依第二十八条" in text


def test_an_expired_grant_is_no_longer_offered(city: City, used: Used, gate: FakeGate) -> None:
    city.advance(days=800)
    assert "您名下没有可用的授权" in city.client("analyst").get(AT).content.decode()


def test_the_desk_shows_granted_columns_examples_and_ones_own_history_only(
    city: City, used: Used, gate: FakeGate
) -> None:
    from shuzha.archive.cases.streams import append_next

    other = {"sql": "SELECT of_a_colleague", "face": "workbench"}
    append_next(
        stream=used.grant.stream, command_id="c", type="use-released", at=city.now, person=str(uuid.uuid4()), data=other
    )
    text = city.client("analyst").get(AT).content.decode()
    assert "census_income" in text
    assert "GROUP BY region" in text
    assert SQL in text
    assert "of_a_colleague" not in text
    assert "person_id" not in text


@pytest.mark.parametrize(
    "table",
    [
        pa.table({}),
        pa.table({"n": pa.array([], pa.int64())}),
        pa.table({"a": [None, None], "b": pa.array([None, 1.5])}),
        pa.table({"<script>": ["<img src=x>", "“"], "n": [1e300, -0.0]}),
        pa.table({"g": [f"g{n}" for n in range(3000)], "n": list(range(3000))}),
        pa.table({"d": pa.array([0], pa.date32()), "x": pa.array([True])}),
    ],
)
def test_any_released_table_can_be_shown(city: City, used: Used, gate: FakeGate, table: pa.Table) -> None:
    gate.table = table
    answer = ask(city, htmx=True, grant=str(used.grant.pk), purpose="inclusive-finance", sql="SELECT 1")
    assert answer.status_code == 200
    assert "<img src=x>" not in answer.content.decode()
