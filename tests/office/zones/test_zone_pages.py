"""Zones as each role sees them: what is public, what is the parties', what is the supervisor's alone."""

import uuid
from typing import Any

import pytest
from city_life import City, granted, published_call, signed_agreement
from refusing import refused
from zone_gate import UNREACHABLE, FakeGate
from zone_uses import SQL, WHY, Used

STRANGERS = ("", "second", "buyer", "second_supervisor", "citizen", "registrar")


def page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    text: str = answer.content.decode()
    return text


def cut_off(city: City, grant: Any) -> Any:
    return city.start("zones.cutoff", "cut", city.supervisor, risk="异常查询", grants=[str(grant.pk)])


def test_everyone_sees_which_zones_there_are_and_how_they_stand(city: City, used: Used) -> None:
    for who in ("", "second", "supervisor"):
        text = page(city.client(who), "/zones/")
        assert all(
            words in text for words in ("金融专区", "衡川市金融工作局", "衡川数据运营有限公司", "生效中", "领域类")
        )


def test_an_open_call_shows_its_last_day_to_everyone(city: City) -> None:
    call = published_call(city)
    text = page(city.client(), "/zones/")
    assert "正在征集运营单位" in text
    assert f"/zones/{call.pk}/" in text
    assert "申请截止" in text


def test_a_call_whose_window_is_over_is_no_longer_offered(city: City) -> None:
    published_call(city)
    city.advance(days=120)
    assert "正在征集运营单位" not in page(city.client(), "/zones/")


def test_each_is_offered_only_the_steps_that_are_theirs(city: City) -> None:
    offers = {
        "bigdata": {
            "zones.call/draft",
            "zones.agreement/draft",
            "zones.agreement/record",
            "zones.supplement/draft",
            "zones.handover/propose",
            "zones.record/compile",
            "zones.destruction/order",
            "zones.inspection/plan",
            "zones.indicators/publish",
            "zones.assessment/open",
            "zones.cutoff/cut",
        },
        "supervisor": {"zones.destruction/order", "zones.cutoff/cut"},
        "provider": {"zones.resource/describe"},
        "": set(),
        "citizen": set(),
    }
    for who, expected in offers.items():
        text = page(city.client(who), "/zones/")
        offered = {part.split('/"')[0] for part in text.split('href="/start/')[1:]}
        assert offered == expected, who
    assert "zones.application/apply" in page(city.client("second"), "/zones/")


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_sees_the_zone_but_neither_grants_nor_uses(city: City, used: Used, who: str) -> None:
    for address in (used.address, f"{used.address}?since=old"):
        text = page(city.client(who), address)
        assert all(secret not in text for secret in (SQL, WHY.zh, "林析", "查询会逐行输出数据", used.grant.case.number))
    assert "协议、授权与使用情况向当事单位和监管部门开放" in text


@pytest.mark.parametrize("who", ["supervisor", "bigdata"])
def test_the_supervisor_reads_why_data_forbade_an_answer(city: City, used: Used, who: str) -> None:
    text = page(city.client(who), used.address)
    assert WHY.zh in text
    assert WHY.en in page(city.client(who, "en"), used.address)
    assert "仅监管可见" in text
    assert SQL in text
    assert "林析" in text


@pytest.mark.parametrize("who", ["operator", "analyst", "government", "provider"])
def test_no_party_reads_why_data_forbade_an_answer(city: City, used: Used, who: str) -> None:
    for language in ("zh-hans", "en"):
        for address in (used.address, f"{used.address}?since=old", "/workbench/"):
            assert WHY.in_(language) not in page(city.client(who, language), address)


def test_the_operator_reads_its_own_queries_and_explained_refusals(city: City, used: Used) -> None:
    text = page(city.client("operator"), used.address)
    assert SQL in text
    assert "原因不对申请人说明" in text
    assert text.count("查询会逐行输出数据") == 1, "a reason said twice is shown once"


def test_a_provider_sees_the_grant_over_its_data_without_the_operators_queries(city: City, used: Used) -> None:
    text = page(city.client("provider"), used.address)
    assert used.grant.case.number in text
    assert SQL not in text
    assert "林析" not in text


def test_the_board_answers_nothing_new_until_something_happens(city: City, used: Used) -> None:
    client = city.client("supervisor")
    token = page(client, used.address).split("?since=")[1].split('"')[0]
    assert client.get(used.address, {"since": token}).status_code == 204
    cut_off(city, used.grant)
    fragment = client.get(used.address, {"since": token})
    assert fragment.status_code == 200
    assert "技术切断" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_cutting_off_is_offered_to_the_supervisor_while_a_grant_lives(city: City, used: Used) -> None:
    target = f"/start/zones.cutoff/cut/?grants={used.grant.pk}"
    assert target in page(city.client("supervisor"), used.address)
    for who in ("operator", "government", "second_supervisor", ""):
        assert "/start/zones.cutoff" not in page(city.client(who), used.address)
    cut_off(city, used.grant)
    assert target not in page(city.client("supervisor"), used.address)


