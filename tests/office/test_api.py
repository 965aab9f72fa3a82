"""The HTTP API as programs meet it: per role, refused in full, sealed without a word more, carried out once."""

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from city_life import (
    applied_registration,
    certified,
    granted,
    listed,
    ordered,
    publicised_registration,
)
from django.test import Client
from gates import SEALED, Gate
from programs import JSON, ZONE, Program, codes, program

from shuzha.enclave.door import GateFault, Sealed
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL

ARROW = "application/vnd.apache.arrow.stream"


def _question(**changed: Any) -> dict[str, Any]:
    return {"grant": str(uuid.uuid4()), "purpose": "employment", "sql": "SELECT 1"} | changed


class TestWhoAsks:
    def test_a_token_speaks_for_its_account(self, city: Any) -> None:
        answer = program(city, "buyer").get("me").json()
        assert answer["organisation"]["name"]["en"] == "Hengchuan Inclusive Finance Ltd"
        assert answer["standings"] == ["company"]

    @pytest.mark.parametrize("token", ["", "sz_wrong", "x" * 10_000, "sz_" + "é", "sz_\u4e2d"])
    def test_without_a_good_token_there_is_a_401_with_the_remedy(self, city: Any, token: str) -> None:
        asking = Program()
        asking.headers = {"Authorization": f"Bearer {token}"}
        for answer in (asking.get("me"), asking.post("query", _question())):
            assert answer.status_code == 401
            assert codes(answer) == {"request-unknown-asker"}
            assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_an_ended_token_and_one_of_a_closed_account_are_dead(self, city: Any) -> None:
        from shuzha.archive.parties.models import Token

        asking = program(city, "buyer")
        Token.objects.update(ended_at=city.now)
        assert asking.get("me").status_code == 401
        other = program(city, "second")
        city.second.is_active = False
        city.second.save()
        assert other.get("me").status_code == 401

    def test_a_session_may_read_but_not_act_without_the_forgery_token(self, city: Any) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(city.bigdata)
        assert client.get("/api/me").status_code == 200
        refused = client.post("/api/procedures/zones.call/draft", "{}", content_type=JSON)
        assert refused.status_code == 403

    def test_a_wrong_token_is_not_made_good_by_a_session(self, city: Any) -> None:
        client = city.client("buyer")
        assert client.get("/api/me", headers={"Authorization": "Bearer sz_wrong"}).status_code == 401


