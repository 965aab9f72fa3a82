"""Evidence changed at random, bit by bit and whole: every change is detected, and what it was made in is named.

SHUZHA_MUTATIONS sets how many changes are made (10,000 is the full number; without it, a tenth).
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shuzha_verifier

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.kernel.text import Text
from shuzha.ledger import receipt
from shuzha.ledger.finding import Damaged, Finding
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint, NoteKey, cosign
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness import Witness, request
from shuzha.ledger.writer import Writer

TOTAL = int(os.environ.get("SHUZHA_MUTATIONS", "1000"))
ORIGIN, SIZE, SETTLE = "city.example/log", 700, 500
SIGNER = Ed25519Signer(b"\x07" * 32)
WITNESSES = {f"w{n}.example": Ed25519Signer(bytes([n]) * 32) for n in (1, 2)}
WITNESS_KEYS = [NoteKey(name, Ed25519Verifier(one.public_key), True) for name, one in WITNESSES.items()]
POLICY = Policy(tuple(WITNESS_KEYS), 2, {})
SALT = b"\x05" * 16
DATA = {"amount": 120_000, "名称": "企业用水指数"}
Change = Callable[[random.Random, dict[str, bytes]], str]


def share(part: float) -> range:
    """The seeds of one kind of change: its part of all of them."""
    return range(round(TOTAL * part))


def cosigned(note: bytes) -> bytes:
    text = note.decode().partition("\n\n")[0] + "\n"
    return note + "".join(cosign(text, name, one, 1_800_000_000) for name, one in WITNESSES.items()).encode()


def entry(number: int, kind: str = "said") -> bytes:
    return canonical({"v": 1, "seq": number, "type": kind, "commit": receipt.commit(SALT, DATA)})


@dataclass(frozen=True)
class Kept:
    """A log as it lies on the disk, file by file, and what an outsider kept of it."""

    directory: Path
    files: dict[str, bytes]
    earlier: dict[str, bytes]
    note: bytes

    def put(self, files: dict[str, bytes]) -> None:
        shutil.rmtree(self.directory)
        for name, data in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def examine(self) -> list[Finding]:
        try:
            with Log.open(self.directory) as log:
                return log.fsck([NoteKey(ORIGIN, Ed25519Verifier(SIGNER.public_key))], self.note, POLICY)
        except Damaged as damage:
            return [damage.finding]
        except FileNotFoundError as missing:
            return [Finding("missing", Path(missing.filename).name, Text("缺失", "missing"))]


def files_of(directory: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if name != "lock"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    directory = tmp_path_factory.mktemp("log") / "log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "settle_entries", SETTLE)
        with Log.create(directory, ORIGIN, signer=SIGNER) as log:
            log.append([entry(n) for n in range(400)])
            log.checkpoint(lambda note, prove: cosigned(note))
            earlier = files_of(directory)
            log.append([entry(n) for n in range(400, 650)])
            log.append([entry(n) for n in range(650, SIZE)])
            note = log.checkpoint(lambda note, prove: cosigned(note))
    return Kept(directory, files_of(directory), earlier, note)


def flip(draw: random.Random, files: dict[str, bytes]) -> str:
    name = draw.choice([name for name, data in files.items() if data])
    data = bytearray(files[name])
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    files[name] = bytes(data)
    return name


def truncate(draw: random.Random, files: dict[str, bytes]) -> str:
    name = draw.choice([name for name, data in files.items() if data])
    files[name] = files[name][: draw.randrange(len(files[name]))]
    return name


def delete(draw: random.Random, files: dict[str, bytes]) -> str:
    name = draw.choice(sorted(name for name in files if not earlier_partial(name)))
    del files[name]
    return name


def earlier_partial(name: str) -> bool:
    """Kept only for readers of earlier checkpoints; a log may collect them."""
    folder, _, width = name.rpartition("/")
    return folder.endswith(".p") and int(width) != SIZE % 256


def reorder(draw: random.Random, files: dict[str, bytes]) -> str:
    """Exchanges two stretches of one tile or bundle."""
    name = draw.choice([name for name in sorted(files) if name.startswith("tile/") and len(files[name]) > 64])
    data, width = files[name], draw.choice([32, 64])
    one, two = (32 * n for n in sorted(draw.sample(range((len(data) - width) // 32), 2)))
    width = min(width, two - one)
    changed = data[:one] + data[two : two + width] + data[one + width : two] + data[one : one + width]
    changed += data[two + width :]
    if changed == data:
        return reorder(draw, files)
    files[name] = changed
    return name


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("change", "part"),
    [(flip, 0.3), (truncate, 0.1), (delete, 0.05), (reorder, 0.1)],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_every_change_of_a_file_of_the_log_is_found_and_the_file_named(kept: Kept, change: Change, part: float) -> None:
    assert (kept.put(kept.files), kept.examine()) == (None, [])
    for seed in share(part):
        files = dict(kept.files)
        name = change(random.Random(f"{change.__name__}/{seed}"), files)
        kept.put(files)
        found = kept.examine()
        assert found, (seed, name)
        assert any(finding.path == name for finding in found), (seed, name, found)


@pytest.mark.timeout(600)
def test_every_rollback_and_every_second_history_is_named_by_whoever_kept_a_checkpoint(
    kept: Kept, tmp_path: Path
) -> None:
    keys = shuzha_verifier.Keys(
        [f"{ORIGIN}+{str(NoteKey(ORIGIN, Ed25519Verifier(SIGNER.public_key))).split('+', 1)[1]}"]
    )
    for seed in share(0.05):
        draw = random.Random(f"history/{seed}")
        size, differs = draw.randint(1, SIZE + 20), draw.randrange(SIZE)
        entries = [entry(n, "other" if n == differs else "said") for n in range(size)]
        with Log.create(tmp_path / str(seed), ORIGIN, signer=SIGNER) as other:
            other.append(entries)
            note = other.checkpoint(lambda note, prove: cosigned(note))
            expected = "rolled-back" if size < SIZE else "forked"
            assert expected in {finding.code for finding in other.fsck(against=kept.note, policy=POLICY)}
            witness = Witness("w", SIGNER, lambda: {ORIGIN: other.keys}, tmp_path / f"{seed}.seen", lambda: 7)
            witness._record.write_bytes(canonical({ORIGIN: [SIZE, Checkpoint.read(kept.note).root.hex()]}))
            proof = other.consistency(SIZE, size) if size > SIZE else []
            assert witness.add_checkpoint(request(min(SIZE, size), proof, note)).status in (409, 422)
        if size == SIZE:
            seen: dict[tuple[str, int], bytes] = {}
            shuzha_verifier.verify(kept.note.decode(), keys, datetime.now(UTC), seen)
            with pytest.raises(shuzha_verifier.Refused, match="two roots"):
                shuzha_verifier.verify(note.decode(), keys, datetime.now(UTC), seen)
        shutil.rmtree(tmp_path / str(seed))


def test_an_earlier_state_of_the_whole_log_is_named_a_rollback(kept: Kept) -> None:
    kept.put(kept.earlier)
    assert {finding.code for finding in kept.examine()} == {"rolled-back"}
    kept.put(kept.files)


# ---- what outsiders hold ---------------------------------------------------------------------------------------------


def _papers(kept: Kept) -> dict[str, str]:
    kept.put(kept.files)
    log = Log.open(kept.directory)
    earlier = kept.earlier["checkpoint"]
    opened, bare = receipt.make(log, 7, (SALT, DATA)), receipt.make(log, 650)
    return {
        "receipt": json.dumps(opened, ensure_ascii=False, indent=2),
        "unopened": json.dumps(bare),
        "consistency": json.dumps(receipt.consistency(log, earlier)),
        "checkpoint": kept.note.decode(),
        "tlog-proof": receipt.as_tlog_proof(bare),
    }


def _bit(draw: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _cut(draw: random.Random, data: bytes) -> bytes:
    return data[: draw.randrange(len(data))]


def _lost(draw: random.Random, data: bytes) -> bytes:
    begin = draw.randrange(len(data))
    return data[:begin] + data[begin + draw.randint(1, 40) :]


def _same_value(changed: bytes, whole: str) -> bool:
    """Whether only the spelling of a JSON file was changed (a blank lost): it says the same as before."""
    try:
        return bool(json.loads(changed) == json.loads(whole))
    except ValueError:
        return False


def _exchanged(draw: random.Random, data: bytes) -> bytes:
    """Two stretches of the same length in each other's place."""
    width = draw.randint(1, 30)
    one, two = sorted(draw.sample(range(len(data) - width), 2))
    width = min(width, two - one)
    middle = data[two : two + width] + data[one + width : two] + data[one : one + width]
    changed = data[:one] + middle + data[two + width :]
    return changed if changed != data else _exchanged(draw, data)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("paper", ["receipt", "unopened", "consistency", "checkpoint", "tlog-proof"])
def test_every_change_of_what_an_outsider_holds_is_refused_by_the_verifier(
    kept: Kept, tmp_path: Path, paper: str
) -> None:
    policy = tmp_path / "policy"
    lines = "".join(f"witness {key.name} {key}\n" for key in WITNESS_KEYS)
    log_key = NoteKey(ORIGIN, Ed25519Verifier(SIGNER.public_key))
    policy.write_text(f"log {log_key}\n{lines}group both all w1.example w2.example\nquorum both\n")
    keys, whole = shuzha_verifier.Keys([str(policy)]), _papers(kept)[paper]
    assert shuzha_verifier.verify(whole, keys, datetime.now(UTC))
    for seed in share(0.06):
        draw = random.Random(f"{paper}/{seed}")
        change = draw.choice([_bit, _bit, _cut, _lost, _exchanged])
        changed = change(draw, whole.encode())
        if _same_value(changed, whole):
            continue
        try:
            said = shuzha_verifier.verify(changed.decode(), keys, datetime.now(UTC))
        except (shuzha_verifier.Refused, UnicodeDecodeError):
            continue
        pytest.fail(f"{paper} changed by {change.__name__} with seed {seed} was accepted: {said}")
