"""What is no request, comes from a stranger or never ends: the gate refuses it and stands."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest

from shuzha.enclave.door.client import GateFault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"{",
        b'{"op": 5}',
        b'{"op": "no such"}',
        b'{"op": "query"}',
        b'{"op": "query", "grant": "x"}',
        b'{"op": "query", "grant": "00000000-0000-0000-0000-000000000000", "sql": "\\ud800"}',
        b'{"op": "intake.begin", "filename": "a", "sealed": 1}',
        b'{"op": "intake.begin", "filename": "a", "sealed": true, "key_id": "x", "ephemeral": "!", "salt": ""}',
        b'{"op": "intake.chunk", "staging": "../../x", "index": -1}',
        b'{"op": "intake.profile", "staging": "../../etc"}',
        b'{"op": "intake.commit", "staging": "x", "resource": "../x", "decisions": 5}',
        b'{"op": "call", "interface": null}',
    ],
)
def test_a_malformed_request_is_refused_and_the_gate_stands(world: Any, header: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(world.home / "run" / "gate.sock"))
        raw.sendall(struct.pack(">I", len(header)) + header + struct.pack(">Q", 0))
        raw.settimeout(10)
        try:
            reply = raw.recv(65536)
        except ConnectionResetError:
            reply = b""
    assert b'"ok": true' not in reply
    assert not reply or b"denials" in reply
    assert world.client.status()["suite"] == "intl"


def test_an_oversized_frame_is_cut_off(world: Any) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(world.home / "run" / "gate.sock"))
        raw.sendall(struct.pack(">I", 2**31))
        raw.settimeout(10)
        assert raw.recv(10) == b""


def test_a_stranger_is_turned_away_by_user_id(world: Any) -> None:
    world.gate.server._peers = frozenset({4_000_000})
    with pytest.raises(GateFault):
        world.client.status()
