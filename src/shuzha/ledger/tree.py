"""The Merkle tree of RFC 9162 (RFC 6962's too): hashes, roots, which subtrees a proof names, and its verification.

A proof is computed over ranges [begin, end) of leaves; whoever can tell the hash of a range can make proofs, be it from
a list in memory or from tiles on a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from shuzha.kernel.suites import SHA256, Hash

Range = tuple[int, int]


class BadProof(Exception):
    """A proof does not show what it claims."""


class Tree:
    """The tree's hashing over one hash function."""

    def __init__(self, hash_: Hash = SHA256) -> None:
        self.hash = hash_
        self._digest: Callable[[bytes], bytes] = hash_.digest

    def leaf(self, entry: bytes) -> bytes:
        return self._digest(b"\x00" + entry)

    def node(self, left: bytes, right: bytes) -> bytes:
        return self._digest(b"\x01" + left + right)

    def root(self, hashes: Sequence[bytes]) -> bytes:
        """The hash over sibling subtrees from left to right, of which only the last may be smaller than the others."""
        if not hashes:
            return self._digest(b"")
        row, digest = list(hashes), self._digest
        while len(row) > 1:
            odd = [row[-1]] if len(row) % 2 else []
            row = [digest(b"\x01" + left + right) for left, right in zip(row[::2], row[1::2], strict=False)] + odd
        return row[0]

    def verify_inclusion(self, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
        """Returns when the leaf hash stands at `index` of the tree of `size` with `root`.

        Raises: BadProof. RFC 9162, 2.1.3.2.
        """
        if not 0 <= index < size:
            raise BadProof(f"the index {index} is not in a tree of {size} entries")
        self._lengths(leaf, root, *proof)
        steps = list(_path(index, size))
        if len(steps) != len(proof):
            raise BadProof(f"the proof has {len(proof)} hashes where a tree of {size} entries needs {len(steps)}")
        for sibling, on_left in zip(proof, steps, strict=True):
            leaf = self.node(sibling, leaf) if on_left else self.node(leaf, sibling)
        if leaf != root:
            raise BadProof("the proof does not lead to the root")

    def verify_consistency(self, old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
        """Returns when the tree of `new` entries begins with the tree of `old`. Raises: BadProof. RFC 9162, 2.1.4.2."""
        if not 0 <= old <= new:
            raise BadProof(f"a tree of {new} entries cannot extend one of {old}")
        if old == 0 < new:
            raise BadProof("every tree extends the empty one; there is nothing to prove")
        if old == new:
            self._same(old, proof, old_root, new_root)
            return
        self._lengths(old_root, new_root, *proof)
        if self._replay(old, new, proof, old_root) != (old_root, new_root):
            raise BadProof("the consistency proof does not lead to both roots")

    def _same(self, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
        if proof:
            raise BadProof("equal trees need no proof, and one is given")
        if old_root != new_root:
            raise BadProof(f"two different roots for {size} entries")
        if size == 0 and old_root != self._digest(b""):
            raise BadProof("the root of the empty tree is wrong")

    def _replay(self, old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
        """Both roots as the proof implies them: the old one folds only what lies left of its own edge."""
        rise = (old & -old).bit_length() - 1
        start = ((old - 1) >> rise, ((new - 1) >> rise) + 1)
        steps = list(_path(*start))
        hashes = [old_root, *proof] if old == 1 << rise else list(proof)
        if len(hashes) != len(steps) + 1:
            raise BadProof(f"the consistency proof from {old} to {new} entries has the wrong number of hashes")
        first = second = hashes[0]
        for sibling, on_left in zip(hashes[1:], steps, strict=True):
            if on_left:
                first = self.node(sibling, first)
            second = self.node(sibling, second) if on_left else self.node(second, sibling)
        return first, second

    def _lengths(self, *hashes: bytes) -> None:
        if any(len(h) != self.hash.size for h in hashes):
            raise BadProof(f"a hash is not {self.hash.size} bytes long")


def _path(index: int, size: int) -> Iterator[bool]:
    """From the leaf up: whether the sibling stands on the left, at each level where there is one."""
    last = size - 1
    while last:
        if index & 1 or index < last:
            yield bool(index & 1)
        index, last = index >> 1, last >> 1


def split(size: int) -> int:
    """The largest power of two smaller than `size` (2 or more)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove `index` in a tree of `size`, from the leaf's sibling up."""
    begin, end, ranges = 0, size, list[Range]()
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that a tree of `new` begins with the tree of `old` (0 < old < new)."""
    begin, end, ranges = 0, new, list[Range]()
    while end != old:
        middle = begin + split(end - begin)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    if begin:
        ranges.append((begin, end))
    return ranges[::-1]