class TestCases:
    def test_a_case_is_opened_acted_in_and_read_by_its_parties_alone(self, city: Any) -> None:
        opened = program(city, "bigdata").post(
            "procedures/zones.call/draft", ZONE | {"supervisor": str(city.organisations["supervisor"].pk)}
        )
        assert opened.status_code == 201
        case = opened.json()
        assert program(city, "supervisor").post(f"cases/{case['id']}/publish").json()["status"] == "published"
        assert program(city, "bigdata").get(f"cases/{case['id']}").json()["events"][1]["type"]
        for stranger in ("second_supervisor", "citizen", "buyer"):
            answer = program(city, stranger).get("cases")
            assert case["id"] not in {one["id"] for one in answer.json()["cases"]}
        assert program(city, "citizen").get(f"cases/{case['id']}").status_code == 404

    def test_a_refusal_names_everything_unmet_with_articles(self, city: Any) -> None:
        case = applied_registration(city, missing=("8-1", "8-3", "8-6"))
        answer = program(city, "registrar").post(
            f"cases/{case.pk}/accept", {"agency": str(city.organisations["agency"].pk)}
        )
        assert answer.status_code == 422
        assert {"materials-8-1", "materials-8-3", "materials-8-6"} <= codes(answer)
        assert all(denial["cites"] for denial in answer.json()["denials"])
        limits = [denial["limit"] for denial in answer.json()["denials"]]
        assert all(limit["text"]["zh"].startswith("须于 ") and limit["text"]["en"] for limit in limits)
        assert all(limit["last_day"] and limit["cites"] == ["hainan-2023/10"] for limit in limits)

    def test_a_step_by_the_wrong_role_is_refused_and_an_unknown_one_says_so(self, city: Any) -> None:
        case = applied_registration(city)
        assert codes(program(city, "operator").post(f"cases/{case.pk}/accept")) == {"wrong-role"}
        assert codes(program(city, "operator").post(f"cases/{case.pk}/fly")) == {"unknown-step"}
        assert program(city, "operator").post("procedures/registry.nothing/apply").status_code == 404

    def test_the_same_key_carries_a_command_out_once(self, city: Any) -> None:
        asking, data = program(city, "bigdata"), ZONE | {"supervisor": str(city.organisations["supervisor"].pk)}
        one, two = (asking.post("procedures/zones.call/draft", data, **{"Idempotency-Key": "k-1"}) for _ in range(2))
        assert one.json()["id"] == two.json()["id"]
        three = asking.post("procedures/zones.call/draft", data, **{"Idempotency-Key": "k-2"})
        assert three.json()["id"] != one.json()["id"]
        path, supervisor = f"cases/{one.json()['id']}/publish", program(city, "supervisor")
        answers = [supervisor.post(path, **{"Idempotency-Key": "p"}) for _ in range(2)]
        assert [a.status_code for a in answers] == [200, 200]
        assert len(answers[1].json()["events"]) == 2
        assert supervisor.post(path).status_code == 422

    def test_anothers_key_does_not_pass_for_ones_own_act(self, city: Any) -> None:
        case = applied_registration(city)
        body = {"agency": str(city.organisations["agency"].pk)}
        assert (
            program(city, "registrar").post(f"cases/{case.pk}/accept", body, **{"Idempotency-Key": "k"}).status_code
            == 200
        )
        assert (
            program(city, "bureau").post(f"cases/{case.pk}/accept", body, **{"Idempotency-Key": "k"}).status_code == 422
        )

    def test_a_company_may_object_in_a_case_it_does_not_otherwise_see(self, city: Any) -> None:
        case = publicised_registration(city)
        asking = program(city, "second")
        seen = asking.get(f"cases/{case.pk}").json()
        assert "facts" not in seen
        assert [step["name"] for step in seen["open_steps"]] == ["object"]
        assert asking.post(f"cases/{case.pk}/object", {"objection": "权属争议"}).json()["status"] == "objected"

    def test_procedures_describe_their_steps_and_needs(self, city: Any) -> None:
        found = {one["id"]: one for one in program(city, "citizen").get("procedures").json()}
        needs = {need["name"]: need for need in found["market.order"]["steps"][0]["needs"]}
        assert needs["calls"]["kind"] == "number"


class TestUse:
    def test_a_query_goes_to_the_gate_as_the_person_who_asks(self, city: Any, gate: Gate) -> None:
        answer = program(city, "analyst").post("query", _question(sql="SELECT 东区"))
        assert answer.json()["rows"] == [["东区", 5200.0], ["西区", None]]
        assert gate.asked[0]["actor"] == str(city.analyst.person_id)
        assert gate.asked[0]["sql"] == "SELECT 东区"
        assert gate.asked[0]["face"] == "api"

    def test_an_arrow_stream_is_given_where_it_is_asked_for(self, city: Any, gate: Gate) -> None:
        answer = program(city, "analyst").post("query", _question(), Accept=ARROW)
        assert answer["Content-Type"] == ARROW
        assert pa.ipc.open_stream(answer.content).read_all().column("region").to_pylist() == ["东区", "西区"]

    def test_a_sealed_answer_is_the_same_bytes_whatever_was_asked(self, city: Any, gate: Gate) -> None:
        gate.says = Sealed(SEALED)
        asking, case = program(city, "analyst"), ordered(city)
        answers = [
            asking.post("query", _question()),
            asking.post("query", _question(sql="SELECT 2", purpose="other"), Accept=ARROW),
            program(city, "buyer").post("interfaces/income-by-region/call", {"order": str(case.id)}),
        ]
        assert {answer.status_code for answer in answers} == {403}
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
        assert json.loads(answers[0].content) == {"sealed": True, "text": SEALED.as_json()}

    def test_a_refusal_by_the_text_explains_itself(self, city: Any, gate: Gate) -> None:
        gate.says = Refused([Deny("row-output", Text("逐行", "rows"), GENERAL, Text("汇总", "aggregate"), "sql")])
        answer = program(city, "analyst").post("query", _question())
        assert answer.status_code == 422
        assert codes(answer) == {"row-output"}

    def test_a_gate_that_is_away_is_a_503_and_nothing_more(self, city: Any, gate: Gate) -> None:
        gate.says = GateFault(Text("闸口无法连接。", "No gate."))
        answer = program(city, "analyst").post("query", _question())
        assert answer.status_code == 503
        assert codes(answer) == {"gate-fault"}

    def test_the_real_clients_fault_is_told_when_no_gate_runs(self, city: Any) -> None:
        assert program(city, "analyst").get("schema", grant=str(uuid.uuid4())).status_code == 503

    def test_the_grants_one_may_use_are_listed_to_their_persons_alone(self, city: Any, gate: Gate) -> None:
        grant = granted(city)
        assert [one["id"] for one in program(city, "analyst").get("grants").json()] == [str(grant.id)]
        assert program(city, "second").get("grants").json() == []
        assert program(city, "analyst").get("schema", grant=str(grant.id)).json()[0]["name"] == "census_income"


