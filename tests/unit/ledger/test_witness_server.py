"""The witness as its clients meet it: over HTTP on the loopback address."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log
from shuzha.ledger.note import cosigned_at
from shuzha.ledger.witness import SIZE_TYPE, Witness, request
from shuzha.ledger.witness_server import REQUEST_LIMIT, WitnessServer


@pytest.fixture
def witness(log: Log, tmp_path: Path) -> Witness:
    signer = Ed25519Signer(b"\x0a" * 32)
    return Witness("witness.example/a", signer, lambda: {log.origin: log.keys}, tmp_path / "seen", lambda: 7)


@pytest.fixture
def client(witness: Witness) -> Iterator[http.client.HTTPConnection]:
    with WitnessServer(("127.0.0.1", 0), witness) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
        yield connection
        connection.close()
        server.shutdown()
        thread.join()


def _post(client: http.client.HTTPConnection, body: bytes, path: str = "/add-checkpoint") -> tuple[int, str, str]:
    client.request("POST", path, body)
    response = client.getresponse()
    return response.status, response.read().decode(), response.headers["Content-Type"]


def test_a_checkpoint_is_cosigned_and_a_stale_one_told_the_size(
    client: http.client.HTTPConnection, log: Log, witness: Witness
) -> None:
    log.append([b"a"])
    body = request(0, [], log.checkpoint())
    status, line, _ = _post(client, body)
    assert status == 200
    assert cosigned_at(log.published_note() + line.encode(), witness.key) == 7
    assert _post(client, body) == (409, "1\n", SIZE_TYPE)


def test_other_paths_methods_and_requests_too_long_are_refused(client: http.client.HTTPConnection) -> None:
    assert _post(client, b"", "/elsewhere")[0] == 404
    assert _post(client, b"")[0] == 400
    client.request("GET", "/add-checkpoint")
    assert client.getresponse().status == 501
    client.close()
    client.putrequest("POST", "/add-checkpoint")
    client.putheader("Content-Length", str(REQUEST_LIMIT + 1))
    client.endheaders()
    assert client.getresponse().status == 400


def test_a_witness_that_cannot_remember_answers_500_and_cosigns_nothing(
    client: http.client.HTTPConnection, log: Log, tmp_path: Path
) -> None:
    (tmp_path / "seen").write_bytes(b"{")
    status, said, _ = _post(client, request(0, [], log.checkpoint()))
    assert (status, "—" in said) == (500, False)


def test_a_length_with_zeros_before_it_is_no_shorter(client: http.client.HTTPConnection) -> None:
    client.putrequest("POST", "/add-checkpoint")
    client.putheader("Content-Length", "0" * 10 + str(REQUEST_LIMIT + 1))
    client.endheaders(b"x" * (REQUEST_LIMIT + 1))
    response = client.getresponse()
    assert (response.status, response.read()) == (400, b"a request has a length of at most 65536 bytes\n")
