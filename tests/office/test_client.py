"""The Python client against a served platform."""

import uuid
from typing import Any

import pytest
import shuzha_client
from city_life import ordered
from gates import SEALED, Gate

from shuzha.enclave.door import Sealed
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text


def _session(city: Any, live_server: Any, who: str, language: str = "zh") -> shuzha_client.Session:
    from shuzha.archive.parties.operations import issue_token

    token = issue_token(account=city.accounts[who], label="test", at=city.now)
    return shuzha_client.connect(live_server.url, token, language=language)


def test_an_analyst_gets_tables_reasons_and_the_one_sentence(live_server: Any, city: Any, gate: Gate) -> None:
    session = _session(city, live_server, "analyst", "en")
    assert session.me()["username"] == "analyst"
    assert session.schema(str(uuid.uuid4()))[0]["name"] == "census_income"
    asked = {"grant": str(uuid.uuid4()), "purpose": "employment"}
    result = session.query("SELECT 东区", **asked)
    assert result.arrow().column("region").to_pylist() == ["东区", "西区"]
    assert len(result) == len(result.pandas()) == result.polars().height == 2
    assert gate.asked[-1]["face"] == "client"
    gate.says = Refused([Deny("row-output", Text("逐行", "Rows"), (), Text("汇总", "Aggregate"), "sql")])
    with pytest.raises(shuzha_client.Refused, match="Rows") as refused:
        session.query("SELECT 1", **asked)
    assert refused.value.denials[0]["code"] == "row-output"
    gate.says = Sealed(SEALED)
    with pytest.raises(shuzha_client.Sealed) as sealed:
        session.query("SELECT 1", **asked)
    assert str(sealed.value) == SEALED.en


def test_a_buyer_calls_until_the_order_is_used_up(live_server: Any, city: Any, gate: Gate) -> None:
    order = ordered(city, calls=2)
    session = _session(city, live_server, "buyer")
    for _ in range(2):
        assert len(session.call("income-by-region", order=str(order.id), age=30)) == 2
    with pytest.raises(shuzha_client.Refused) as refused:
        session.call("income-by-region", order=str(order.id), age=30)
    assert refused.value.codes == ("used-up",)
    assert "已用完" in str(refused.value)


def test_steps_are_taken_and_refused_from_a_program(live_server: Any, city: Any) -> None:
    session = _session(city, live_server, "bigdata")
    with pytest.raises(shuzha_client.Refused) as refused:
        session.start("zones.call", "draft", {"zone_zh": "金融专区"})
    assert len(refused.value.denials) >= 4
    with pytest.raises(shuzha_client.Refused) as unknown:
        session.act(str(uuid.uuid4()), "publish")
    assert unknown.value.status == 404


def test_a_wrong_token_is_refused_with_the_remedy(live_server: Any, city: Any) -> None:
    with pytest.raises(shuzha_client.Refused, match="Bearer"):
        shuzha_client.connect(live_server.url, "sz_wrong").me()
