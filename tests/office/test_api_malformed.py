"""Whatever is sent to the API in whatever form, the answer says what is wrong, in words and without a value."""

import json
from typing import Any

import pytest
from city_life import (
    applied_registration,
    ordered,
)
from django.test import Client
from gates import Gate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import JSON, ZONE, codes, program


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"{", JSON), (b"\xff\xfe", JSON), (b'{"sql": "\\u0000"}', JSON), (b'{"sql": "\\ud800"}', JSON),
            (b"[" * 5000, JSON), (b'{"sql": NaN}', JSON), (b"[]", JSON), (b'"x"', JSON), (b"null", JSON), (b"", JSON),
            (b"a=1", "application/x-www-form-urlencoded"), (b"x", "text/plain"), (b"{}", "application/json; charset=latin-1"),
            (b"--x", "multipart/form-data; boundary=x"), (b"{}", "nonsense"),
        ],
    )  # fmt: skip
    def test_a_malformed_body_is_a_400_with_field_and_remedy(self, city: Any, body: bytes, content_type: str) -> None:
        answer = program(city, "analyst").post("query", body, content_type)
        assert answer.status_code == 400
        assert codes(answer)

    def test_every_wrong_field_is_named(self, city: Any) -> None:
        answer = program(city, "analyst").post("query", {"grant": "x", "purpose": 7, "more": 1})
        assert answer.status_code == 400
        assert {denial["field"] for denial in answer.json()["denials"]} == {"grant", "purpose", "sql", "more"}

    @pytest.mark.parametrize(
        "query", ["page=0", "page=x", "page=99999999999999999999", "q=" + "x" * 5000, "q=%ff", "q=%00"]
    )
    def test_odd_queries_are_answered_or_refused_but_never_fail(self, city: Any, query: str) -> None:
        for path in ("cases", "listings", "certificates", "orders"):
            client = Client(raise_request_exception=False)
            answer = client.get(f"/api/{path}?{query}", headers=program(city, "buyer").headers)
            assert answer.status_code in {200, 400}, (path, answer.status_code)

    def test_no_json_value_anywhere_makes_the_platform_fail(self, city: Any, gate: Gate) -> None:
        case = ordered(city)
        who = {name: program(city, name) for name in ("bigdata", "operator", "buyer", "registrar")}
        registration = applied_registration(city)
        steps = [
            ("bigdata", "procedures/zones.call/draft", set(ZONE) | {"supervisor"}),
            (
                "operator",
                "procedures/registry.registration/apply",
                {"form", "interface", "first", "joint", "materials", "name_zh"},
            ),
            ("operator", "procedures/zones.sharing/apply", {"agreement", "columns", "persons", "forms", "purpose"}),
            ("operator", "procedures/zones.filing/file", {"product", "price"}),
            ("buyer", "procedures/market.order/place", {"listing", "calls", "use"}),
            ("registrar", f"cases/{registration.pk}/accept", {"agency", "materials"}),
            ("buyer", "interfaces/income-by-region/call", {"order", "parameters"}),
            ("buyer", f"cases/{case.pk}/settle", {"amount"}),
        ]
        leaf = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=30)
        leaf |= st.sampled_from(
            [str(case.pk), str(city.organisations["agency"].pk), "x" * 400, "\x00", "\ud800", 10**400]
        )
        values = st.recursive(
            leaf, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3)
        )

        @settings(max_examples=120, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def holds(data: st.DataObject) -> None:
            name, path, fields = data.draw(st.sampled_from(steps))
            body = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(fields), values)) | values)
            answer = who[name].post(path, json.dumps(body).encode())
            assert answer.status_code in {200, 201, 400, 422}, (path, body, answer.status_code)
            if answer.status_code >= 400:
                assert codes(answer)

        holds()
