"""The vault from outside: what is written comes back, tampering is named, what was destroyed is gone."""

from __future__ import annotations

import shutil
import struct
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from shuzha.enclave.vault.keyring import Keyring, KeyringError
from shuzha.enclave.vault.sealed import CHUNK_BYTES, Tampered
from shuzha.enclave.vault.vault import Vault

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = 16 + 4 + 1 + 4
MAGIC = 8


@pytest.fixture(params=["intl", "gm"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", Keyring.create(tmp_path / "keys", request.param))


def table(rows: int = 300_000) -> pa.Table:
    return pa.table({"编号": pa.array(range(rows), pa.int64()), "名": pa.array([f"某{n % 97}" for n in range(rows)])})


def sealed_files(tmp_path: Path, vault: Vault, version: int = 1) -> list[Path]:
    record = vault.keyring.load("r", f"v{version}")
    return [tmp_path / "vault" / "tables" / "r" / f"v{version}" / c["file"] for c in record["columns"]]


def chunks_of(path: Path) -> list[bytes]:
    data, place, found = path.read_bytes(), MAGIC, []
    while place < len(data):
        size = struct.unpack(">I", data[place + HEAD - 4 : place + HEAD])[0]
        found.append(data[place : place + HEAD + size])
        place += HEAD + size
    return found


def test_a_table_comes_back_column_by_column(vault: Vault) -> None:
    vault.write("r", 1, table())
    assert vault.read("r", ["名", "编号"]).equals(table().select(["名", "编号"]))
    assert vault.read("r", ["名"]).column_names == ["名"]
    assert (vault.rows("r"), vault.columns("r")) == (300_000, ["编号", "名"])


def test_an_empty_table_and_nulls_come_back(vault: Vault) -> None:
    empty = table(0)
    vault.write("r", 1, empty)
    vault.write("r", 2, pa.table({"a": pa.array([None, "x"])}))
    assert vault.read("r", ["编号"], 1).num_rows == 0
    assert vault.read("r", ["a"]).column("a").to_pylist() == [None, "x"]


def test_no_plain_value_lies_on_disk(vault: Vault, tmp_path: Path) -> None:
    secret = "张三的身份证"
    vault.write("r", 1, pa.table({"x": [secret] * 1000}))
    with vault.raw_writer("u1") as writer:
        writer.write(secret.encode() * 1000)
        writer.commit()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_keys_and_data_are_for_the_owner_only(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table(10))
    assert all(not path.stat().st_mode & 0o077 for path in (tmp_path / "keys").rglob("*") if path.is_file())
    assert all(not path.stat().st_mode & 0o077 for path in (tmp_path / "vault").rglob("*.sealed"))
    (tmp_path / "keys" / "master.key").chmod(0o644)
    with pytest.raises(KeyringError, match="0600"):
        Keyring(tmp_path / "keys")


def test_a_master_key_is_never_replaced(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        Keyring.create(tmp_path / "keys")


def test_a_version_never_changes(vault: Vault) -> None:
    vault.write("r", 1, table(5))
    with pytest.raises(FileExistsError):
        vault.write("r", 1, table(6))
    vault.write("r", 2, table(6))
    assert (vault.rows("r"), vault.rows("r", 1)) == (6, 5)


def test_one_changed_byte_is_found_and_named(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table())
    path = sealed_files(tmp_path, vault)[0]
    data = bytearray(path.read_bytes())
    data[MAGIC + HEAD + CHUNK_BYTES + 16 + HEAD + 5] ^= 1
    path.write_bytes(data)
    with pytest.raises(Tampered, match="r/1/编号: chunk 1 has been altered"):
        vault.read("r", ["编号"])
    assert vault.read("r", ["名"]).num_rows == 300_000


def test_truncation_at_a_chunk_boundary_is_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table())
    path = sealed_files(tmp_path, vault)[0]
    parts = chunks_of(path)
    path.write_bytes(path.read_bytes()[:MAGIC] + b"".join(parts[:-1]))
    with pytest.raises(Tampered, match=f"cut off at chunk {len(parts) - 1}"):
        vault.read("r", ["编号"])


def test_marking_an_earlier_chunk_as_last_is_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table())
    path = sealed_files(tmp_path, vault)[0]
    first = bytearray(chunks_of(path)[0])
    first[20] = 1
    path.write_bytes(path.read_bytes()[:MAGIC] + first)
    with pytest.raises(Tampered, match="chunk 0 has been altered"):
        vault.read("r", ["编号"])


def test_reordered_chunks_are_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table())
    path = sealed_files(tmp_path, vault)[0]
    parts = chunks_of(path)
    path.write_bytes(path.read_bytes()[:MAGIC] + b"".join([parts[1], parts[0], *parts[2:]]))
    with pytest.raises(Tampered, match="chunk 1 stands where chunk 0 belongs"):
        vault.read("r", ["编号"])


