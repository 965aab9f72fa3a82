"""What a service says when it cannot start: what is wrong, and what the person at the terminal can do about it."""

from __future__ import annotations

from shuzha.kernel.text import Text


class ServiceFault(Exception):
    """A service cannot do its work; `remedy` is the next thing to try."""

    def __init__(self, reason: Text, remedy: Text) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason.zh} {remedy.zh}\n{reason.en} {remedy.en}")
