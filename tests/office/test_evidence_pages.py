"""Evidence as people meet it: receipts for all, what an event says for those it concerns, and an audit that finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shuzha_verifier
from city_life import City, application, granted
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection


def first_event(case):
    from shuzha.archive.cases.models import EventRecord

    return EventRecord.objects.get(stream=case.stream, seq=0)


def test_the_public_gets_an_unopened_receipt_and_the_parties_an_opened_one(city: City, log) -> None:
    event = first_event(application(city))
    log()
    path = f"/evidence/events/{event.pk}/receipt.json"
    public, party = json.loads(city.client().get(path).content), json.loads(city.client("operator").get(path).content)
    assert "opening" not in public
    assert party["opening"]["data"]["plan"] == "运营方案"
    assert "opening" not in json.loads(city.client("second").get(path).content)


def test_the_offline_verifier_accepts_the_receipts_that_the_page_gives(city: City, log, tmp_path: Path) -> None:
    from shuzha.archive.evidence.queries import log_keys

    event = first_event(application(city))
    log()
    file = tmp_path / "receipt.json"
    file.write_bytes(city.client("operator").get(f"/evidence/events/{event.pk}/receipt.json").content)
    assert shuzha_verifier.main([str(file), "--key", str(log_keys()[0])]) in (0, None)


def test_an_event_that_is_not_logged_yet_has_no_receipt_but_says_so(city: City, log) -> None:
    log()
    event = first_event(application(city))
    assert city.client().get(f"/evidence/events/{event.pk}/receipt.json").status_code == 404
    assert "尚未被签署的检查点覆盖" in city.client().get(f"/evidence/events/{event.pk}/").content.decode()


def test_what_an_event_says_is_closed_to_the_public(city: City, log) -> None:
    event = first_event(application(city))
    log()
    assert "运营方案" not in city.client().get(f"/evidence/events/{event.pk}/").content.decode()
    assert "运营方案" in city.client("bigdata").get(f"/evidence/events/{event.pk}/").content.decode()


def test_why_the_gate_kept_silent_is_read_by_the_supervisor_and_the_big_data_authority_alone(city: City, log) -> None:
    from shuzha.archive.cases.streams import append_next

    grant = granted(city)
    event = append_next(
        stream=grant.stream, command_id="one", type="use-sealed", at=city.now, person=str(city.analyst.person_id),
        organisation=str(city.operator.organisation_id), data={"private_reason": "smallest cell of 2"},
    )  # fmt: skip
    log()
    path = f"/evidence/events/{event.pk}/"
    readers = {
        who: "smallest cell of 2" in city.client(who).get(path).content.decode()
        for who in ("", "operator", "analyst", "bigdata", "provider", "second_supervisor", "supervisor")
    }
    assert [who for who, reads in readers.items() if reads] == ["bigdata", "supervisor"]
    assert "opening" not in json.loads(city.client("operator").get(f"{path}receipt.json").content)
    assert "opening" in json.loads(city.client("supervisor").get(f"{path}receipt.json").content)


def test_whoever_supervises_the_zone_now_reads_the_reasons_and_whoever_did_reads_them_no_more(city: City, log) -> None:
    """On the event's page, in its receipt and on the zone's board alike."""
    from shuzha.archive.cases.streams import append_next
    from shuzha.offices.zones.models import Zone

    grant = granted(city)
    event = append_next(
        stream=grant.stream, command_id="one", type="use-sealed", at=city.now, person=str(city.analyst.person_id),
        organisation=str(city.operator.organisation_id),
        data={"private_reason": {"zh": "单元过小的缘由", "en": "smallest cell of 2"}, "sql": "SELECT 1", "face": "api"},
    )  # fmt: skip
    log()
    zone = Zone.objects.get(agreement=grant.agreement)
    zone.supervisor = city.organisations["second_supervisor"]
    zone.save()
    page = f"/evidence/events/{event.pk}/"
    for place in (page, f"{page}receipt.json", f"/zones/{zone.pk}/"):
        readers = [
            who
            for who in (
                "",
                "operator",
                "analyst",
                "bigdata",
                "provider",
                "government",
                "supervisor",
                "second_supervisor",
            )
            if "单元过小的缘由" in city.client(who).get(place).content.decode()
        ]
        assert readers == ["bigdata", "second_supervisor"], place


def test_what_an_expert_said_is_opened_by_no_receipt_of_the_applicant_or_of_another_expert(city: City, log) -> None:
    from shuzha.archive.cases.models import EventRecord

    case = city.act(city.act(application(city), "qualify", city.bigdata), "draw", city.bigdata)
    drawn = [expert.account for expert in city.experts if expert.number in case.facts["drawn"]]
    city.act(case, "opine", drawn[0], recommend=True, score=88, opinion="方案可行但成本偏高")
    event = EventRecord.objects.get(stream=case.stream, type="opinion-given")
    log()
    for who, opened in (
        ("operator", False),
        (drawn[1].username, False),
        (drawn[0].username, True),
        ("bigdata", True),
    ):
        client = city.client(who)
        assert ("成本偏高" in client.get(f"/evidence/events/{event.pk}/").content.decode()) == opened, who
        receipt = json.loads(client.get(f"/evidence/events/{event.pk}/receipt.json").content)
        assert ("opening" in receipt) == opened, who


def test_sign_ins_are_nobody_elses_business(city: City, settings) -> None:
    from shuzha.archive.cases.models import EventRecord
    from shuzha.archive.cases.streams import append_next

    append_next(stream=f"account-{city.operator.pk}", command_id="one", type="signed-in", at=city.now)
    event = EventRecord.objects.get(stream=f"account-{city.operator.pk}")
    assert city.client("operator").get(f"/evidence/events/{event.pk}/").status_code == 200
    assert city.client("second").get(f"/evidence/events/{event.pk}/").status_code == 404
    assert f"/evidence/events/{event.pk}/" not in city.client("operator").get("/evidence/").content.decode()


def test_an_uploaded_receipt_is_checked(city: City, log) -> None:
    event = first_event(application(city))
    log()
    good = city.client().get(f"/evidence/events/{event.pk}/receipt.json").content
    forged = json.loads(good) | {"index": 1}

    def verify(content: bytes):
        return city.client().post("/evidence/verify/", {"receipt": SimpleUploadedFile("r.json", content)})

    assert "回执成立" in verify(good).content.decode()
    for bad in (json.dumps(forged).encode(), b"", b"[]", b"\xff\xfe", b'{"format": 1}', b"[" * 100_000, b"null"):
        answer = verify(bad)
        assert answer.status_code == 422
        assert "不能证明任何事项" in answer.content.decode()
    assert city.client().post("/evidence/verify/").status_code == 422


@pytest.mark.parametrize(
    ("who", "may"), [("supervisor", True), ("bigdata", True), ("operator", False), ("citizen", False)]
)
def test_the_audit_is_for_those_who_supervise(city: City, log, who: str, may: bool) -> None:
    log()
    assert city.client(who).post("/evidence/audit/").status_code == (200 if may else 403)


def test_the_audit_names_the_event_in_which_one_byte_was_changed(city: City, log) -> None:
    case = application(city)
    log()
    assert "未发现不一致" in city.client("supervisor").post("/evidence/audit/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_eventrecord DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_eventrecord SET data = jsonb_set(data, '{plan}', '\"运营方安\"') WHERE stream = %s AND seq = 0",
            [case.stream],
        )
        cursor.execute("ALTER TABLE cases_eventrecord ENABLE TRIGGER USER")
    assert f"{case.stream}#0" in city.client("supervisor").post("/evidence/audit/").content.decode()


def test_a_case_number_finds_its_events(city: City, log) -> None:
    case = application(city)
    log()
    seen = city.client().get("/evidence/", {"q": case.number}).content.decode()
    assert f"/evidence/events/{first_event(case).pk}/" in seen


def test_without_a_log_the_page_says_that_nothing_is_signed(city: City, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("shuzha.archive.evidence.queries.log_directory", lambda: tmp_path / "none")
    assert "日志尚未签署" in city.client().get("/evidence/").content.decode()


def test_the_page_says_who_has_cosigned_and_who_has_not_and_that_publication_waits(
    city: City, log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shuzha.archive.evidence import queries
    from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
    from shuzha.ledger import unpublished
    from shuzha.ledger.note import NoteKey
    from shuzha.ledger.witness_client import TooFew

    keys = [NoteKey(f"w{n}.example", Ed25519Verifier(Ed25519Signer.generate().public_key), True) for n in (1, 2)]
    (tmp_path / "witnesses").write_text(
        f"witness w1 {keys[0]} unix:w1.sock\nwitness w2 {keys[1]} https://w2.example\ngroup g 1 w1 w2\nquorum g\n"
    )
    application(city)
    log()
    unpublished.note(tmp_path / "log", TooFew(1, 1, [], {"w1.example": "is down"}), "2026-03-02T09:00:00+08:00")
    monkeypatch.setattr(queries.settings, "SHUZHA_HOME", tmp_path)
    shown = city.client().get("/evidence/").content.decode()
    assert "w1.example" in shown
    assert "未联署" in shown
    assert "其他单位" in shown
    assert "2026-03-02T09:00:00+08:00" in shown
    policy = city.client().get("/log/policy").content.decode()
    assert policy.startswith("log city.example/log+")
    assert "quorum g" in policy


def test_outsiders_read_checkpoint_and_entries_and_of_sign_ins_the_hash_alone(city: City, log) -> None:
    from shuzha.archive.cases.streams import append_next
    from shuzha.ledger.tree import Tree

    assert city.client().get("/log/checkpoint").status_code == 404
    event = first_event(application(city))
    append_next(stream="account-7", command_id="in", type="signed-in", at=city.now, data={})
    log()
    note = city.client().get("/log/checkpoint").content.decode()
    assert note.startswith("city.example/log\n")
    lines = city.client().get("/log/entries/0").content.decode().splitlines()
    assert len(lines) == int(note.split("\n")[1])
    assert sum(line.endswith(" ") for line in lines) == 1
    for line in lines:
        hash_, _, entry = line.partition(" ")
        assert not entry or Tree().leaf(entry.encode()).hex() == hash_
    assert any(event.stream in line for line in lines)
    assert city.client().get(f"/log/entries/{len(lines)}").content == b""
    assert city.client().get(f"/log/entries/{len(lines) + 1}").status_code == 404


def test_a_monitor_follows_the_pages_and_sees_that_a_released_answer_stands_on_its_grant(
    city: City, log, tmp_path: Path
) -> None:
    from shuzha.archive.cases.models import EventRecord
    from shuzha.archive.cases.streams import append_next
    from shuzha.archive.evidence.queries import log_keys
    from shuzha.kernel.calendar import china_calendar
    from shuzha.ledger.policy import Policy
    from shuzha.site.monitor.follow import follow
    from shuzha.site.monitor.memory import Memory
    from shuzha.site.monitor.promises import broken

    def see() -> list[tuple[str, str]]:
        _, fresh = follow(memory, Policy((), 0, {}, tuple(log_keys())), lambda path: client.get(f"/log/{path}").content)
        found = broken(memory, fresh, china_calendar(), city.now.date())
        return [(one.code, memory_stream(one.entry)) for one in found]

    def memory_stream(place: int | None) -> str:
        return next(entry.stream for entry in EventRecord.objects.filter(leaf__index=place))

    client, memory = city.client(), Memory(tmp_path / "memory")
    grant = granted(city)
    for stream in (grant.stream, "use-of-nothing"):
        append_next(stream=stream, command_id=stream, type="use-released", at=city.now, data={})
    log()
    assert see() == [("use-without-grant", "use-of-nothing")]
    log()
    assert see() == []
