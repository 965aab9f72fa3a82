"""The tree's proofs against the published vectors, and against a tree computed the slow way."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shuzha_verifier

from shuzha.kernel.suites import SM3
from shuzha.ledger.tree import BadProof, Tree, consistency_ranges, inclusion_ranges

TREE = Tree()


def _platform(case: dict[str, Any]) -> bool:
    b64 = base64.b64decode
    proof = [b64(h) for h in case["proof"] or []]
    try:
        if "leafIdx" in case:
            leaf, root = b64(case["leafHash"]), b64(case["root"])
            TREE.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root)
        else:
            roots = b64(case["root1"]), b64(case["root2"])
            TREE.verify_consistency(case["size1"], case["size2"], proof, *roots)
    except BadProof:
        return False
    return True


def _verifier(case: dict[str, Any]) -> bool:
    b64 = base64.b64decode
    proof = [b64(h) for h in case["proof"] or []]
    if "leafIdx" in case:
        leaf, root = b64(case["leafHash"]), b64(case["root"])
        return bool(shuzha_verifier.included(leaf, case["leafIdx"], case["treeSize"], proof, root))
    roots = b64(case["root1"]), b64(case["root2"])
    return bool(shuzha_verifier.consistent(case["size1"], case["size2"], proof, *roots))


@pytest.mark.parametrize("judge", [_platform, _verifier])
def test_all_196_published_proofs_are_judged_rightly(shared: Path, judge: Callable[[dict[str, Any]], bool]) -> None:
    files = sorted((shared / "vectors/merkle/testdata").rglob("*.json"))
    assert len(files) == 196
    cases = [(file, json.loads(file.read_text())) for file in files]
    assert [file for file, case in cases if judge(case) == case["wantErr"]] == []


def slow_root(tree: Tree, leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else tree.hash.digest(b"")
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return tree.node(slow_root(tree, leaves[:k]), slow_root(tree, leaves[k:]))


@pytest.mark.parametrize("tree", [TREE, Tree(SM3)], ids=["SHA-256", "SM3"])
def test_every_proof_of_every_small_tree_verifies_and_only_in_its_place(tree: Tree) -> None:
    leaves = [tree.leaf(b"%d" % i) for i in range(20)]
    for size in range(1, 20):
        root = slow_root(tree, leaves[:size])
        assert tree.root(leaves[:size]) == root
        for index in range(size):
            proof = [slow_root(tree, leaves[a:b]) for a, b in inclusion_ranges(index, size)]
            tree.verify_inclusion(leaves[index], index, size, proof, root)
            with pytest.raises(BadProof):
                tree.verify_inclusion(leaves[index + 1], index, size, proof, root)
        for old in range(1, size):
            proof = [slow_root(tree, leaves[a:b]) for a, b in consistency_ranges(old, size)]
            tree.verify_consistency(old, size, proof, slow_root(tree, leaves[:old]), root)
            with pytest.raises(BadProof):
                tree.verify_consistency(old, size, proof, slow_root(tree, leaves[1 : old + 1]), root)
