"""The way in: by password anywhere, by one click in the demonstration only; failures are recorded and shut the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from city_life import City
from django.test import Client

from shuzha.kernel.clock import CHINA

PASSWORD = "六号闸门-开闸放水-2026"


@pytest.fixture
def with_password(city: City) -> City:
    city.operator.set_password(PASSWORD)
    city.operator.save()
    return city


def sign_in(client: Client, username: str, password: str, **more: str):
    return client.post("/enter/", {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def events(account) -> list[str]:
    from shuzha.archive.cases.models import EventRecord

    return list(
        EventRecord.objects.filter(stream=f"account-{account.pk}").order_by("seq").values_list("type", flat=True)
    )


def test_the_right_password_lets_in_and_is_recorded(with_password: City) -> None:
    client = Client()
    assert sign_in(client, "operator", PASSWORD).status_code == 302
    assert signed_in(client)
    assert events(with_password.operator) == ["signed-in"]
    client.post("/leave/")
    assert not signed_in(client)
    assert events(with_password.operator) == ["signed-in", "signed-out"]


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(with_password: City) -> None:
    client = Client()
    wrong, unknown = sign_in(client, "operator", "x"), sign_in(client, "nobody", "x")
    assert wrong.status_code == unknown.status_code == 422
    told = "用户名或密码不正确"
    assert told in wrong.content.decode()
    assert told in unknown.content.decode()
    assert not signed_in(client)


def test_five_failures_shut_the_account_for_a_while_even_to_the_right_password(with_password: City) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, "operator", "wrong")
    shown = sign_in(client, "operator", PASSWORD).content.decode()
    assert "暂停登录" in shown
    again = with_password.now.astimezone(CHINA) + timedelta(minutes=15)
    assert f"{again:%Y-%m-%d %H:%M} 起恢复登录" in shown
    with_password.advance(minutes=16)
    assert sign_in(client, "operator", PASSWORD).status_code == 302


def test_an_account_without_a_password_cannot_be_entered_with_one(city: City) -> None:
    client = Client()
    for password in ("", "!", "None"):
        assert sign_in(client, "bigdata", password).status_code == 422


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(with_password: City, onward: str) -> None:
    assert sign_in(Client(), "operator", PASSWORD, next=onward)["Location"] == "/desk/"


def test_signing_in_leads_back_to_where_one_was_going(with_password: City) -> None:
    assert sign_in(Client(), "operator", PASSWORD, next="/cases/?q=金融")["Location"].startswith("/cases/")


def test_outside_the_demonstration_nobody_enters_by_a_click(city: City) -> None:
    client = Client()
    assert client.post(f"/enter/as/{city.bigdata.pk}/").status_code == 404
    assert "以此身份进入" not in client.get("/enter/").content.decode()
    assert not signed_in(client)


def test_in_the_demonstration_one_click_enters_as_each(city: City, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SHUZHA_DEMO = True
    monkeypatch.setattr("shuzha.archive.clock.CityClock", lambda path: city.clock)
    seen = Client().get("/enter/").content.decode()
    for account in city.accounts.values():
        assert f"/enter/as/{account.pk}/" in seen
    client = Client()
    assert client.get(f"/enter/as/{city.bigdata.pk}/").status_code == 405
    assert client.post(f"/enter/as/{city.bigdata.pk}/").status_code == 302
    assert signed_in(client)
    assert client.post("/enter/as/99999999/").status_code == 404


def test_an_inactive_account_is_let_in_by_neither_way(with_password: City, settings) -> None:
    with_password.operator.is_active = False
    with_password.operator.save()
    assert sign_in(Client(), "operator", PASSWORD).status_code == 422


def test_leaving_takes_a_post(city: City) -> None:
    assert city.client("bigdata").get("/leave/").status_code == 405


@pytest.mark.django_db
def test_what_a_signed_in_person_is_shown_is_kept_by_no_browser(city: City) -> None:
    assert city.client("operator").get("/desk/").headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in city.client().get("/law/").headers
