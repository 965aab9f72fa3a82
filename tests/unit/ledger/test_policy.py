"""A policy counts witnesses, not signatures, and a policy file that says anything else is refused by line."""

from __future__ import annotations

import pytest

from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.ledger.note import NoteKey, cosign, sign
from shuzha.ledger.policy import Policy

SIGNERS = [Ed25519Signer(bytes([n]) * 32) for n in (1, 2, 3)]
NAMES = ["a.example/w", "b.example/w", "c.example/w"]
TEXT = "city.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def _key(number: int, *, cosigning: bool = True) -> NoteKey:
    return NoteKey(NAMES[number], Ed25519Verifier(SIGNERS[number].public_key), cosigning)


LINES = "".join(f"witness W{n} {_key(n)} http://127.0.0.1:{9000 + n}/\n" for n in range(3))
POLICY = f"# two of three\n{LINES}group all-three 2 W0 W1 W2\nquorum all-three\n"


def _note(*cosigners: int) -> bytes:
    lines = "".join(cosign(TEXT, NAMES[n], SIGNERS[n], 1_800_000_000) for n in cosigners)
    return sign(TEXT, "city.example/log", Ed25519Signer(b"\x09" * 32)) + lines.encode()


@pytest.mark.parametrize(
    ("cosigners", "enough"), [((), False), ((0,), False), ((0, 0), False), ((0, 2), True), ((0, 1, 2), True)]
)
def test_two_of_three_means_two_different_witnesses(cosigners: tuple[int, ...], enough: bool) -> None:
    assert Policy.parse(POLICY).satisfied(_note(*cosigners)) is enough


def test_a_wrong_cosignature_counts_for_nothing_and_spoils_no_other() -> None:
    moved = cosign(TEXT.replace("\n0\n", "\n1\n"), NAMES[1], SIGNERS[1], 1_800_000_000)
    assert Policy.parse(POLICY).cosigners(_note(0) + moved.encode()) == [NAMES[0]]


def test_one_witness_or_none_can_be_the_quorum_and_urls_are_kept() -> None:
    assert Policy.parse(LINES + "quorum W1\n").satisfied(_note(1))
    assert Policy.parse("quorum none\n").satisfied(_note())
    assert Policy.parse(POLICY).urls[NAMES[2]] == "http://127.0.0.1:9002/"


@pytest.mark.parametrize(
    "text",
    ["", "quorum W0", "witness W0", "rubbish x", LINES + LINES, LINES + "group g 4 W0 W1 W2\nquorum g",
     LINES + "group g 0 W0\nquorum g", LINES + "group g 1 W9\nquorum g", LINES + "group g 2 W0 W0\nquorum g",
     LINES + "quorum W0\nquorum W1", f"witness L {_key(0, cosigning=False)}\nquorum L", LINES + "group g\nquorum g"],
)  # fmt: skip
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"polic|quorum"):
        Policy.parse(text)
