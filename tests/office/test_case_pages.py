"""Cases as people meet them: who sees which, what a form shows, and that nothing typed is lost when a step is refused."""

from __future__ import annotations

import re
import uuid

import pytest
from city_life import (
    CONDITION_ITEMS,
    City,
    application,
    applied_registration,
    granted,
    publicised_registration,
    published_call,
)


def page(answer) -> str:
    return answer.content.decode()


def command_of(answer) -> str:
    return re.findall(r'name="command_id" value="([0-9a-f]+)"', page(answer))[0]


SEES_APPLICATION = {
    "government": True, "bigdata": True, "supervisor": True, "operator": True, "second_supervisor": False,
    "second": False, "buyer": False, "provider": False, "registrar": False, "agency": False, "bureau": False,
    "expert0": False, "citizen": False, "analyst": True,
}  # fmt: skip
SEES_REGISTRATION = {
    "registrar": True, "bureau": True, "operator": True, "analyst": True, "agency": False, "second": False,
    "bigdata": False, "supervisor": False, "government": False, "provider": False, "citizen": False, "expert0": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "sees"), SEES_APPLICATION.items())
def test_an_application_is_seen_by_its_parties_and_overseers_alone(city: City, who: str, sees: bool) -> None:
    case = application(city)
    client = city.client(who)
    assert client.get(f"/cases/{case.pk}/").status_code == (200 if sees else 404)
    assert (case.number in page(client.get("/cases/"))) is sees


@pytest.mark.parametrize(("who", "sees"), SEES_REGISTRATION.items())
def test_a_registration_is_seen_by_its_parties_and_overseers_alone(city: City, who: str, sees: bool) -> None:
    case = applied_registration(city)
    assert city.client(who).get(f"/cases/{case.pk}/").status_code == (200 if sees else 404)


def test_the_public_is_sent_to_sign_in(city: City) -> None:
    case = application(city)
    for path in ("/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/steps/qualify/", "/desk/"):
        answer = city.client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/enter/")


