"""SM2 does what the standard's printed example says, and signs whole logs of the suite "gm"."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzha.kernel.suites import SM3, BadSignature, Sm2Signer, Sm2Verifier
from shuzha.ledger import receipt
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey

# GB/T 32918.5, the example on the recommended curve.
SECRET = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)


def test_the_standards_example_of_sm2_verifies_and_its_key_is_the_one_printed() -> None:
    assert Sm2Signer(SECRET).public_key == PUBLIC
    Sm2Verifier(PUBLIC).verify(b"message digest", SIGNATURE)


@pytest.mark.parametrize(
    ("message", "signature"),
    [(b"message digesT", SIGNATURE), (b"message digest", SIGNATURE[:-1] + b"\0"), (b"message digest", bytes(64)),
     (b"message digest", SIGNATURE[:-1]), (b"message digest", b""), (b"message digest", b"\xff" * 64)],
)  # fmt: skip
def test_any_other_message_or_signature_is_refused(message: bytes, signature: bytes) -> None:
    with pytest.raises(BadSignature):
        Sm2Verifier(PUBLIC).verify(message, signature)


@pytest.mark.parametrize("key", [b"", bytes(65), b"\x04" + b"\x01" * 64, b"\x02" + PUBLIC[1:33]])
def test_what_is_no_point_of_the_curve_is_no_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="not an SM2 public key"):
        Sm2Verifier(key)


def test_sm3_gives_the_standards_second_example() -> None:
    """GB/T 32905, example 2: sixteen times "abcd"."""
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert SM3.digest(b"abcd" * 16).hex() == expected


def test_a_log_of_the_suite_gm_is_hashed_with_sm3_and_signed_with_sm2(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log", "city.example/log", "gm", Sm2Signer(SECRET)) as log:
        log.append([b'{"event":1}', b'{"event":2}'])
        log.checkpoint()
        assert str(NoteKey.parse(str(log.keys[0]))) == str(log.keys[0])
        made = receipt.make(log, 1)
        assert (made["suite"], receipt.verify(made, log.keys).index) == ("gm", 1)
        assert log.fsck() == []


@pytest.mark.parametrize("secret", [b"", SECRET[:-1], SECRET + b"\0", bytes(32)])
def test_what_is_no_sm2_key_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 secret bytes"):
        Sm2Signer(secret)
