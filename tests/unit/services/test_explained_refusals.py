"""A refusal reaches its reader with every reason, the articles and the remedy: as a page, or as JSON for programs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from shuzha.kernel.citation import Instrument
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

LAW = Instrument("test-refusals", Text("测试办法", "Test measures"), Text("测试办法", "Test measures"))


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(
        [
            Deny(
                "no-licence", Text("缺少许可", "No licence"), (LAW.article(15),), Text("请补交", "Bring it"), "licence"
            ),
            Deny("no-seal", Text("缺少<印章>", "No <seal>"), (LAW.article(16),), Text("请盖章", "Seal it")),
        ]
    )


def overflow(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 99999999999::integer")
    return HttpResponse()


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret detail")


urlpatterns = [
    path("refuse", refuse),
    path("api/refuse", refuse),
    path("overflow", overflow),
    path("crash", crash),
]
handler500 = "shuzha.site.faults.broken"


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


pytestmark = pytest.mark.urls(__name__)


def test_a_page_names_every_reason_at_once_with_its_remedy_and_escapes_it(browser: Client) -> None:
    answer = browser.get("/refuse")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in page for word in ("缺少许可", "请补交", "licence", "请盖章", "缺少&lt;印章&gt;"))
    assert "第十五条" in page


def test_the_page_is_english_for_who_chose_english(browser: Client) -> None:
    page = browser.get("/refuse", HTTP_COOKIE="django_language=en").content.decode()
    assert "No licence" in page
    assert "缺少许可" not in page


def test_the_api_answers_the_same_reasons_as_json(browser: Client) -> None:
    answer = browser.get("/api/refuse")
    assert answer.status_code == 422
    assert [denial["code"] for denial in answer.json()["denials"]] == ["no-licence", "no-seal"]
    assert answer.json()["denials"][0]["cites"] == ["test-refusals/15"]


@pytest.mark.django_db
def test_a_value_that_the_database_cannot_hold_is_a_bad_request_not_a_failure(browser: Client) -> None:
    answer = browser.get("/overflow")
    assert answer.status_code == 400
    assert "超出允许的范围" in answer.content.decode()


@override_settings(DEBUG=False)
def test_a_fault_of_ours_says_so_without_its_details(browser: Client) -> None:
    answer = browser.get("/crash")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "平台出错" in answer.content.decode()
