"""An installation begins with three witnesses of its own; a policy that names others runs none, and a wrong one is
named by line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.unpublished import Unpublished
from shuzha.ledger.witness_client import Witnesses, over_http
from shuzha.site.services import keys
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import lineup
from shuzha.site.services.supervisor import publication
from shuzha.site.services.witness_process import address, known_from

LOG_KEY = "city.example/log"


@pytest.fixture
def place() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="shuzha-test-") as folder:
        os.chmod(folder, 0o755)
        home = Home.at(folder)
        home.settle(os.geteuid())
        keys.prepare(home)
        yield home


def test_two_of_three_with_a_key_and_a_place_each_and_preparing_again_changes_nothing(place: Home) -> None:
    text = place.witnesses.read_text()
    assert "prove little" in text
    policy = Policy.parse(text)
    assert (policy.needed, len(policy.witnesses), len(policy.urls)) == (2, 3, 3)
    assert len({key.verifier.public_key for key in policy.witnesses}) == 3
    for name in ("witness-1", "witness-2", "witness-3"):
        assert oct((place.root / name).stat().st_mode)[-3:] == oct(place.keys(name).stat().st_mode)[-3:] == "700"
    keys.prepare(place)
    assert place.witnesses.read_text() == text


def test_only_those_that_the_policy_asks_for_are_run_before_the_sequencer(place: Home) -> None:
    assert [service.name for service in lineup(place, 1)][:4] == ["witness-1", "witness-2", "witness-3", "sequencer"]
    assert {service.kind for service in lineup(place, 1)} == {"witness", "sequencer", "gate", "worker", "web"}
    lines = place.witnesses.read_text().splitlines()
    outside = lines[4].replace("unix:witness-1.sock", "https://witness.example/")
    place.witnesses.write_text(f"{outside}\nquorum witness-1\n")
    assert next(service.name for service in lineup(place, 1)) == "sequencer"
    place.witnesses.write_text("witness\n")
    with pytest.raises(ServiceFault, match="line 1 of the policy"):
        lineup(place, 1)


def test_the_processes_that_are_run_cosign_the_log_that_lies_beside_them(place: Home) -> None:
    with Log.create(place.root / "log", LOG_KEY, signer=Ed25519Signer.generate()) as log:
        log.append([b"a"])
        started = [subprocess.Popen(one.command, stdout=subprocess.PIPE) for one in lineup(place, 1)[:3]]
        try:
            for process in started:
                assert process.stdout is not None
                assert process.stdout.readline().startswith(b"witness witness-")
            policy = Policy.parse(place.witnesses.read_text())
            note = log.checkpoint(Witnesses(policy, over_http(place.run)).cosign)
            assert len(policy.cosigners(note)) >= 2
        finally:
            for process in started:
                process.kill()
                process.communicate()


def test_keys_of_logs_are_read_anew_and_nobody_is_known_without_the_file(tmp_path: Path) -> None:
    known = known_from(tmp_path / "keys")
    assert known() == {}
    key = NoteKey(LOG_KEY, Ed25519Signer.generate())  # type: ignore[arg-type]
    (tmp_path / "keys").write_text(f"# the city's\n\n{key}\n")
    assert [str(one) for one in known()[LOG_KEY]] == [str(key)]
    (tmp_path / "keys").write_text("nonsense\n")
    with pytest.raises(ValueError, match="not a key"):
        known()


def test_addresses_of_any_kind_and_what_is_none() -> None:
    assert address("127.0.0.1:80") == ("127.0.0.1", 80)
    assert address("[::1]:80") == ("::1", 80)
    for wrong in ("80", "host:", "host:99999", "host:x"):
        with pytest.raises(ValueError, match="not a host"):
            address(wrong)


def test_a_witness_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    options = ("--name", "w", "--key", "key", "--logs", "l", "--record", "r", "--listen", "127.0.0.1:0")
    command = [sys.executable, "-c", "from shuzha.site.cli import main; main()", "witness", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The witness cannot start" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_operator_is_told_who_has_not_cosigned_and_why() -> None:
    said = publication(Unpublished("2026-03-02", 2, ("a",), {"b": "cannot be reached"}))
    assert said.startswith("!!")
    assert "b: cannot be reached" in said
    assert publication(None).startswith("✓")
