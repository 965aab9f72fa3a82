"""How the tree and the entries lie in files, for any static server to serve and any client to prove from.

Standard: C2SP tlog-tiles. A tile holds up to 256 consecutive hashes of one level; a level-1 hash is the root of a full
level-0 tile, and so on. A bundle holds the same 256 entries, each behind its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WIDTH = 256
ENTRY_LIMIT = 65_535
HASH_BYTES = 32
ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Tile:
    """The `number`-th tile of `level` (or bundle, when the level is "entries"), `width` hashes or entries wide."""

    level: int | str
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies, relative to the log."""
        return self.full.stem if self.width == WIDTH else f"{self.partials}/{self.width}"

    @property
    def stem(self) -> str:
        digits = f"{self.number:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        return f"tile/{self.level}/" + "/".join([f"x{group}" for group in groups[:-1]] + [groups[-1]])

    @property
    def partials(self) -> str:
        """The directory of its partial versions."""
        return f"{self.stem}.p"

    @property
    def full(self) -> Tile:
        return Tile(self.level, self.number)

    @property
    def first(self) -> int:
        """The index of its first hash on its level."""
        return self.number * WIDTH


def levels(size: int) -> Iterator[tuple[int, int]]:
    """Each level of a tree of `size` entries with the number of hashes its tiles hold."""
    level = 0
    while size:
        yield level, size
        level, size = level + 1, size // WIDTH


def tiles_of(level: int | str, count: int, start: int = 0) -> Iterator[Tile]:
    """The tiles that hold the hashes [start, count) of one level."""
    for number in range(start // WIDTH, -(-count // WIDTH)):
        yield Tile(level, number, min(WIDTH, count - number * WIDTH))


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def decode_bundle(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each entry with the bytes [from, to) it stands at.

    Raises: ValueError naming the byte where the data ends too early.
    """
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise ValueError(f"an entry that begins at byte {at} ends beyond the {len(data)} bytes there are")
        yield data[at + 2 : end], at, end
        at = end


def encode_hashes(hashes: Sequence[bytes]) -> bytes:
    return b"".join(hashes)


def decode_hashes(data: bytes) -> list[bytes]:
    return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]
