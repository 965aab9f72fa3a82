"""The vault under kill -9: a version is there whole, or it is not there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shuzha.enclave.vault.keyring import Keyring
from shuzha.enclave.vault.vault import Vault

WRITER = """
import sys
from pathlib import Path
import pyarrow as pa
from shuzha.enclave.vault.keyring import Keyring
from shuzha.enclave.vault.vault import Vault
folder = Path(sys.argv[1])
vault = Vault(folder / "vault", Keyring(folder / "keys"))
version = max(vault.versions("r"), default=0)
while True:
    version += 1
    table = pa.table({"a": [version] * 200_000, "b": ["x"] * 200_000})
    vault.write("r", version, table)
    print(version, flush=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_writer_leaves_whole_versions_only(tmp_path: Path, seed: int) -> None:
    keyring = Keyring.create(tmp_path / "keys")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    promised = int(writer.stdout.readline())
    time.sleep(random.Random(seed).uniform(0, 0.15))
    writer.kill()
    promised = max([promised, *map(int, writer.stdout.read().split())])
    writer.wait()
    vault = Vault(tmp_path / "vault", keyring)
    versions = vault.versions("r")
    assert versions[:promised] == list(range(1, promised + 1)), "what was promised is there"
    for version in versions:
        assert vault.read("r", ["a", "b"], version).column("a").unique().to_pylist() == [version]
    vault.write("r", versions[-1] + 1, vault.read("r", ["a"]))
    assert not list((tmp_path / "vault" / "tables" / "r").glob(".*"))
