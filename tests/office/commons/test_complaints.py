"""Complaints: who takes them, who sees them, that nothing names the complainant, and that nobody is judged unheard."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.queries import oversees, visible_to
from shuzha.archive.cases.tasks import mark_overdue
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.commons.credit.models import Fact
from shuzha.commons.credit.operations import recount
from shuzha.kernel.clock import CHINA
from shuzha.procedure.words import Procedure


def complaint(city: City, by: str = "citizen", about: str = "operator", **more: Any) -> Any:
    return city.start(
        "complaints.complaint", "complain", city.accounts[by], respondent=str(city.organisations[about].pk),
        matter="misuse", facts="沈众举报：查询了无关人员", **more,
    )  # fmt: skip


def accepted(city: City, **how: Any) -> Any:
    """A complaint about the operator of a zone, accepted by the zone's supervisor."""
    signed_agreement(city)
    return city.act(complaint(city, **how), "accept", city.supervisor)


def heard(city: City, **how: Any) -> Any:
    case = city.act(accepted(city, **how), "disclose", city.supervisor, disclosed="有人反映超范围查询")
    city.act(hearing(), "answer", city.operator, answer="均在授权范围内")
    case.refresh_from_db()
    return case


def hearing() -> CaseRecord:
    return CaseRecord.objects.get(procedure="complaints.hearing")


@pytest.mark.parametrize(
    ("about", "handler"),
    [
        ("second", "bigdata"), ("provider", "bigdata"), ("supervisor", "bigdata"), ("agency", "bureau"),
        ("registrar", "bureau"), ("bigdata", "government"), ("bureau", "government"),
    ],
)  # fmt: skip
def test_whoever_supervises_the_party_takes_the_complaint(city: City, about: str, handler: str) -> None:
    assert complaint(city, about=about).parties == {"handler": str(city.organisations[handler].pk)}


def test_a_zones_operator_is_complained_about_to_the_zones_supervisor(city: City) -> None:
    signed_agreement(city)
    assert complaint(city).parties["handler"] == str(city.organisations["supervisor"].pk)


def test_nobody_in_the_city_takes_a_complaint_about_its_government(city: City) -> None:
    with refused("beyond-the-city"):
        complaint(city, about="government")


