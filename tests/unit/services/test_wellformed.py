"""Malformed requests are answered 400 with the field and the remedy, and never reach a page."""

from __future__ import annotations

import json

import pytest
from django.test import Client


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def test_a_json_body_that_breaks_off_is_answered_with_the_field_and_the_remedy(browser: Client) -> None:
    answer = browser.post("/api/anything", b'{"a": ', content_type="application/json")
    denial = answer.json()["denials"][0]
    assert answer.status_code == 400
    assert denial["field"] == "body"
    assert "JSON" in denial["reason"]["zh"]
    assert denial["remedy"]["en"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"name": "a\\u0000b"}', "name"),
        ('{"rows": [{"name": "\\ud800"}]}', "rows[0].name"),
        ("[" * 100_000, "body"),
        ("[" * 70 + "]" * 70, "body"),
    ],
)
def test_json_that_cannot_be_stored_names_where_it_stands(browser: Client, body: str, field: str) -> None:
    answer = browser.post("/api/anything", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["denials"][0]["field"] == field


def test_bytes_that_are_not_utf8_are_refused_in_query_form_and_json(browser: Client) -> None:
    form = "application/x-www-form-urlencoded"
    assert browser.get("/x", QUERY_STRING="q=%ff").status_code == 400
    assert browser.post("/x", b"q=%ff", content_type=form).status_code == 400
    assert browser.post("/x", b'{"q": "\xff"}', content_type="application/json").status_code == 400


def test_a_nul_character_in_path_query_cookie_or_form_is_refused(browser: Client) -> None:
    assert browser.get("/x%00y").status_code == 400
    assert browser.get("/x", {"q": "a\0b"}).status_code == 400
    assert browser.post("/x", {"q": "a\0b"}).status_code == 400
    assert browser.get("/x", HTTP_COOKIE='sessionid="aaaaaaaa\\000"').status_code == 400


def test_a_body_larger_than_taken_is_refused_not_failed(browser: Client) -> None:
    body = json.dumps("x" * 5_000_000)
    answer = browser.post("/api/anything", body, content_type="application/json")
    assert answer.status_code == 400
    assert "过大" in answer.json()["denials"][0]["reason"]["zh"]


def test_a_form_larger_than_taken_is_refused_before_its_files_are_written_to_disk(browser: Client) -> None:
    form = "multipart/form-data; boundary=x"
    answer = browser.post("/x", b"--x--\r\n", content_type=form, CONTENT_LENGTH=str(300 * 1024 * 1024))
    assert answer.status_code == 400
    assert "过大" in answer.content.decode()


def test_a_broken_multipart_body_is_refused_not_failed(browser: Client) -> None:
    broken = browser.post("/x", b"--nothing", content_type="multipart/form-data")
    assert broken.status_code == 400


def test_a_page_that_does_not_exist_says_so_in_chinese_unless_the_reader_chose_english(browser: Client) -> None:
    chinese = browser.get("/nowhere", HTTP_ACCEPT_LANGUAGE="en")
    english = browser.get("/nowhere", HTTP_COOKIE="django_language=en")
    assert chinese.status_code == english.status_code == 404
    assert "没有这个页面" in chinese.content.decode()
    assert "There is no such page" in english.content.decode()


def test_every_answer_carries_the_security_headers(browser: Client) -> None:
    headers = browser.get("/nowhere").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
