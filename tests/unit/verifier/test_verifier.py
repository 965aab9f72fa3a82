"""The verifier, as an outsider runs it: a file, a key, an exit status and one plain sentence."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.ledger import multibase, receipt
from shuzha.ledger.credential import certificate, digest, sign_credential
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey, cosign
from shuzha.ledger.status_list import SIZE, status_entry, status_list

VERIFIER = Path(__file__).parents[3] / "verifier/shuzha_verifier.py"
LOG_KEY, ISSUER = Ed25519Signer(b"\x07" * 32), Ed25519Signer(b"\x09" * 32)
DID = multibase.did_key(ISSUER.public_key)
SALT = b"\x05" * 16
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Writes each piece of evidence to a file and runs the verifier on them in a process of its own, isolated."""

    def run(*evidence: Any, keys: list[str], status: Any = None) -> tuple[int, str]:
        paths = []
        for number, piece in enumerate(evidence):
            path = tmp_path / f"evidence-{number}"
            path.write_bytes(piece if isinstance(piece, bytes) else json.dumps(piece, ensure_ascii=False).encode())
            paths.append(str(path))
        options = [part for key in keys for part in ("--key", key)]
        if status is not None:
            (tmp_path / "status.json").write_text(json.dumps(status))
            options += ["--status", str(tmp_path / "status.json")]
        command = [sys.executable, "-I", str(VERIFIER), *paths, *options]
        done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


def _signed(valid_until: str = "2099-01-01T00:00:00Z", issuer: str = DID) -> dict[str, Any]:
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2020-01-01T00:00:00Z",
        "validUntil": valid_until,
        "credentialSubject": {"id": "urn:product:1", "名称": "企业用水指数", "score": 0.00000025},
    }
    return sign_credential(credential, ISSUER, datetime(2026, 3, 20, tzinfo=UTC))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    recorded = {"credential_sha256": digest(_signed())}
    with Log.create(tmp_path / "log", "city.example/log", signer=LOG_KEY) as log:
        log.append([canonical({"v": 1, "seq": i, "commit": receipt.commit(SALT, recorded)}) for i in range(300)])
        log.checkpoint()
        yield log


def _certificate(log: Log, credential: dict[str, Any], recorded: dict[str, Any] | None = None) -> dict[str, Any]:
    opening = recorded or {"credential_sha256": digest(_signed())}
    return certificate(credential, receipt.make(log, 7, (SALT, opening)))


def test_good_evidence_of_every_kind_is_accepted(log: Log, run: Run) -> None:
    old = log.published_note()
    log.append([b"later"])
    log.checkpoint()
    proof = receipt.as_tlog_proof(receipt.make(log, 7)).encode()
    evidence = [old, receipt.make(log, 7), proof, receipt.consistency(log, old), _certificate(log, _signed())]
    status, said = run(*evidence, keys=[str(log.keys[0]), DID])
    assert status == 0, said
    assert "第 7 条记录" in said
    assert "entry 7" in said
    assert said.count("✓") == 5


WITNESSES = [Ed25519Signer(bytes([n]) * 32) for n in (1, 2, 3)]
WITNESS_KEYS = [NoteKey(f"w{n}.example", Ed25519Verifier(s.public_key), True) for n, s in enumerate(WITNESSES)]
POLICY = "# 三取二\nlog {log}\n" + "".join(
    f"witness W{n} {key} https://w{n}.example/\n" for n, key in enumerate(WITNESS_KEYS)
)


def _cosigned(note: bytes, *by: int) -> bytes:
    text = note.decode().partition("\n\n")[0] + "\n"
    return note + "".join(cosign(text, f"w{n}.example", WITNESSES[n], 1_800_000_000) for n in by).encode()


@pytest.mark.parametrize(
    ("quorum", "by", "accepted"),
    [
        ("group all-of 2 W0 W1 W2\nquorum all-of", (0, 2), True),
        ("group all-of 2 W0 W1 W2\nquorum all-of", (0, 0), False),
        ("group all-of 2 W0 W1\nquorum all-of", (0, 2), False),
        ("group g all W0 W1 W2\nquorum g", (0, 1), False),
        ("group g any W0 W1 W2\nquorum g", (1,), True),
        ("quorum W1", (1,), True),
        ("quorum W1", (0,), False),
        ("quorum W9", (0, 1, 2), False),
        ("quorum none", (), True),
    ],
)
def test_so_many_witnesses_as_the_policy_says_must_have_cosigned(
    log: Log, run: Run, tmp_path: Path, quorum: str, by: tuple[int, ...], accepted: bool
) -> None:
    policy = tmp_path / "policy"
    policy.write_text(POLICY.format(log=log.keys[0]) + quorum)
    note = _cosigned(log.published_note(), *by)
    status, said = run(note, receipt.make(log, 7) | {"checkpoint": note.decode()}, keys=[str(policy)])
    assert (status == 0) is accepted, said
    assert accepted or "witnesses have cosigned" in said


