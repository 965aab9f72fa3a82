"""Proofs that outsiders take away: an event's receipt as text, and that the log only grew between two checkpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shuzha_verifier
from city_life import City, application
from test_evidence_pages import first_event


def test_the_proof_text_of_an_event_is_accepted_by_the_offline_verifier(city: City, log, tmp_path: Path) -> None:
    from shuzha.archive.evidence.queries import log_keys

    event = first_event(application(city))
    log()
    answer = city.client().get(f"/evidence/events/{event.pk}/receipt.tlog-proof")
    assert answer["Content-Type"].startswith("text/plain")
    assert "运营方案" not in answer.content.decode()
    file = tmp_path / "receipt.tlog-proof"
    file.write_bytes(answer.content)
    assert shuzha_verifier.main([str(file), "--key", str(log_keys()[0])]) == 0
    assert city.client().get("/evidence/events/999999/receipt.tlog-proof").status_code == 404


def two_checkpoints(city: City, log) -> tuple[int, int]:
    from shuzha.archive.evidence.queries import latest_checkpoint

    sizes = []
    for _ in range(2):
        application(city)
        log()
        sizes.append(latest_checkpoint().size)
    return sizes[0], sizes[1]


@pytest.mark.parametrize("address", ["/evidence/consistency.json", "/api/log/consistency"])
def test_anyone_may_have_proof_that_the_log_only_grew(city: City, log, tmp_path: Path, address: str) -> None:
    from shuzha.archive.evidence.queries import log_keys

    old, new = two_checkpoints(city, log)
    application(city)
    log()
    file = tmp_path / "consistency.json"
    for asked, until in (({"old": old, "new": new}, new), ({"old": old}, None), ({"old": new, "new": new}, new)):
        proof = city.client().get(address, asked).json()
        assert proof["new"].split("\n")[1] == str(until) if until else int(proof["new"].split("\n")[1]) > new
        file.write_text(json.dumps(proof))
        assert shuzha_verifier.main([str(file), "--key", str(log_keys()[0])]) == 0


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [("0", "", "old"), ("", "", "old"), ("x", "", "old"), ("1", "77777", "new"), ("9" * 30, "", "old"),
     ("²", "", "old"), ("-1", "", "old"), (str(2**63), "", "old"), ("late", "early", "old")],
)  # fmt: skip
def test_a_checkpoint_that_was_never_published_is_named(city: City, log, old: str, new: str, names: str) -> None:
    early, late = two_checkpoints(city, log)
    if old == "late":
        old, new = str(late), str(early)
    elif old == "1":
        old = str(early)
    answer = city.client().get(
        "/evidence/consistency.json", {"old": old, "new": new}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert "检查点" in answer.content.decode() or "checkpoint" in answer.content.decode()
    from shuzha.archive.evidence.consistency import consistency_between
    from shuzha.kernel.decision import Refused

    with pytest.raises(Refused) as refused:
        consistency_between(int(old) if old.isascii() and old.isdecimal() else 0, int(new) if new else None)
    assert refused.value.denials[0].field == names


def test_programs_are_told_which_number_is_amiss(city: City, log) -> None:
    two_checkpoints(city, log)
    for asked, status in (({"old": 0}, 400), ({}, 400), ({"old": 2**63}, 400), ({"old": 77777}, 422)):
        answer = city.client().get("/api/log/consistency", asked)
        assert answer.status_code == status
        assert answer.json()["denials"][0]["field"] == "old"


def test_before_there_is_a_checkpoint_none_is_proved_to_extend_another(city: City, log) -> None:
    assert city.client().get("/evidence/consistency.json", {"old": "1"}).status_code == 422