SEES = {
    "citizen": True, "supervisor": True, "operator": False, "analyst": False, "bigdata": False, "government": False,
    "second_supervisor": False, "bureau": False, "second": False, "expert0": False, "provider": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_only_the_authority_and_the_complainant_see_it(city: City, who: str, sees: bool) -> None:
    case, account = heard(city), city.accounts[who]
    assert visible_to(account.actor).filter(pk=case.pk).exists() is sees
    assert oversees(account.actor, case) is (who == "supervisor")
    client = city.client(who)
    assert client.get(f"/cases/{case.pk}/").status_code == (200 if sees else 404)
    assert (case.number in client.get("/complaints/").content.decode()) is sees
    assert (case.number in client.get("/cases/").content.decode()) is sees


def test_the_authoritys_people_without_its_standing_do_not_see_it(city: City) -> None:
    case = accepted(city)
    city.supervisor.standings = ["expert"]
    city.supervisor.save()
    assert not visible_to(city.supervisor.actor).filter(pk=case.pk).exists()
    assert not oversees(city.supervisor.actor, case)


def test_the_party_sees_its_hearing_and_in_it_neither_complaint_nor_complainant(city: City) -> None:
    case = heard(city)
    for who in ("operator", "supervisor"):
        assert visible_to(city.accounts[who].actor).filter(pk=hearing().pk).exists()
    for who in ("citizen", "second", "bigdata"):
        assert not visible_to(city.accounts[who].actor).filter(pk=hearing().pk).exists()
    page = city.client("operator").get(f"/cases/{hearing().pk}/").content.decode()
    assert "有人反映超范围查询" in page
    for secret in (case.number, str(case.pk), "沈众", str(city.citizen.person_id), "衡川大学"):
        assert secret not in page


def test_neither_events_nor_the_log_nor_the_public_page_name_the_complainant(city: City) -> None:
    case = complaint(city)
    with refused("field-missing"):
        city.start("complaints.complaint", "complain", city.citizen, respondent=str(city.organisations["second"].pk),
                   matter="misuse")  # fmt: skip
    events = EventRecord.objects.filter(stream__in=(case.stream, "attempt-complaints.complaint"))
    assert [event.type for event in events.order_by("pk")] == ["complaint-made", "step-refused"]
    for event in events:
        entry = json.loads(leaf_bytes(event))
        assert (entry["person"], entry["organisation"]) == ("", "")
        shown = city.client().get(f"/evidence/events/{event.pk}/").content.decode()
        assert "衡川大学" not in shown
        assert str(city.citizen.person_id) not in shown
    assert case.facts["complainant"] == str(city.citizen.person_id)
    told = city.client("bigdata").get(f"/cases/{case.pk}/").content.decode()
    assert "沈众" in told


def test_the_log_does_not_say_who_was_complained_about(city: City) -> None:
    case = heard(city)
    streams = (case.stream, hearing().stream)
    said = [json.loads(leaf_bytes(event)) for event in EventRecord.objects.filter(stream__in=streams)]
    assert len(said) == 6
    assert str(city.operator.organisation_id) not in {entry["organisation"] for entry in said}
    assert str(city.operator.person_id) not in {entry["person"] for entry in said}


def test_neither_does_it_when_the_party_keeps_silent(city: City) -> None:
    city.act(accepted(city), "disclose", city.supervisor, disclosed="有人反映超范围查询")
    city.advance(days=60)
    mark_overdue(at=city.now)
    missed = EventRecord.objects.get(stream=f"duty-{hearing().pk}")
    assert (missed.type, missed.organisation) == ("deadline-missed", "")


def test_what_is_disclosed_may_not_name_the_complainant_without_consent(city: City) -> None:
    case = accepted(city)
    for named in ("沈众反映超范围查询", "沈　众反映超范围查询", "沈\n众反映超范围查询"):
        with refused("names-complainant"):
            city.act(case, "disclose", city.supervisor, disclosed=named)
    assert not CaseRecord.objects.filter(procedure="complaints.hearing").exists()
    other = city.act(complaint(city, may_name=True), "accept", city.supervisor)
    city.act(other, "disclose", city.supervisor, disclosed="沈众反映超范围查询")


def test_nobody_is_judged_unheard_and_silence_counts_only_after_its_days(city: City) -> None:
    case = accepted(city)
    with refused("wrong-state"):
        city.act(case, "uphold", city.supervisor, findings="属实", consequence="约谈", credit=True)
    case = city.act(case, "disclose", city.supervisor, disclosed="有人反映超范围查询")
    with refused("wrong-state"):
        city.act(case, "uphold", city.supervisor, findings="属实", consequence="约谈", credit=True)
    with refused("answer-hearing-running"):
        city.act(hearing(), "close", city.supervisor)
    day = hearing().deadlines.get().last_day
    city.advance(days=(day - city.now.astimezone(CHINA).date()).days)
    with refused("answer-hearing-running"):
        city.act(hearing(), "close", city.supervisor)
    city.advance(days=1)
    city.act(hearing(), "close", city.supervisor)
    case.refresh_from_db()
    assert case.status == "heard"
    city.act(case, "dismiss", city.supervisor, reason="查无实据")


@pytest.mark.parametrize("credit", [True, False])
def test_one_that_is_upheld_counts_against_the_party_when_the_authority_says_so(city: City, credit: bool) -> None:
    case = city.act(heard(city), "uphold", city.supervisor, findings="属实", consequence="约谈", credit=credit)
    assert case.facts["answer"] == "均在授权范围内"
    assert Fact.objects.filter(rule="complaint-upheld").exists() is credit
    city.act(case, "answer-complainant", city.supervisor, reply="查实，已约谈")
    stored = list(Fact.objects.values())
    recount()
    assert list(Fact.objects.values()) == stored
    if credit:
        page = city.client("operator").get("/credit/").content.decode()
        assert "投诉查实" in page
        assert case.number not in page
        assert city.client("citizen").get(f"/credit/{city.organisations['operator'].pk}/").status_code == 404


def test_only_the_authority_acts_and_only_the_party_answers(city: City) -> None:
    signed_agreement(city)
    case = complaint(city)
    for other, why in (("bigdata", "not-a-party"), ("second_supervisor", "not-a-party"), ("operator", "wrong-role")):
        with refused(why):
            city.act(case, "accept", city.accounts[other])
    case = city.act(case, "accept", city.supervisor)
    city.act(case, "disclose", city.supervisor, disclosed="有人反映")
    with refused("not-a-party"):
        city.act(hearing(), "answer", city.second, answer="x")
    with refused("wrong-role"):
        city.start("complaints.hearing", "open", city.supervisor, matter="misuse", disclosed="x")
    with refused("wrong-role"):
        city.act(case, "answer", city.operator, answer="x")


def test_nobody_deals_with_a_complaint_from_their_own_organisation(city: City) -> None:
    case = complaint(city, by="bigdata", about="second")
    with refused("own-complaint"):
        city.act(case, "accept", city.bigdata)
    with refused("not-an-authority"):
        city.act(case, "forward", city.bigdata, handler=str(city.organisations["buyer"].pk), reason="回避")
    with refused("not-an-authority"):
        city.act(case, "forward", city.bigdata, handler=str(city.organisations["bigdata"].pk), reason="回避")
    case = city.act(case, "forward", city.bigdata, handler=str(city.organisations["government"].pk), reason="回避")
    assert city.act(case, "accept", city.government).status == "accepted"


def test_a_complaint_is_never_forwarded_to_the_party_it_is_about(city: City) -> None:
    case = complaint(city, about="supervisor")
    with refused("not-an-authority"):
        city.act(case, "forward", city.bigdata, handler=str(city.organisations["supervisor"].pk), reason="x")


def test_each_period_runs_and_a_refusal_says_by_when(city: City) -> None:
    case = complaint(city, about="second")
    duty = case.deadlines.get()
    assert (duty.duty, duty.organisation) == ("accept-complaint", str(city.organisations["bigdata"].pk))
    assert duty.last_day - duty.started == timedelta(days=7)
    case = city.act(case, "decline", city.bigdata, ground="elsewhere", reason="法院已受理，可向法院主张")
    assert case.final
    assert case.deadlines.get().discharged


def test_the_form_offers_no_government_and_asks_for_no_name(city: City) -> None:
    page = city.client("citizen").get("/start/complaints.complaint/complain/").content.decode()
    assert "衡川数据运营有限公司" in page
    assert "衡川市人民政府" not in page
    assert 'name="complainant"' not in page


def test_what_is_confided_needs_a_role_of_its_own() -> None:
    from shuzha.regulations.procedures import all_procedures

    confided: list[Procedure] = [one for one in all_procedures() if one.confided]
    assert [one.id for one in confided] == ["complaints.complaint"]
    for one in confided:
        assert one.confided
        assert one.roles[one.confided.to].appointed
