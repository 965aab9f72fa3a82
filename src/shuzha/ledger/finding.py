"""What is wrong with a log, said so that a person can find the very bytes."""

from __future__ import annotations

from dataclasses import dataclass

from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which file (relative to the log), about which entry and which bytes [from, to),
    where known."""

    code: str
    path: str
    text: Text
    index: int | None = None
    bytes: tuple[int, int] | None = None


class Damaged(Exception):
    """The log's stored bytes contradict themselves; nothing is signed or served from them."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(f"{finding.path}: {finding.text.en}")


def damaged(code: str, path: str, zh: str, en: str, index: int | None = None) -> Damaged:
    return Damaged(Finding(code, path, Text(zh, en), index))
