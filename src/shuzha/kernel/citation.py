"""Where a rule comes from: an instrument (a regulation, a statute, or the city's own local rules) and an article of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shuzha.kernel.text import Text

_DIGITS = "零一二三四五六七八九"
_KEY = re.compile(r"^(?P<instrument>[a-z0-9-]+)/(?P<article>\d+)(?:\((?P<item>[^)]+)\))?$")
_instruments: dict[str, Instrument] = {}


def chinese_numeral(number: int) -> str:
    """`number` (1–999) as Chinese law counts its articles: 12 → 十二, 203 → 二百零三."""
    if not 1 <= number <= 999:
        raise ValueError(f"article number out of range: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A body of rules with an identifier ("beijing-2023"), its titles, and whether it is the city's own local rules."""

    id: str
    title: Text
    short: Text
    local: bool = False

    def __post_init__(self) -> None:
        known = _instruments.setdefault(self.id, self)
        if known != self:
            raise ValueError(f"two instruments claim the identifier {self.id!r}")

    def article(self, article: int, item: int | str = "") -> Citation:
        return Citation(self.id, article, str(item))


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One article, and where it matters one item, of an instrument. `str()` gives the key: "hainan-2023/9(2)"."""

    instrument: str
    article: int
    item: str = ""

    def __str__(self) -> str:
        return f"{self.instrument}/{self.article}" + (f"({self.item})" if self.item else "")

    @classmethod
    def parse(cls, key: str) -> Citation:
        """Raises: ValueError when `key` is not of the form "instrument/article" or "instrument/article(item)"."""
        match = _KEY.match(key)
        if not match:
            raise ValueError(f"not a citation key: {key!r}")
        return cls(match["instrument"], int(match["article"]), match["item"] or "")

    @property
    def source(self) -> Instrument:
        """Raises: LookupError when no loaded instrument has this identifier."""
        try:
            return _instruments[self.instrument]
        except KeyError:
            raise LookupError(f"no instrument {self.instrument!r} is loaded") from None

    @property
    def label(self) -> Text:
        """How the citation is printed: 北京专区办法第十二条 / Beijing zones, art. 12."""
        short = self.source.short
        item_zh = (
            f"第（{chinese_numeral(int(self.item)) if self.item.isdigit() else self.item}）项" if self.item else ""
        )
        item_en = f" ({self.item})" if self.item else ""
        return Text(
            f"{short.zh}第{chinese_numeral(self.article)}条{item_zh}",
            f"{short.en}, art. {self.article}{item_en}",
        )