class TestMarket:
    def test_calls_are_counted_once_for_a_key_and_bound_to_the_question(self, city: Any, gate: Gate) -> None:
        case, path = ordered(city), "interfaces/income-by-region/call"
        asking = program(city, "buyer")
        body = {"order": str(case.id), "parameters": {"age": 30}}
        for _ in range(3):
            assert asking.post(path, body, **{"Idempotency-Key": "a"}).status_code == 200
        assert case.entitlement.deliveries.count() == 1
        asking.post(path, body | {"parameters": {"age": 31}}, **{"Idempotency-Key": "a"})
        asking.post(path, body)
        asking.post(path, body)
        assert case.entitlement.deliveries.count() == 4
        found = asking.get(f"orders/{case.id}").json()
        assert (found["delivered"], found["amount_fen"]) == (4, 600)

    def test_nobody_calls_under_anothers_order_or_for_another_interface(self, city: Any, gate: Gate) -> None:
        case = ordered(city)
        body = {"order": str(case.id)}
        assert codes(program(city, "second").post("interfaces/income-by-region/call", body)) == {"unknown-reference"}
        assert codes(program(city, "buyer").post("interfaces/another/call", body)) == {"unknown-reference"}
        assert gate.asked == []

    def test_settlement_adds_up_to_the_fen(self, city: Any, gate: Gate) -> None:
        case = ordered(city)
        for _ in range(7):
            program(city, "buyer").post("interfaces/income-by-region/call", {"order": str(case.id)})
        program(city, "operator").post(f"cases/{case.id}/state", {"delivered": 1, "amount": 1})
        assert codes(program(city, "buyer").post(f"cases/{case.id}/settle", {"amount": 1051})) == {"accounts-differ"}
        assert program(city, "buyer").post(f"cases/{case.id}/settle", {"amount": 1050}).status_code == 200
        found = program(city, "operator").get(f"orders/{case.id}").json()
        assert found["statement_fen"] == 1050 == sum(part["amount_fen"] for part in found["settlement"])
        assert program(city, "second").get(f"orders/{case.id}").status_code == 404


class TestPublic:
    def test_catalogue_listings_and_register_are_open_to_all(self, city: Any) -> None:
        listing = listed(city)
        assert Program().get("listings").json()["listings"][0]["price_fen"] == 150
        assert Program().get("catalogue").json()[0]["name"] == "census_income"
        found = Program().get(f"certificates/{listing.certificate_number}").json()
        assert found["credential"]["credentialSubject"]["registrationNumber"] == listing.certificate_number
        assert Program().get("certificates", q="收入").json()["count"] == 1
        assert Program().get("certificates/x").status_code == 404

    def test_the_description_names_every_operation_and_the_page_shows_it(self, city: Any) -> None:
        described = Client().get("/api/openapi.json").json()
        page = Client().get("/api/docs").content.decode()
        for address in described["paths"]:
            assert address in page
        assert described["openapi"].startswith("3.")

    def test_a_receipt_is_for_those_who_may_see_the_event(self, city: Any) -> None:
        from shuzha.archive.cases.models import EventRecord

        event = EventRecord.objects.get(stream=certified(city).stream, type="certified")
        assert program(city, "citizen").get(f"events/{event.pk}/receipt").status_code == 404
        assert codes(program(city, "operator").get(f"events/{event.pk}/receipt")) == {"receipt-pending"}
        for key in ("0", "-1", str(2**63), "x", "1.5"):
            assert program(city, "operator").get(f"events/{key}/receipt").status_code in {400, 404}


def test_the_reference_names_every_address_and_no_other() -> None:
    described = Client().get("/api/openapi.json").json()["paths"]
    page = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\| (GET|POST) \| `(/api/[^`]*)`", page))
    assert named == {(method.upper(), address) for address, methods in described.items() for method in methods}
