"""The certificate as a PDF: it reads as registered, carries its credential, and its seal breaks on any change."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, x509
from city_life import certified
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from shuzha_verifier import Keys, verify

HOSTILE = '#eval("1+1") *粗* $x$ #pdf.attach("/etc/passwd") <b>&amp; \\ ]] #let'


@pytest.fixture
def seal(settings: Any, tmp_path: Path) -> None:
    """A seal of this test's own."""
    from shuzha.site.services.accounts import current
    from shuzha.site.services.authority import ensure_seal
    from shuzha.site.services.home import Home

    home = Home.at(tmp_path)
    ensure_seal(home, current())
    settings.SHUZHA_SEAL = home.keys("web") / "seal.pem"


@pytest.fixture
def certificate(city: Any) -> Any:
    """One issued at a moment as real clocks tell it, with a fraction of a second."""
    city.clock.advance(timedelta(microseconds=123_456))
    return certified(city).certificates.get()


def pdf_of(city: Any, number: str) -> bytes:
    answer = city.client().get(f"/registry/{number}/certificate.pdf")
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def words_of(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text().split())


def checked(city: Any, pdf: bytes) -> Any:
    """What a PDF reader that trusts the root alone says of the seal."""
    root = city.client().get("/registry/root.pem").content
    trusted = x509.Certificate.load(pem.unarmor(root)[2])
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted], allow_fetching=False))


def attached(pdf: bytes) -> tuple[str, str]:
    ((name, contents),) = PdfReader(io.BytesIO(pdf)).attachments.items()
    (content,) = contents
    return name, content.decode()


def renamed(certificate: Any, **stated: str) -> None:
    credential = certificate.credential
    credential["credentialSubject"] |= stated
    certificate.credential = credential
    certificate.save()


def test_it_is_one_archival_page_that_says_what_was_registered(
    city: Any, certificate: Any, logged: Any, seal: None
) -> None:
    logged()
    pdf = pdf_of(city, certificate.number)
    subject = certificate.credential["credentialSubject"]
    words = words_of(pdf)
    for shown in (
        "数据产品确权登记凭证", certificate.number, subject["productName"], subject["productNameEn"], subject["owner"],
        subject["ownerCreditCode"], subject["validity"], subject["scenario"], subject["caseNumber"],
        city.organisations["registrar"].name_zh, certificate.event.data["credential_sha256"][:32],
    ):  # fmt: skip
        assert "".join(shown.split()) in words, shown
    assert b"pdfaid:part>3<" in pdf
    assert "已注销" not in words


def test_the_seal_is_vouched_for_by_the_root_the_register_hands_out(
    city: Any, certificate: Any, logged: Any, seal: None
) -> None:
    logged()
    said = checked(city, pdf_of(city, certificate.number))
    assert said.bottom_line
    assert said.coverage.name == "ENTIRE_FILE"
    assert said.signer_reported_dt is not None


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_changed_sheet_breaks_the_seal(city: Any, certificate: Any, logged: Any, seal: None, place: float) -> None:
    logged()
    pdf = bytearray(pdf_of(city, certificate.number))
    start = pdf.index(b"stream\n") + int(len(pdf) * place * 0.5)
    pdf[start] ^= 1
    try:
        assert not checked(city, bytes(pdf)).bottom_line
    except (ValueError, KeyError, IndexError):
        return


def test_another_installations_root_does_not_vouch_for_it(
    city: Any, certificate: Any, logged: Any, seal: None, settings: Any, tmp_path: Path
) -> None:
    from shuzha.site.services.accounts import current
    from shuzha.site.services.authority import ensure_seal
    from shuzha.site.services.home import Home

    logged()
    pdf = pdf_of(city, certificate.number)
    elsewhere = Home.at(tmp_path / "elsewhere")
    ensure_seal(elsewhere, current())
    settings.SHUZHA_SEAL = elsewhere.keys("web") / "seal.pem"
    assert not checked(city, pdf).trusted


def test_the_credential_within_is_the_registers_and_verifies_offline(
    city: Any, certificate: Any, logged: Any, seal: None
) -> None:
    log_key = logged()
    name, text = attached(pdf_of(city, certificate.number))
    assert name == f"{certificate.number}.certificate.json"
    assert json.loads(text)["credential"] == certificate.credential
    verify(text, Keys([log_key, certificate.credential["issuer"]["id"]]), datetime.now(UTC))