def test_a_cut_off_says_its_consequence_in_law_and_its_own_deadline(city: City, used: Used) -> None:
    case = cut_off(city, used.grant)
    text = page(city.client("operator"), used.address)
    assert "依第二十八条" in text
    assert "协议本身不受影响" in text
    assert case.number in text
    assert "已停止使用" in text
    assert "复核切断" in text


def test_a_suspension_says_that_it_is_another_act_with_another_authority(city: City, used: Used) -> None:
    case = used.grant.agreement
    case = city.act(case, "report", city.bigdata, reason="违约")
    case = city.act(case, "concur", city.supervisor)
    city.act(case, "suspend", city.government)
    text = page(city.client("operator", "en"), used.address)
    assert "Article 14" in text
    assert "Agreement suspended" in text
    assert "Article 28: on a recorded risk" not in text


def test_the_gates_word_that_nothing_can_leave_is_recorded_once_and_shown(
    city: City, used: Used, gate: FakeGate
) -> None:
    from shuzha.archive.cases.models import EventRecord

    cut_off(city, used.grant)
    halt = used.grant.halts.get()
    address = f"{used.address}stopped/{halt.pk}/"
    supervisor = city.client("supervisor")
    assert address in page(supervisor, used.address)
    assert supervisor.post(address).status_code == 302
    fragment = supervisor.post(address, headers={"HX-Request": "true"}).content.decode()
    assert "21 ms" in fragment
    assert "闸口确认" in fragment
    assert address not in fragment
    stopped = EventRecord.objects.get(stream=used.grant.stream, type="use-stopped")
    assert stopped.data["jobs"] == 1
    assert stopped.data["milliseconds"] == 21
    assert "beijing-2023/28" in stopped.cites
    assert "21 ms" in page(city.client("operator"), used.address)


def test_only_the_supervisor_can_have_the_stop_confirmed(city: City, used: Used, gate: FakeGate) -> None:
    cut_off(city, used.grant)
    address = f"{used.address}stopped/{used.grant.halts.get().pk}/"
    for who in ("", "operator", "government", "second_supervisor", "provider"):
        assert city.client(who).post(address).status_code == 404
    assert city.client("supervisor").get(address).status_code == 405
    assert not gate.asked


def test_a_gate_that_does_not_answer_leaves_nothing_recorded_and_says_so(
    city: City, used: Used, gate: FakeGate
) -> None:
    cut_off(city, used.grant)
    gate.fails = UNREACHABLE
    answer = city.client("supervisor").post(f"{used.address}stopped/{used.grant.halts.get().pk}/")
    assert answer.status_code == 503
    assert "停止使用的决定已生效" in answer.content.decode()


def test_a_halt_of_another_zone_cannot_be_confirmed_through_this_one(city: City, used: Used, gate: FakeGate) -> None:
    cut_off(city, used.grant)
    other = published_call(city)
    answer = city.client("supervisor").post(f"/zones/{other.pk}/stopped/{used.grant.halts.get().pk}/")
    assert answer.status_code == 404
    assert not gate.asked


@pytest.mark.parametrize(
    "address", [f"/zones/{uuid.UUID(int=7)}/", "/zones/not-a-zone/", "/zones/%00/", "/zones/../x/"]
)
def test_a_zone_that_is_not_there_is_not_found(city: City, address: str) -> None:
    assert city.client().get(address).status_code in (400, 404)


def test_a_zone_without_agreement_or_grant_can_be_looked_at(city: City) -> None:
    call = published_call(city)
    for who in ("", "supervisor", "bigdata", "second"):
        assert "尚未签约" in page(city.client(who), f"/zones/{call.pk}/")


def test_the_parties_read_the_agreements_clauses_and_term(city: City) -> None:
    agreement = signed_agreement(city)
    address = f"/zones/{agreement.facts['call']}/"
    for who in ("operator", "supervisor", "government"):
        text = page(city.client(who), address)
        assert "必备条款" in text
        assert agreement.facts["ends"] in text
        assert agreement.number in text
    assert "必备条款" not in page(city.client("second"), address)


def test_a_grant_is_shown_with_its_last_day_and_not_the_day_after(city: City) -> None:
    grant = granted(city)
    from shuzha.offices.zones.queries_board import last_day

    assert last_day(grant).isoformat() == grant.case.facts["expires"]


@pytest.mark.parametrize("who", ["operator", "government", "second_supervisor", "provider"])
def test_the_operation_itself_refuses_a_stop_confirmed_by_another(
    city: City, used: Used, gate: FakeGate, who: str
) -> None:
    from shuzha.offices.zones.operations.stops import confirm_stop

    cut_off(city, used.grant)
    with refused("not-the-supervisor"):
        confirm_stop(halt=used.grant.halts.get(), by=city.accounts[who].actor, at=city.now)
    assert not gate.asked