def test_a_wrong_cosignature_of_a_witness_named_is_refused_and_one_of_a_stranger_ignored(
    log: Log, run: Run, tmp_path: Path
) -> None:
    moved = _cosigned(b"other\n\n", 1).partition(b"\n\n")[2]
    policy = tmp_path / "policy"
    policy.write_text(POLICY.format(log=log.keys[0]) + "quorum W0")
    status, said = run(_cosigned(log.published_note(), 0) + moved, keys=[str(policy)])
    assert (status, "the signature of the checkpoint W1 is wrong" in said) == (1, True)
    assert run(_cosigned(log.published_note(), 0) + moved, keys=[str(log.keys[0])])[0] == 0


@pytest.mark.parametrize("line", ["witness W", "witness W x+00+AA==", "group g many", "quorum", "what is this"])
def test_a_policy_that_cannot_be_read_is_refused_and_never_taken_for_none(
    log: Log, run: Run, tmp_path: Path, line: str
) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.keys[0]}\n{line}\n")
    assert run(log.published_note(), keys=[str(policy)])[0] == 1


def test_keys_may_stand_in_a_file(log: Log, run: Run, tmp_path: Path) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{log.keys[0]}\n\n{DID}\n")
    assert run(receipt.make(log, 0), _certificate(log, _signed()), keys=[str(keys)])[0] == 0


def test_a_changed_receipt_is_refused_and_the_entry_is_named(log: Log, run: Run) -> None:
    made = receipt.make(log, 255)
    made["entry"] = "AAAA"
    status, said = run(made, keys=[str(log.keys[0])])
    assert status == 1
    assert "第 255 条记录的证明不成立" in said
    assert "entry 255 is not proved" in said


def test_evidence_of_a_log_whose_key_is_not_trusted_is_refused(log: Log, run: Run) -> None:
    stranger = "city.example/log+" + str(log.keys[0]).split("+", 1)[1].replace("A", "B", 1)
    status, said = run(receipt.make(log, 0), keys=[DID])
    assert (status, "no signature of a trusted key" in said) == (1, True)
    assert run(receipt.make(log, 0), keys=[stranger])[0] == 1


