"""The proof that a later checkpoint extends an earlier one: nothing that was committed to has been changed or taken out."""

from __future__ import annotations

from typing import Any

from shuzha.archive.evidence.models import Checkpoint
from shuzha.archive.evidence.queries import latest_checkpoint, published_log
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.ledger import receipt
from shuzha.regulations.local_rules import GENERAL

_LARGEST = 2**63 - 1


def consistency_between(old: int, new: int | None = None) -> dict[str, Any]:
    """The file that proves the checkpoint of `new` entries, by default the latest, to extend that of `old`.

    Raises: Refused naming `old` or `new` where no checkpoint of that size was published, or `old` comes after `new`.
    """
    latest = latest_checkpoint()
    later = _published("new", new, latest) if new is not None or latest is None else latest
    earlier = _published("old", old, latest)
    if earlier.size > later.size:
        raise Refused([_reversed(earlier.size, later.size)])
    return receipt.consistency(published_log(), earlier.note.encode(), later.note.encode())


def _published(field: str, size: int | None, latest: Checkpoint | None) -> Checkpoint:
    found = Checkpoint.objects.filter(size=size).first() if size and 0 < size <= _LARGEST else None
    if found is None:
        raise Refused([_no_checkpoint(field, size, latest)])
    return found


def _no_checkpoint(field: str, size: int | None, latest: Checkpoint | None) -> Deny:
    return Deny(
        "no-such-checkpoint",
        Text("日志没有发布过 {size} 条的检查点", "The log has published no checkpoint of {size} entries").format(
            size="—" if size is None else f"{size:.20g}" if abs(size) > _LARGEST else size
        ),
        GENERAL,
        Text(
            "请填写您所存检查点第二行的数字；最近一次为 {latest}",
            "Give the number in the second line of a checkpoint that you keep; the latest is {latest}",
        ).format(latest=latest.size if latest else 0),
        field,
    )


def _reversed(old: int, new: int) -> Deny:
    return Deny(
        "checkpoints-reversed",
        Text(
            "{old} 条的检查点晚于 {new} 条的检查点", "The checkpoint of {old} entries is later than that of {new}"
        ).format(old=old, new=new),
        GENERAL,
        Text("请将两者对调", "Exchange the two"),
        "old",
    )