def test_words_that_look_like_markup_stay_words(city: Any, certificate: Any, logged: Any, seal: None) -> None:
    logged()
    renamed(certificate, productName=HOSTILE, scenario=HOSTILE)
    pdf = pdf_of(city, certificate.number)
    assert words_of(pdf).count("".join(HOSTILE.split())) == 2
    assert len(PdfReader(io.BytesIO(pdf)).attachments) == 1


@pytest.mark.parametrize("name", ["产品\u202e名", "一\ue000", "a\x07b", "\ufffe", "𠀀 ᠮ", "产" * 300, "W" * 300])
def test_any_name_gives_one_page(city: Any, certificate: Any, logged: Any, seal: None, name: str) -> None:
    logged()
    renamed(certificate, productName=name, productNameEn=name, scenario=name * 20)
    pdf = pdf_of(city, certificate.number)
    assert "\u202e" not in words_of(pdf)
    assert checked(city, pdf).bottom_line


def test_it_is_drawn_once_for_each_standing(
    city: Any, certificate: Any, logged: Any, seal: None, tmp_path: Path
) -> None:
    logged()
    first = pdf_of(city, certificate.number)
    city.act(certificate.case, "cancel", city.operator, reason="停止服务")
    logged()
    cancelled = pdf_of(city, certificate.number)
    assert pdf_of(city, certificate.number) == cancelled != first
    assert "已注销" in words_of(cancelled)
    assert "CANCELLED" in words_of(cancelled)
    assert len(list((tmp_path / "sheets").iterdir())) == 1


def test_before_the_log_has_it_or_without_a_seal_it_is_refused_with_the_remedy(
    city: Any, certificate: Any, logged: Any, settings: Any, seal: None, tmp_path: Path
) -> None:
    address = f"/registry/{certificate.number}/certificate.pdf"
    early = city.client().get(address)
    assert (early.status_code, "请数秒后重试" in early.content.decode()) == (422, True)
    logged()
    settings.SHUZHA_SEAL = tmp_path / "nothing.pem"
    for asked in (address, "/registry/root.pem"):
        answer = city.client().get(asked)
        assert (answer.status_code, "shuzha up" in answer.content.decode()) == (422, True)


def test_a_machine_without_a_chinese_typeface_says_what_to_install(
    city: Any, certificate: Any, logged: Any, seal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shuzha.offices.registry.sheet import drawing

    logged()
    monkeypatch.setattr(drawing, "_SONG", ("No such typeface",))
    answer = city.client().get(f"/registry/{certificate.number}/certificate.pdf")
    assert (answer.status_code, "fonts-noto-cjk" in answer.content.decode()) == (422, True)


def test_programs_get_the_same_sheet(city: Any, certificate: Any, logged: Any, seal: None) -> None:
    logged()
    answer = city.client().get(f"/api/certificates/{certificate.number}/certificate.pdf")
    assert bytes(answer.content) == pdf_of(city, certificate.number)
    assert city.client().get("/api/certificates/HC-0/certificate.pdf").status_code == 404


def test_a_seal_that_will_soon_run_out_is_replaced_under_the_same_root(tmp_path: Path) -> None:
    from cryptography.x509 import load_pem_x509_certificates

    from shuzha.site.services.accounts import current
    from shuzha.site.services.authority import ensure_seal
    from shuzha.site.services.home import Home

    home, now = Home.at(tmp_path), datetime(2026, 1, 5, tzinfo=UTC)

    def pair(at: datetime) -> list[Any]:
        ensure_seal(home, current(), at)
        return load_pem_x509_certificates((home.keys("web") / "seal.pem").read_bytes())

    first, later, renewed = pair(now), pair(now + timedelta(days=8 * 365)), pair(now + timedelta(days=9 * 365 + 1))
    assert first == later
    assert renewed[0] != first[0]
    assert renewed[1] == first[1]
    for path in (home.keys("web") / "seal.pem", home.keys("owner") / "root.pem"):
        assert path.stat().st_mode & 0o077 == 0
