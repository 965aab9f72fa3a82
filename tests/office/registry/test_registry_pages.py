"""The register and the certificate as the public, the registrar and a company see them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from city_life import applied_registration, certified, credit_code, publicised_registration


@pytest.fixture
def certificate(city: Any) -> Any:
    case = certified(city)
    return case.certificates.get()


def _text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize(
    "words", ["收入", "指标", "Income", "HC-SJCP", "衡川", "Hengchuan Data", "收入 衡川", credit_code(5)]
)
def test_a_certificate_is_found_by_number_name_and_owner(city: Any, certificate: Any, words: str) -> None:
    assert certificate.number in _text(city.client().get("/registry/", {"q": words}))


@pytest.mark.parametrize("words", ["收支", "收入 江澜", "%", "_", "' OR 1=1 --", "x" * 5000])
def test_words_that_do_not_all_occur_find_nothing_and_say_what_to_do(city: Any, certificate: Any, words: str) -> None:
    page = _text(city.client().get("/registry/", {"q": words}))
    assert certificate.number not in page
    assert "没有查到登记凭证" in page


def test_a_number_that_is_not_registered_is_not_found(city: Any) -> None:
    for address in ("/registry/HC-SJCP-2026-999999/", "/registry/x/qr.svg", "/registry/x/certificate.json"):
        assert city.client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "数据产品确权登记凭证"), ("en", "Certificate of Registration")]
)
def test_the_certificate_page_shows_what_article_17_asks(
    city: Any, certificate: Any, language: str, words: str
) -> None:
    page = _text(city.client(language=language).get(f"/registry/{certificate.number}/"))
    subject = certificate.credential["credentialSubject"]
    for shown in (
        words,
        certificate.number,
        subject["owner"],
        subject["ownerCreditCode"],
        subject["scenario"],
        subject["validity"],
    ):
        assert shown in page
    assert f"/registry/{certificate.number}/qr.svg" in page


def test_the_qr_code_is_an_svg_without_scripts(city: Any, certificate: Any) -> None:
    answer = city.client().get(f"/registry/{certificate.number}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg ")
    assert b"script" not in answer.content


def test_before_the_log_has_it_the_file_is_refused_with_the_remedy(city: Any, certificate: Any) -> None:
    assert city.client().get(f"/registry/{certificate.number}/certificate.json").status_code == 422


def test_the_downloaded_file_is_accepted_by_the_offline_verifier_and_a_changed_one_is_not(
    city: Any, certificate: Any, logged: Any, tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    from shuzha_verifier import Keys, Refused, verify

    log_key = logged()
    answer = city.client().get(f"/registry/{certificate.number}/certificate.json")
    page = _text(city.client().get(f"/registry/{certificate.number}/"))
    assert log_key.replace("+", "%2B") in page or log_key in page
    keys = Keys([log_key, certificate.credential["issuer"]["id"]])
    text = answer.content.decode()
    verify(text, keys, datetime.now(UTC))
    changed = json.loads(text)
    changed["credential"]["credentialSubject"]["owner"] = "江澜数据科技有限公司"
    with pytest.raises(Refused):
        verify(json.dumps(changed), keys, datetime.now(UTC))
    assert hashlib.sha256(answer.content).digest()


def test_a_cancelled_certificate_stays_in_the_register_and_says_so(city: Any, certificate: Any) -> None:
    city.act(certificate.case, "cancel", city.operator, reason="停止服务")
    page = _text(city.client().get(f"/registry/{certificate.number}/"))
    assert "已注销" in page
    assert certificate.number in _text(city.client().get("/registry/", {"standing": "cancelled"}))
    assert certificate.number not in _text(city.client().get("/registry/", {"standing": "in-force"}))


def test_publicity_is_public_with_its_last_day(city: Any) -> None:
    case = publicised_registration(city)
    page = _text(city.client().get("/registry/"))
    assert case.title_zh in page
    assert case.deadlines.get(duty="publicity").last_day.isoformat() in page


def test_registrations_in_progress_are_shown_to_those_concerned_only(city: Any) -> None:
    case = applied_registration(city)
    for who, sees in (("registrar", True), ("bureau", True), ("operator", True), ("second", False), ("citizen", False)):
        assert (case.number in _text(city.client(who).get("/registry/progress/"))) is sees, who
    assert city.client().get("/registry/progress/").status_code == 302
    page = _text(city.client("registrar").get("/registry/progress/"))
    assert "出具受理意见" in page
