"""A receipt proves one entry to someone who trusts only a key."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest

from shuzha.kernel.canonical import canonical
from shuzha.ledger import receipt
from shuzha.ledger.log import Log

DATA = {"决定": "登记", "fee": 100.5}
SALT = b"\x05" * 16


@pytest.fixture
def filled(log: Log) -> Log:
    log.append([canonical({"v": 1, "seq": i, "commit": receipt.commit(SALT, DATA)}) for i in range(9)])
    log.checkpoint()
    return log


def test_a_receipt_proves_its_entry(filled: Log) -> None:
    proved = receipt.verify(receipt.make(filled, 4), filled.keys)
    assert (proved.index, proved.checkpoint.size, proved.entry) == (4, 9, filled.entry(4))


def test_a_receipt_with_an_opening_shows_the_data_and_only_the_right_data(filled: Log) -> None:
    assert receipt.verify(receipt.make(filled, 4, (SALT, DATA)), filled.keys).index == 4
    with pytest.raises(receipt.BadReceipt, match="not what the entry commits to"):
        receipt.make(filled, 4, (SALT, {**DATA, "fee": 1}))


def test_an_entry_that_is_not_published_yet_has_no_receipt(filled: Log) -> None:
    filled.append([b"later"])
    with pytest.raises(LookupError):
        receipt.make(filled, 9)


@pytest.mark.parametrize(
    "change",
    [
        {"index": 5}, {"entry": base64.b64encode(b"x").decode()}, {"proof": []}, {"checkpoint": "x"}, {"format": "?"},
        {"suite": "gm"}, {"suite": "?"}, {"opening": {}}, {"entry": None}, {"index": None}, {"proof": ["%"]},
        {"index": 4.0}, {"index": 4.5}, {"index": "4"}, {"index": True}, {"index": float("inf")},
    ],
)  # fmt: skip
def test_a_receipt_changed_anywhere_is_refused(filled: Log, change: dict[str, Any]) -> None:
    changed = copy.deepcopy(receipt.make(filled, 4)) | change
    with pytest.raises(receipt.BadReceipt):
        receipt.verify(changed, filled.keys)


def test_the_same_proof_as_standard_text(filled: Log) -> None:
    lines = receipt.as_tlog_proof(receipt.make(filled, 4)).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[2] == "index 4"
    assert lines[lines.index("") + 1] == filled.origin
