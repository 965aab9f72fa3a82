"""`shuzha witness`: one witness, for a log of one's own or for another's, with a key and a record of its own.

It needs no database and nothing else of the platform, and starts in a moment; so it can stand on any small machine. The
supervisor runs the local ones as a module of its own, without the rest of the command line.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from shuzha.kernel.text import Text
from shuzha.ledger.keyfile import signer_in
from shuzha.ledger.note import NoteKey
from shuzha.ledger.witness import Witness
from shuzha.ledger.witness_server import WitnessServer
from shuzha.site.services.fault import ServiceFault

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--name", required=True, help="联署所用名称，如 witness.example/a / the name it signs under.")
@click.option(
    "--key", "key_file", type=_FILE, required=True, help="私钥文件，首次自动生成 / its key, made on first use."
)
@click.option("--logs", type=_FILE, required=True, help="所见证日志的公钥，每行一个 / the keys of the logs it knows.")
@click.option("--record", type=_FILE, required=True, help="见证记录，不可丢失 / what it has cosigned; never lose it.")
@click.option("--listen", default="127.0.0.1:8700", show_default=True, help="地址与端口 / host and port.")
@click.option("--socket", type=_FILE, help="改用 Unix 套接字 / a Unix socket in place of host and port.")
@click.option("--algorithm", type=click.Choice(["Ed25519", "SM2"]), default="Ed25519", show_default=True)
def witness(
    name: str, key_file: Path, logs: Path, record: Path, listen: str, socket: Path | None, algorithm: str
) -> None:
    """运行一个见证：只联署只增不改的日志。Run a witness: it cosigns logs that only ever grow."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    try:
        one = Witness(name, signer_in(key_file, algorithm), known_from(logs), record, lambda: int(time.time()))
        server = WitnessServer(socket or address(listen), one)
    except (OSError, ValueError) as error:
        raise ServiceFault(
            Text(f"见证不能启动：{error}。", f"The witness cannot start: {error}."),
            Text("请检查名称、文件与地址。", "Check its name, its files and its address."),
        ) from None
    where = socket or "http://{}:{}".format(*server.server_address[:2])
    click.echo(f"witness {name.rpartition('/')[2]} {one.key} {where}")
    with server:
        server.serve_forever()


def known_from(path: Path) -> Callable[[], Mapping[str, Sequence[NoteKey]]]:
    """Reads the keys anew for each request, so that a log's new key is known at once; none while there is no file.

    What it returns raises ValueError when a line is no key.
    """

    def known() -> Mapping[str, Sequence[NoteKey]]:
        found: dict[str, list[NoteKey]] = defaultdict(list)
        for line in path.read_text().splitlines() if path.exists() else ():
            if line.strip() and not line.startswith("#"):
                key = NoteKey.parse(line)
                found[key.name].append(key)
        return found

    return known


def address(text: str) -> tuple[str, int]:
    """Raises: ValueError when `text` is no host and port."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"not a host and a port: {text!r}")
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    witness()
