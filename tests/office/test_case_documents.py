"""Documents handed in with a case: open to whoever sees a case that uses them, closed to others, never run."""

from __future__ import annotations

import uuid

from city_life import (
    City,
    published_call,
)
from django.core.files.uploadedfile import SimpleUploadedFile


def page(answer) -> str:
    return answer.content.decode()


def test_a_document_goes_to_those_who_see_the_case_and_is_never_run(city: City) -> None:
    from shuzha.archive.documents.models import Document

    call = published_call(city)
    upload = SimpleUploadedFile("credit <b>.txt", "信用报告".encode(), content_type="text/html")
    answer = city.client("operator").post(
        "/start/zones.application/apply/",
        {"call": str(call.pk), "plan": "方案", "conditions.15-2.file": upload},
        follow=True,
    )
    document = Document.objects.get()
    assert f"/documents/{document.pk}/" in page(answer)
    got = city.client("bigdata").get(f"/documents/{document.pk}/")
    assert b"".join(got.streaming_content) == "信用报告".encode()
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Type"] == "application/octet-stream"
    for who in ("second", "registrar", "citizen"):
        assert city.client(who).get(f"/documents/{document.pk}/").status_code == 404
    assert city.client().get(f"/documents/{document.pk}/").status_code == 302


def test_a_document_stays_open_to_whoever_sees_a_case_that_uses_it_however_many_others_do(city: City) -> None:
    """Each application by another is closed to the first; the sixtieth case to use it opens it as the first does."""
    from shuzha.archive.documents.models import Document, DocumentUse
    from shuzha.archive.documents.operations import keep_document

    content = "同一份信用报告".encode()
    document = keep_document(
        content=content, filename="a.txt", organisation=city.organisations["operator"], at=city.now
    )
    DocumentUse.objects.bulk_create(DocumentUse(digest=document.digest, case=uuid.uuid4()) for _ in range(60))
    supports = dict.fromkeys(("15-2", "15-3"), f"附件 {document.reference}")
    call = published_call(city)
    city.start("zones.application", "apply", city.operator, call=str(call.pk), plan="方案", conditions=supports)
    assert DocumentUse.objects.filter(digest=document.digest).count() == 61, "twice in a case is one use"
    readers = [
        who
        for who in ("operator", "supervisor", "bigdata", "second", "citizen", "registrar")
        if city.client(who).get(f"/documents/{document.pk}/").status_code == 200
    ]
    assert readers == ["operator", "supervisor", "bigdata"]
    assert Document.objects.count() == 1


def test_typing_the_digest_of_anothers_document_into_ones_own_case_opens_nothing(city: City) -> None:
    from shuzha.archive.documents.models import DocumentUse
    from shuzha.archive.documents.operations import keep_document

    document = keep_document(
        content="商业秘密".encode(), filename="a.txt", organisation=city.organisations["operator"], at=city.now
    )
    call = published_call(city)
    city.start(
        "zones.application", "apply", city.second, call=str(call.pk), plan=document.reference,
        conditions={"15-2": document.reference, "15-3": f"见{document.reference}。"},
    )  # fmt: skip
    assert not DocumentUse.objects.exists()
    assert city.client("second").get(f"/documents/{document.pk}/").status_code == 404


def test_a_program_dressed_as_a_document_is_refused_and_the_rest_of_the_form_stays(city: City) -> None:
    call = published_call(city)
    upload = SimpleUploadedFile("plan.pdf", b"<script>alert(1)</script>")
    answer = city.client("operator").post(
        "/start/zones.application/apply/", {"call": str(call.pk), "plan": "我的方案", "conditions.15-2.file": upload}
    )
    assert answer.status_code == 422
    assert "不支持的文件类型" in page(answer)
    assert "我的方案" in page(answer)
