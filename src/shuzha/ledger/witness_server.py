"""A witness over HTTP, on standard library alone, so that another authority can run one on any small machine.

Standard: C2SP tlog-witness. TLS is a proxy's business.
"""

from __future__ import annotations

import logging
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from shuzha.ledger.witness import Answer, Witness

PATH = "/add-checkpoint"
REQUEST_LIMIT = 64 * 1024
PATIENCE_SECONDS = 10
log = logging.getLogger(__name__)


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness at a host and port, or on a Unix socket at a path that one user's group may reach;
    `serve_forever()` and `shutdown()` as the standard library's."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int] | Path, witness: Witness) -> None:
        self.witness = witness
        if not isinstance(address, Path):
            super().__init__(address, _Requests)
            return
        self.address_family = socket.AF_UNIX
        self.server_name, self.server_port = "localhost", 0
        super().__init__(("", 0), _Requests, bind_and_activate=False)
        address.unlink(missing_ok=True)
        self.socket.bind(str(address))
        address.chmod(0o660)
        self.server_activate()


class _Requests(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            self._say(Answer(404, "only add-checkpoint is served here\n"))
        elif not (length.isascii() and length.isdigit()) or len(length) > 10 or int(length) > REQUEST_LIMIT:
            self._say(Answer(400, f"a request has a length of at most {REQUEST_LIMIT} bytes\n"))
        else:
            self._say(self._judged(self.rfile.read(int(length))))

    def _judged(self, body: bytes) -> Answer:
        try:
            return self.server.witness.add_checkpoint(body)
        except (OSError, ValueError):
            log.exception("!! 见证记录不可读写，拒绝联署 / the record cannot be read or written; nothing is cosigned")
            return Answer(500, "the witness cannot read or write its record\n")

    def _say(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.close_connection = answer.status not in (200, 409)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        """Who asks; nobody has an address on a Unix socket."""
        return str(self.client_address[0]) if self.client_address else "local"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A cosignature given is no news; what was refused is, unless it only asked for the size."""
        level = logging.DEBUG if code in (200, 409) else logging.WARNING
        log.log(level, "%s %s %s", self.address_string(), self.requestline, code)

    def log_message(self, format: str, *args: object) -> None:
        log.info(format, *args)