def test_bytes_after_the_last_chunk_are_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table(10))
    path = sealed_files(tmp_path, vault)[0]
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(Tampered, match="added after the last chunk"):
        vault.read("r", ["编号"])


def test_columns_exchanged_for_one_another_are_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, pa.table({"a": [1, 2], "b": [3, 4]}))
    first, second = sealed_files(tmp_path, vault)
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    with pytest.raises(Tampered, match="another column or version"):
        vault.read("r", ["a"])


def test_an_older_version_in_place_of_a_newer_one_is_found(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, pa.table({"a": [1]}))
    vault.write("r", 2, pa.table({"a": [2]}))
    sealed_files(tmp_path, vault, 2)[0].write_bytes(sealed_files(tmp_path, vault, 1)[0].read_bytes())
    with pytest.raises(Tampered, match="another column or version"):
        vault.read("r", ["a"])


def test_a_wrapped_key_moved_to_another_resource_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, pa.table({"a": [1]}))
    shutil.copytree(tmp_path / "keys" / "wrapped" / "r", tmp_path / "keys" / "wrapped" / "s")
    shutil.copytree(tmp_path / "vault" / "tables" / "r", tmp_path / "vault" / "tables" / "s")
    with pytest.raises(Tampered, match="data key was altered or misplaced"):
        vault.read("s", ["a"])


def test_a_vault_copied_without_its_key_directory_cannot_be_read(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table(10))
    stranger = Vault(tmp_path / "vault", Keyring.create(tmp_path / "other", vault.keyring.suite.name))
    with pytest.raises(LookupError):
        stranger.read("r", ["编号"])


def test_destroying_the_keys_makes_even_saved_ciphertext_unreadable(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table(10), raw="u1")
    with vault.raw_writer("u1") as writer:
        writer.write(b"raw")
        writer.commit()
    shutil.copytree(tmp_path / "vault", tmp_path / "stolen")
    certificate = vault.destroy("r", at=NOW)
    assert certificate["columns"] == ["名", "编号"]
    assert certificate["uploads"] == ["u1"]
    assert certificate["destroyed_at"] == NOW.isoformat()
    thief = Vault(tmp_path / "stolen", Keyring(tmp_path / "keys"))
    with pytest.raises(LookupError):
        thief.read("r", ["编号"], 1)
    with pytest.raises(LookupError):
        thief.raw_reader("u1")
    with pytest.raises(LookupError):
        vault.destroy("r", at=NOW)


def test_an_upload_left_half_way_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    with vault.raw_writer("u1") as writer:
        writer.write(b"half")
    assert not list((tmp_path / "vault" / "raw").iterdir())
    with pytest.raises(LookupError):
        vault.raw_reader("u1")


def test_what_a_crash_left_behind_is_cleared_and_the_version_can_be_written_again(vault: Vault, tmp_path: Path) -> None:
    vault.write("r", 1, table(5))
    shutil.move(tmp_path / "vault" / "tables" / "r" / "v1", tmp_path / "vault" / "tables" / "r" / ".v1.dead")
    again = Vault(tmp_path / "vault", Keyring(tmp_path / "keys"))
    assert again.versions("r") == []
    again.write("r", 1, table(6))
    assert again.rows("r") == 6
    assert not list((tmp_path / "vault" / "tables" / "r").glob(".*"))


def test_an_upload_streams_in_bounded_memory(vault: Vault) -> None:
    tracemalloc.start()
    with vault.raw_writer("u1") as writer:
        for _ in range(40):
            writer.write(b"x" * CHUNK_BYTES)
        writer.commit()
    reader = vault.raw_reader("u1")
    total = sum(iter(lambda: len(reader.read(1 << 16)), 0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 40 * CHUNK_BYTES
    assert peak < 12 * CHUNK_BYTES


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "x" * 200, "a\x00b"])
def test_identifiers_cannot_leave_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(ValueError, match="not a usable identifier"):
        vault.write(name, 1, table(1))
    with pytest.raises(ValueError, match="not a usable identifier"):
        vault.raw_writer(name)