def test_a_forked_log_shows_in_two_checkpoints_and_in_their_proof(log: Log, run: Run, tmp_path: Path) -> None:
    with Log.create(tmp_path / "fork", "city.example/log", signer=LOG_KEY) as fork:
        fork.append([b"%d" % i for i in range(300)])
        other = fork.checkpoint()
        status, said = run(log.published_note(), other, keys=[str(log.keys[0])])
        assert (status, "two roots for 300 entries" in said) == (1, True)
        fork.append([b"more"])
        fork.checkpoint()
        forged = receipt.consistency(fork, other) | {"old": log.published_note().decode()}
        status, said = run(forged, keys=[str(log.keys[0])])
        assert (status, "history was rewritten" in said) == (1, True)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: c["credential"]["credentialSubject"].update(score=1), "the signature of the certificate is wrong"),
        (lambda c: c["credential"].update(issuer="did:key:z6Mkother"), "is not trusted or did not sign"),
        (lambda c: c["receipt"].pop("opening"), "incomplete or malformed"),
        (lambda c: c["receipt"]["opening"]["data"].update(x=1), "not what entry 7 commits to"),
        (lambda c: c["credential"].update(proof=None), "incomplete or malformed"),
        (lambda c: c.update(format="shuzha-receipt/v1"), "incomplete or malformed"),
        (lambda c: c.update(credential=_signed("2021-01-01T00:00:00Z")), "outside its period of validity"),
        (lambda c: c.update(credential=_signed("2098-01-01T00:00:00Z")), "another certificate than this one"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused_with_the_reason(
    log: Log, run: Run, spoil: Callable[[dict[str, Any]], Any], said: str
) -> None:
    spoiled = json.loads(json.dumps(_certificate(log, _signed())))
    spoil(spoiled)
    status, output = run(spoiled, keys=[str(log.keys[0]), DID])
    assert (status, said in output) == (1, True), output


def test_a_certificate_of_an_issuer_nobody_trusts_is_refused(log: Log, run: Run) -> None:
    status, said = run(_certificate(log, _signed()), keys=[str(log.keys[0])])
    assert (status, "不受信任" in said) == (1, True)


@pytest.mark.parametrize(
    "evidence",
    [b"", b"{", b"[]", b"\xff\xfe", b"{}", b'{"format":"x"}', b'{"format":"shuzha-receipt/v1"}', b'{"a":1,"a":2}',
     b"c2sp.org/tlog-proof@v1\n", b"a\n1\nAAAA\n\n\n", b'{"format":["shuzha-receipt/v1"]}', b"[" * 100_000],
)  # fmt: skip
def test_rubbish_is_refused_without_a_crash(run: Run, evidence: bytes) -> None:
    assert run(evidence, keys=[DID])[0] == 1


def test_a_file_that_is_not_there_and_a_key_that_is_none_are_refused(run: Run, log: Log) -> None:
    assert run(receipt.make(log, 0), keys=["no such key"])[0] == 1
    command = [sys.executable, "-I", str(VERIFIER), "/nowhere/receipt.json", "--key", DID]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


LISTED = "https://data.city.test/registry/status/0.json"
SINCE = datetime(2026, 3, 22, tzinfo=UTC)


def _placed(log: Log, index: int = 7, **changed: str) -> dict[str, Any]:
    unsigned = {name: value for name, value in _signed().items() if name != "proof"}
    entry = status_entry(LISTED, index) | changed
    credential = sign_credential(unsigned | {"credentialStatus": entry}, ISSUER, SINCE)
    recorded = {"credential_sha256": digest(credential)}
    log.append([canonical({"v": 1, "commit": receipt.commit(SALT, recorded)})])
    log.checkpoint()
    return certificate(credential, receipt.make(log, log.size - 1, (SALT, recorded)))


def test_a_certificate_is_looked_up_in_the_status_list_that_is_given(log: Log, run: Run) -> None:
    keys = [str(log.keys[0]), DID]
    paper = _placed(log)
    status, said = run(paper, keys=keys)
    assert (status, "its standing was not looked up" in said) == (0, True)
    status, said = run(paper, keys=keys, status=status_list(LISTED, {6: {}, 8: {}}, ISSUER, SINCE))
    assert (status, f"in force as of {SINCE.isoformat()}" in said) == (0, True)
    status, said = run(paper, keys=keys, status=status_list(LISTED, {7: {}}, ISSUER, SINCE))
    assert (status, "no longer in force" in said, "证书已失效" in said) == (1, True, True)


@pytest.mark.parametrize(
    "changed",
    [{"statusListIndex": str(SIZE)}, {"statusListIndex": "-1"}, {"statusListIndex": "x"}, {"statusPurpose": "message"},
     {"statusListCredential": "https://data.city.test/registry/status/1.json"}],
)  # fmt: skip
def test_a_certificate_whose_place_is_in_no_list_given_is_refused(log: Log, run: Run, changed: dict[str, str]) -> None:
    listed = status_list(LISTED, {}, ISSUER, SINCE)
    status, said = run(_placed(log, **changed), keys=[str(log.keys[0]), DID], status=listed)
    assert (status, "another status list" in said or "malformed" in said) == (1, True)
    assert run(_certificate(log, _signed()), keys=[str(log.keys[0]), DID], status=listed)[0] == 1


@pytest.mark.parametrize("wrong", ["changed", "stranger", "future", "empty", "list", "null", "cut"])
def test_a_status_list_that_does_not_hold_is_never_taken_for_one(log: Log, run: Run, wrong: str) -> None:
    listed: Any = status_list(LISTED, {7: {}}, ISSUER, SINCE)
    clean = status_list(LISTED, {}, ISSUER, SINCE)["credentialSubject"]
    given: Any = {
        "changed": listed | {"credentialSubject": clean},
        "stranger": status_list(LISTED, {}, Ed25519Signer(b"\x0a" * 32), SINCE),
        "future": status_list(LISTED, {}, ISSUER, datetime(2990, 1, 1, tzinfo=UTC)),
        "empty": {},
        "list": [],
        "null": {"credentialSubject": None},
        "cut": sign_credential(
            {name: value for name, value in listed.items() if name != "proof"}
            | {"credentialSubject": clean | {"encodedList": clean["encodedList"][:12]}},
            ISSUER,
            SINCE,
        ),
    }[wrong]
    status, said = run(_placed(log), keys=[str(log.keys[0]), DID], status=given)
    assert status == 1, said
    assert "another certificate" not in said


def test_the_verifier_is_short_and_shares_no_code_with_the_platform() -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 300
    roots = set()
    for statement in ast.walk(ast.parse(source)):
        if isinstance(statement, ast.Import):
            roots.update(alias.name.split(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            roots.add(str(statement.module).split(".")[0])
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
