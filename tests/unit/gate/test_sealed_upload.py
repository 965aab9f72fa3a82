"""Uploads sealed to the gate's key, the sender's side written here as docs/reference/sealed-upload.md tells it."""

from __future__ import annotations

import base64
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shuzha.gate.sealed_upload import SealedUpload, SealingKey
from shuzha.kernel.decision import Refused

LABEL = b"shuzha sealed upload 1"


class Sender:
    """What the browser does with WebCrypto."""

    def __init__(self, offer: dict[str, Any]) -> None:
        gate = base64.b64decode(offer["public_key"])
        own = ec.generate_private_key(ec.SECP256R1())
        self.ephemeral = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.salt = os.urandom(32)
        shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), gate))
        info = LABEL + self.ephemeral + gate
        self._key = AESGCM(HKDF(hashes.SHA256(), 32, self.salt, info).derive(shared))
        self.key_id = offer["key_id"]

    def chunk(self, index: int, data: bytes, *, final: bool) -> bytes:
        context = LABEL + index.to_bytes(8, "big") + bytes([final])
        return self._key.encrypt(index.to_bytes(12, "big"), data, context)

    @property
    def fields(self) -> dict[str, str]:
        return {
            "key_id": self.key_id,
            "ephemeral": base64.b64encode(self.ephemeral).decode(),
            "salt": base64.b64encode(self.salt).decode(),
        }


@pytest.fixture
def pair() -> tuple[Sender, SealedUpload]:
    key = SealingKey()
    sender = Sender(key.as_json())
    return sender, key.open(**sender.fields)


def test_what_was_sealed_opens(pair: tuple[Sender, SealedUpload]) -> None:
    sender, upload = pair
    assert upload.open(0, sender.chunk(0, b"first", final=False), final=False) == b"first"
    assert upload.open(1, sender.chunk(1, b"", final=True), final=True) == b""


def test_altered_moved_or_cut_chunks_are_refused(pair: tuple[Sender, SealedUpload]) -> None:
    sender, upload = pair
    sealed = sender.chunk(0, b"first", final=False)
    for index, data, final in (
        (0, sealed[:-1] + bytes([sealed[-1] ^ 1]), False),
        (1, sealed, False),
        (0, sealed, True),
        (0, b"", False),
    ):
        with pytest.raises(Refused) as refused:
            upload.open(index, data, final=final)
        assert refused.value.denials[0].code == "gate-sealed-chunk-altered"


def test_a_key_of_an_earlier_gate_is_refused_with_the_remedy() -> None:
    sender = Sender(SealingKey().as_json())
    with pytest.raises(Refused, match="key has changed"):
        SealingKey().open(**sender.fields)


@pytest.mark.parametrize("ephemeral", ["", "!!", base64.b64encode(b"\x04" + b"\x01" * 64).decode(), "AAAA"])
def test_points_off_the_curve_are_refused(ephemeral: str) -> None:
    key = SealingKey()
    with pytest.raises(Refused, match="malformed"):
        key.open(key.id, ephemeral, base64.b64encode(bytes(32)).decode())


@pytest.mark.django_db(transaction=True)
def test_a_sealed_file_travels_through_the_socket_and_is_read(world: Any) -> None:
    sender = Sender(world.client.hello()["sealing"])
    staging = world.client.begin("people.csv", sender.fields)
    world.client.chunk(staging, 0, sender.chunk(0, b"carrier,delay\nAA,1\n", final=False), final=False)
    world.client.chunk(staging, 1, sender.chunk(1, b"BB,2\n", final=True), final=True)
    assert world.client.profile(staging)["rows"] == 2