def test_experts_see_what_they_were_drawn_for_and_nothing_else(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    for expert in city.experts:
        drawn = expert.number in case.facts["drawn"]
        assert city.client(expert.account.username).get(f"/cases/{case.pk}/").status_code == (200 if drawn else 404)


def test_the_applicant_learns_neither_which_expert_spoke_nor_what_they_said(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    speaker = next(e for e in city.experts if e.number in case.facts["drawn"])
    city.act(case, "opine", speaker.account, recommend=True, score=88, opinion="方案可行但成本偏高")
    seen = page(city.client("operator").get(f"/cases/{case.pk}/"))
    assert "评审专家提交意见" in seen
    assert "方案可行但成本偏高" not in seen
    assert speaker.account.person.name not in seen
    assert "方案可行但成本偏高" in page(city.client("bigdata").get(f"/cases/{case.pk}/"))


def test_persons_are_named_to_their_own_and_to_overseers_but_not_to_the_other_party(city: City) -> None:
    case = application(city)
    case = city.act(case, "qualify", city.bigdata)
    assert city.bigdata.person.name not in page(city.client("operator").get(f"/cases/{case.pk}/")).split("<main")[1]
    assert city.operator.person.name in page(city.client("operator").get(f"/cases/{case.pk}/")).split("<main")[1]
    assert city.operator.person.name in page(city.client("supervisor").get(f"/cases/{case.pk}/"))


def test_a_refused_form_comes_back_with_every_reason_and_everything_typed(city: City) -> None:
    client = city.client("second")
    call = published_call(city)
    city.advance(days=60)
    answer = client.post(
        "/start/zones.application/apply/",
        {"call": str(call.pk), "plan": "  ", "conditions.15-1": "我们的自查报告", "command_id": "abc123"},
    )
    seen = page(answer)
    assert answer.status_code == 422
    assert "已过申请期限" in seen
    assert "未填写“运营方案”" in seen
    assert "规定未就此另设期限" in seen
    assert "我们的自查报告" in seen
    assert command_of(answer) == "abc123"


def test_a_refused_step_is_shown_again_on_the_case_page_beside_its_field(city: City) -> None:
    case = applied_registration(city)
    answer = city.client("registrar", "en").post(f"/cases/{case.pk}/steps/out-of-scope/", {})
    assert answer.status_code == 422
    assert "“Reason” is missing" in page(answer)
    last = case.deadlines.get(duty="acceptance").last_day
    assert f"To be done by {last.isoformat()}, that day included" in page(answer)
    assert case.number in page(answer)


def test_missing_materials_are_named_at_once_item_by_item(city: City) -> None:
    case = applied_registration(city, missing=("8-2", "8-5"))
    agency = str(city.organisations["agency"].pk)
    answer = city.client("registrar").post(f"/cases/{case.pk}/steps/accept/", {"agency": agency})
    assert answer.status_code == 422
    assert "缺少：确权登记申请表" in page(answer)
    assert "缺少：数据授权通道证明" in page(answer)


def test_whoever_judges_materials_cannot_supply_them_through_the_form(city: City) -> None:
    case = applied_registration(city, missing=("8-2",))
    data = {"agency": str(city.organisations["agency"].pk), "materials.8-2": "代填"}
    assert city.client("registrar").post(f"/cases/{case.pk}/steps/accept/", data).status_code == 422


def test_the_same_form_sent_twice_opens_one_case(city: City) -> None:
    from shuzha.archive.cases.models import CaseRecord

    client, call = city.client("operator"), published_call(city)
    form = client.get("/start/zones.application/apply/")
    data = {"call": str(call.pk), "plan": "方案", "command_id": command_of(form)}
    first, second = (client.post("/start/zones.application/apply/", data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert CaseRecord.objects.filter(procedure="zones.application").count() == 1


def test_a_whole_case_can_be_driven_through_the_pages(city: City) -> None:
    call = published_call(city)
    items = {f"conditions.{code}": "证明" for code in CONDITION_ITEMS}
    opened = city.client("operator").post(
        "/start/zones.application/apply/", {"call": str(call.pk), "plan": "方案", **items}, follow=True
    )
    case = opened.request["PATH_INFO"]
    for who, step in (("bigdata", "qualify"), ("bigdata", "draw")):
        answer = city.client(who).post(f"{case}steps/{step}/", {}, follow=True)
        assert answer.status_code == 200, page(answer)
    assert "专家评审中" in page(answer)


def test_money_is_typed_in_yuan_and_junk_is_named(city: City) -> None:
    answer = city.client("operator").post("/start/zones.filing/file/", {"price": "一块五", "basis": "成本"})
    assert answer.status_code == 422
    assert "单次调用价格（元）”的格式不正确" in page(answer)
    assert 'value="一块五"' in page(answer)


def test_an_outsider_may_object_during_publicity_without_seeing_the_case(city: City) -> None:
    case = publicised_registration(city)
    client = city.client("second")
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    notice = case.notices.get()
    assert f"/cases/{case.pk}/steps/object/" in page(client.get(f"/notices/{notice.pk}/"))
    answer = client.post(f"/cases/{case.pk}/steps/object/", {"objection": "该产品使用了我方数据"}, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.status == "objected"


def test_the_applicant_cannot_object_to_its_own_product(city: City) -> None:
    case = publicised_registration(city)
    answer = city.client("operator").post(f"/cases/{case.pk}/steps/object/", {"objection": "自我异议"})
    assert answer.status_code == 422
    assert "不得审查本人或本单位提出的事项" in page(answer)


@pytest.mark.parametrize("words", ["金融", "专区 江澜", "JIANGLAN", "finance"])
def test_two_characters_find_a_case(city: City, words: str) -> None:
    case = application(city, by="second")
    assert case.number in page(city.client("bigdata").get("/cases/", {"q": words, "procedure": "zones.application"}))


def test_other_words_find_nothing(city: City) -> None:
    case = application(city, by="second")
    assert case.number not in page(city.client("bigdata").get("/cases/", {"q": "医疗"}))


def test_the_desk_shows_what_is_owed_and_what_can_be_done(city: City) -> None:
    case = application(city)
    seen = page(city.client("bigdata").get("/desk/"))
    assert "审核申报条件" in seen
    assert f"/cases/{case.pk}/#step-qualify" in seen
    assert str(case.pk) not in page(city.client("second").get("/desk/"))


def test_a_late_duty_says_so_on_the_desk(city: City) -> None:
    application(city)
    city.advance(days=40)
    assert 'data-state="late"' in page(city.client("bigdata").get("/desk/"))


@pytest.mark.parametrize(
    "path",
    [
        f"/cases/{uuid.uuid4()}/",
        "/cases/not-a-uuid/",
        f"/cases/{uuid.uuid4()}/steps/qualify/",
        "/start/no.such/apply/",
        "/start/zones.application/no-such-step/",
        "/start/zones.application/qualify/",
        f"/documents/{uuid.uuid4()}/",
        f"/notices/{uuid.uuid4()}/",
    ],
)
def test_what_does_not_exist_is_not_found(city: City, path: str) -> None:
    assert city.client("bigdata").get(path).status_code == 404


JUNK = [
    "",
    "\x7f",
    "'; DROP TABLE",
    "9" * 400,
    "龘" * 21_000,
    "-1",
    "1e9",
    "[]",
    "true",
    "<script>",
    "../../etc",
    "NaN",
]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(
    ("who", "form"),
    [
        ("bigdata", "zones.call/draft"), ("operator", "zones.application/apply"), ("bigdata", "zones.agreement/draft"),
        ("operator", "zones.personnel/file"), ("provider", "zones.resource/describe"), ("operator", "zones.sharing/apply"),
        ("operator", "zones.filing/file"), ("supervisor", "zones.cutoff/cut"), ("operator", "registry.registration/apply"),
        ("operator", "market.listing/list"), ("buyer", "market.order/place"),
    ],
)  # fmt: skip
def test_junk_in_any_field_is_refused_in_words_and_never_breaks(city: City, who: str, form: str, junk: str) -> None:
    from shuzha.archive.cases.procedures import running
    from shuzha.procedure.requirements import Checklist, Field

    procedure, step = form.split("/")
    needs = running(procedure).procedure.step(step).needs
    names = [need.name for need in needs if isinstance(need, Field)]
    names += [f"{need.name}.{item.code}" for need in needs if isinstance(need, Checklist) for item in need.items]
    answer = city.client(who).post(f"/start/{form}/", dict.fromkeys(names, junk) | {"command_id": junk})
    assert answer.status_code in (302, 422)


def test_a_nul_character_is_malformed_and_a_missing_token_forbidden(city: City) -> None:
    from django.test import Client

    client = city.client("bigdata")
    assert client.post("/start/zones.call/draft/", {"zone_zh": "a\0b"}).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.bigdata)
    assert strict.post("/start/zones.call/draft/", {"zone_zh": "a"}).status_code == 403


def test_what_was_typed_is_text_and_not_markup(city: City) -> None:
    answer = city.client("operator").post("/start/zones.application/apply/", {"plan": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in page(answer)


def test_what_a_reader_may_not_open_is_named_without_a_link(city: City) -> None:
    grant = granted(city)
    agreement = f"/cases/{grant.agreement_id}/"
    assert agreement in page(city.client("operator").get(f"/cases/{grant.case_id}/"))
    seen = page(city.client("provider").get(f"/cases/{grant.case_id}/"))
    assert agreement not in seen
    assert "衡川数据运营有限公司 · 金融专区" in seen


def test_an_empty_list_says_that_it_is_empty(city: City) -> None:
    client = city.client("citizen")
    assert "没有限期待办" in page(client.get("/desk/"))
    assert "目前没有等您办理的办件" in page(client.get("/desk/"))
    assert "没有符合条件的记录" in page(client.get("/cases/"))
