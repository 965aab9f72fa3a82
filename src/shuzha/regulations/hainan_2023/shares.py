"""Joint ownership (8(7)): every owner by name, and shares that add to exactly one; fractions are counted as fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

if TYPE_CHECKING:
    from shuzha.procedure.decide import Situation

_LINE = re.compile(r"(?P<owner>.*\S)[\s,，:：]+(?P<share>\d{1,9}/\d{1,9}|\d{1,3}(?:\.\d{1,9})?%)")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Share:
    """An owner's name and its part of the whole."""

    owner: str
    part: Fraction

    def as_json(self) -> dict[str, str]:
        return {"owner": self.owner, "share": f"{self.part.numerator}/{self.part.denominator}"}


def parse_shares(text: str) -> tuple[Share, ...]:
    """The shares written one a line, “name 1/3” or “name 33.5%”. Raises: ValueError naming the line that cannot be read."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST:
        raise ValueError(f"{_MOST + 1}")
    return tuple(_parse(number, line) for number, line in enumerate(lines, 1))


def _parse(number: int, line: str) -> Share:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(str(number))
    written = found["share"]
    try:
        part = Fraction(written[:-1]) / 100 if written.endswith("%") else Fraction(written)
    except ZeroDivisionError:
        raise ValueError(str(number)) from None
    return Share(found["owner"], part)


@dataclass(frozen=True, slots=True)
class WholeShares:
    """Of a jointly owned product, `field` names two or more owners, each once, with parts above zero that add to one."""

    field: str
    title: Text
    cites: tuple[Citation, ...]

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        if situation.said.get("joint") is not True:
            return
        text = situation.said.get(self.field)
        try:
            shares = parse_shares(text) if isinstance(text, str) else ()
        except ValueError as wrong:
            yield self._deny(
                "shares-unreadable",
                Text("第 {line} 行无法读出权利人和份额", "Line {line} does not name an owner and a share").format(
                    line=wrong
                ),
            )
            return
        yield from self._wrong(shares)

    def _wrong(self, shares: tuple[Share, ...]) -> Iterator[Deny]:
        owners = [share.owner for share in shares]
        if len(owners) < 2 or len(set(owners)) != len(owners):
            yield self._deny(
                "owners-not-named",
                Text("联合拥有须逐一列明两个以上权利人", "Joint ownership names two or more owners, each once"),
            )
        total = sum((share.part for share in shares), Fraction(0))
        if any(share.part <= 0 for share in shares) or (shares and total != 1):
            yield self._deny(
                "shares-not-whole",
                Text("各方份额合计为 {total}，应当恰为 1", "The shares add to {total}, not to exactly 1").format(
                    total=total
                ),
            )

    def _deny(self, code: str, reason: Text) -> Deny:
        remedy = Text(
            "每行写“权利人 份额”，如“甲公司 1/3”，合计为一", "One a line, as in “Company A 1/3”, adding to one"
        )
        return Deny(code, reason, self.cites, remedy, self.field)
