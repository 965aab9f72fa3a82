"""The crypto suites do what the published vectors say, and refuse what they say must be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shuzha.kernel.suites import (
    SHA256,
    SM3,
    Aead,
    AesGcm,
    BadSignature,
    Ed25519Signer,
    Ed25519Verifier,
    Sm4Gcm,
    Unsealable,
    generate,
    signer_from,
    suite,
    verifier,
)

AEADS = [AesGcm(), Sm4Gcm()]


def _cases(shared: Path, name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    file = json.loads((shared / f"vectors/wycheproof/testvectors_v1/{name}_test.json").read_text())
    cases = [(group, case) for group in file["testGroups"] for case in group["tests"]]
    assert len(cases) == file["numberOfTests"]
    return cases


def test_every_ed25519_case_is_judged_as_published(shared: Path) -> None:
    for group, case in _cases(shared, "ed25519"):
        key = Ed25519Verifier(bytes.fromhex(group["publicKey"]["pk"]))
        try:
            key.verify(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            result = "valid"
        except BadSignature:
            result = "invalid"
        assert result == case["result"], case


def test_every_hmac_sm3_case_is_judged_as_published(shared: Path) -> None:
    for group, case in _cases(shared, "hmac_sm3"):
        tag = SM3.mac(bytes.fromhex(case["key"]), bytes.fromhex(case["msg"]))[: group["tagSize"] // 8]
        assert (tag.hex() == case["tag"]) == (case["result"] == "valid"), case


def test_every_sm4_gcm_case_with_a_nonce_of_96_bits_is_judged_as_published(shared: Path) -> None:
    """The other 39 have nonces of other lengths, which the suite refuses by design: all sealing uses 96 bits."""
    judged = refused = 0
    for group, case in _cases(shared, "sm4_gcm"):
        key, nonce, aad = (bytes.fromhex(case[name]) for name in ("key", "iv", "aad"))
        plain, sealed = bytes.fromhex(case["msg"]), bytes.fromhex(case["ct"] + case["tag"])
        if group["ivSize"] != 96:
            with pytest.raises(ValueError, match="nonce"):
                Sm4Gcm().open(key, nonce, sealed, aad)
            refused += 1
        elif case["result"] == "valid":
            assert Sm4Gcm().open(key, nonce, sealed, aad) == plain
            assert Sm4Gcm().seal(key, nonce, plain, aad) == sealed
            judged += 1
        else:
            with pytest.raises(Unsealable):
                Sm4Gcm().open(key, nonce, sealed, aad)
            judged += 1
    assert (judged, refused) == (65, 39)


def test_sm3_gives_the_standards_example() -> None:
    """GB/T 32905, example 1."""
    assert SM3.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert SHA256.digest(b"").hex().startswith("e3b0c44298fc1c14")


@pytest.mark.parametrize("aead", AEADS, ids=lambda aead: aead.name)
def test_sealed_bytes_open_only_whole_and_in_their_context(aead: Aead) -> None:
    key, nonce = b"k" * aead.key_bytes, b"n" * 12
    sealed = aead.seal(key, nonce, "数据".encode(), b"column 7")
    assert aead.open(key, nonce, sealed, b"column 7").decode() == "数据"
    attempts = [
        (key, nonce, sealed, b"column 8"),
        (key, b"m" * 12, sealed, b"column 7"),
        (b"j" * aead.key_bytes, nonce, sealed, b"column 7"),
        (key, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"column 7"),
        (key, nonce, bytes([sealed[0] ^ 1]) + sealed[1:], b"column 7"),
        (key, nonce, sealed[:10], b"column 7"),
    ]
    for attempt in attempts:
        with pytest.raises(Unsealable):
            aead.open(*attempt)


@pytest.mark.parametrize("aead", AEADS, ids=lambda aead: aead.name)
def test_a_key_or_nonce_of_the_wrong_length_is_named(aead: Aead) -> None:
    with pytest.raises(ValueError, match=f"key of {aead.key_bytes} bytes, not 5"):
        aead.seal(b"short", b"n" * 12, b"", b"")
    with pytest.raises(ValueError, match="nonce of 12 bytes, not 8"):
        aead.open(b"k" * aead.key_bytes, b"n" * 8, b"", b"")


def test_a_signature_holds_for_one_key_and_one_message() -> None:
    signer = Ed25519Signer.generate()
    signature = signer.sign(b"said")
    Ed25519Verifier(signer.public_key).verify(b"said", signature)
    assert Ed25519Signer(signer.secret_bytes()).public_key == signer.public_key
    for key, message in [(signer.public_key, b"not said"), (Ed25519Signer.generate().public_key, b"said")]:
        with pytest.raises(BadSignature):
            Ed25519Verifier(key).verify(message, signature)


def test_suites_go_by_name_and_an_unknown_one_is_refused() -> None:
    assert (suite("intl").aead.name, suite("gm").aead.name, suite("gm").hash.name) == ("AES-256-GCM", "SM4-GCM", "SM3")
    with pytest.raises(LookupError, match="there are intl, gm"):
        suite("rot13")


def test_hmac_sha256_is_that_of_rfc_4231() -> None:
    mac = SHA256.mac(b"Jefe", b"what do ya want for nothing?")
    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.parametrize("algorithm", ["Ed25519", "SM2"])
def test_a_key_of_either_algorithm_is_made_anew_kept_as_bytes_and_checked_by_name(algorithm: str) -> None:
    made = generate(algorithm)
    kept = signer_from(algorithm, made.secret_bytes())
    assert (kept.algorithm, kept.public_key) == (algorithm, made.public_key)
    verifier(algorithm, made.public_key).verify(b"said", kept.sign(b"said"))
    with pytest.raises(BadSignature):
        verifier(algorithm, generate(algorithm).public_key).verify(b"said", kept.sign(b"said"))


def test_an_unknown_algorithm_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="rot13"):
        verifier("rot13", bytes(32))
