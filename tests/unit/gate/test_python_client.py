"""The whole way of a query: the Python client, the HTTP API, the gate's socket, the sandboxed job, and back."""

from __future__ import annotations

from typing import Any

import pytest
import shuzha_client

from shuzha.enclave.silence import SEALED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(world: Any, live_server: Any, settings: Any) -> shuzha_client.Session:
    """The registered person's session, with the world's gate behind the platform."""
    from shuzha.archive.parties.models import Account, Person
    from shuzha.archive.parties.operations import issue_token

    settings.SHUZHA_GATE_SOCKET = world.home / "run" / "gate.sock"
    person = Person.objects.get(id=world.person)
    person.keep(name="林析")
    person.save()
    account = Account.objects.create_account(
        username="analyst",
        password=None,
        person=person,
        organisation=world.grant.operator,
        standings=["analyst"],
        title_zh="数据分析员",
        title_en="Data analyst",
    )
    token = issue_token(account=account, label="test", at=world.grant.starts)
    return shuzha_client.connect(live_server.url, token, language="en")


def test_an_aggregate_comes_back_and_everything_else_is_refused_in_its_own_way(world: Any, session: Any) -> None:
    asked = {"grant": str(world.grant.id), "purpose": "health-study"}
    result = session.query("SELECT sex, COUNT(*) AS n FROM people GROUP BY sex ORDER BY sex", **asked)
    assert sum(result.arrow().column("n").to_pylist()) == pytest.approx(world.rows, abs=10)
    assert {column["name"] for column in session.schema(asked["grant"])[0]["columns"]} >= {"sex"}
    with pytest.raises(shuzha_client.Refused) as refused:
        session.query("SELECT * FROM people", **asked)
    assert "What to do" in str(refused.value)
    seen = set()
    for sql in (
        "SELECT district, AVG(systolic_mmhg) AS m FROM people GROUP BY district",
        "SELECT COUNT(*) AS n FROM people WHERE district = '孤区'",
    ):
        with pytest.raises(shuzha_client.Sealed) as sealed:
            session.query(sql, **asked)
        seen.add(str(sealed.value))
    assert seen == {SEALED.en}


def test_a_grant_of_others_is_as_unknown_as_none(world: Any, session: Any) -> None:
    world.grant.persons.clear()
    with pytest.raises(shuzha_client.Refused) as refused:
        session.schema(str(world.grant.id))
    assert refused.value.codes == ("gate-unknown",)


def test_when_the_gate_is_closed_nothing_is_released(world: Any, session: Any) -> None:
    world.gate.server.close()
    with pytest.raises(shuzha_client.PlatformFault, match="gate cannot be reached"):
        session.query("SELECT COUNT(*) AS n FROM people", grant=str(world.grant.id), purpose="health-study")
