"""Making and ending tokens."""

import re
from typing import Any

import pytest
from django.test import Client


def _shown(page: str) -> list[str]:
    return re.findall(r"sz_[A-Za-z0-9_-]{20,}", page)


def done(row: Any) -> list[str]:
    """What was done with the token's account, as its own stream tells it."""
    from shuzha.archive.cases.models import EventRecord

    stream = EventRecord.objects.filter(stream=f"account-{row.account_id}").order_by("seq")
    return [event.type for event in stream if event.type.startswith("token-")]


def test_a_token_is_shown_once_works_and_can_be_ended(city: Any) -> None:
    from shuzha.archive.parties.models import Token

    client = city.client("analyst")
    made = client.post("/tokens/", {"label": "季度分析"})
    assert "no-store" in made["Cache-Control"]
    (token,) = set(_shown(made.content.decode()))
    again = client.get("/tokens/").content.decode()
    assert "季度分析" in again
    assert not _shown(again)
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/me", headers=headers).json()["username"] == "analyst"
    row = Token.objects.get()
    assert done(row) == ["token-made"]
    assert token not in row.digest
    assert city.client("second").post(f"/tokens/{row.pk}/end/").status_code == 404
    assert client.post(f"/tokens/{row.pk}/end/").status_code == 302
    assert Client().get("/api/me", headers=headers).status_code == 401
    assert client.post(f"/tokens/{row.pk}/end/").status_code == 404
    assert done(row) == ["token-made", "token-ended"]


@pytest.mark.parametrize("label", ["", "   ", "长" * 101])
def test_a_token_without_a_purpose_is_refused_beside_the_field(city: Any, label: str) -> None:
    page = city.client("analyst").post("/tokens/", {"label": label})
    assert page.status_code == 422
    assert "请写明令牌的用途" in page.content.decode()
    assert not _shown(page.content.decode())


def test_nobody_hoards_tokens(city: Any) -> None:
    client = city.client("analyst")
    for number in range(20):
        assert client.post("/tokens/", {"label": str(number)}).status_code == 200
    refused = client.post("/tokens/", {"label": "one more"})
    assert refused.status_code == 422
    assert "期限：" in refused.content.decode()


def test_tokens_are_for_those_who_have_entered(city: Any) -> None:
    assert city.client().get("/tokens/").status_code == 302
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(city.analyst)
    assert forged.post("/tokens/", {"label": "x"}).status_code == 403
