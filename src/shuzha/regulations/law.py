"""What each article says in plain words, and what the platform does about it: the account that nothing is forgotten."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any

from shuzha.kernel.citation import Citation, Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet
from shuzha.regulations import beijing_2023, civil_code, hainan_2023, local_rules, qingdao_2023

_MODULES: Mapping[str, ModuleType] = {
    m.INSTRUMENT.id: m for m in (beijing_2023, hainan_2023, qingdao_2023, civil_code, local_rules)
}
_NOTHING = Text("", "")


class Status(StrEnum):
    """What became of an article, or of a part of it."""

    ENFORCED = "enforced"
    SHOWN = "shown"
    DEFINITION = "definition"
    GAP = "gap"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Disposition:
    """What the platform does about (a part of) an article.

    `by` and `tested` say what enforces or shows it and which tests hold that; `covers` names the part meant, or for a
    gap the reason; `issue` is what a pending part waits for.
    """

    status: Status
    by: tuple[str, ...] = ()
    tested: tuple[str, ...] = ()
    covers: Text = _NOTHING
    issue: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "status": self.status.value,
            "by": list(self.by),
            "tested": list(self.tested),
            "covers": self.covers.as_json(),
            "issue": self.issue,
        }


@dataclass(frozen=True, slots=True)
class Article:
    """One article: where it stands, its gist in our words, and what became of it."""

    citation: Citation
    summary: Text
    heading: Text
    dispositions: tuple[Disposition, ...]

    @property
    def is_settled(self) -> bool:
        """Whether no part of it waits for later work."""
        return all(d.status is not Status.PENDING for d in self.dispositions)

    def as_json(self) -> dict[str, Any]:
        return {
            "citation": str(self.citation),
            "label": self.citation.label.as_json(),
            "heading": self.heading.as_json(),
            "summary": self.summary.as_json(),
            "dispositions": [d.as_json() for d in self.dispositions],
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The account of one instrument; `counts` says in how many articles each status occurs."""

    instrument: Instrument
    articles: tuple[Article, ...]

    @property
    def counts(self) -> dict[Status, int]:
        found = Counter(s for a in self.articles for s in {d.status for d in a.dispositions})
        return {status: found[status] for status in Status}

    def as_json(self) -> dict[str, Any]:
        counts = {status.value: number for status, number in self.counts.items()}
        return {"counts": counts, "articles": [one.as_json() for one in self.articles]}


def instruments() -> tuple[Instrument, ...]:
    """Every instrument whose articles are accounted for here."""
    return tuple(module.INSTRUMENT for module in _MODULES.values())


def named(name: str) -> Instrument:
    """The instrument that somebody calls so: by identifier, by the identifier's beginning, or by (part of) its title.

    Raises: LookupError when none or more than one is called so; it names what there is.
    """
    wanted = name.casefold().strip()
    exact = [one for one in instruments() if one.id == wanted]
    ways = (f"{one.id}\n{one.short.zh}\n{one.short.en}\n{one.title.zh}\n{one.title.en}" for one in instruments())
    loose = [one for one, way in zip(instruments(), ways, strict=True) if wanted and wanted in way.casefold()]
    found = exact or [one for one in loose if one.id.startswith(wanted)] or loose
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{one.id} {one.short.zh} {one.short.en}" for one in instruments())
    raise LookupError(
        f"{'several instruments are' if found else 'no instrument is'} called {name!r}; there are: {known}"
    )


def parameters(instrument: str) -> ParameterSet:
    """The dated parameters of an instrument. Raises: LookupError when none has that identifier."""
    found: ParameterSet = _module(instrument).PARAMETERS
    return found


@cache
def articles(instrument: str) -> tuple[Article, ...]:
    """Every article of an instrument, in order.

    Raises: LookupError for an unknown instrument; ValueError when its file forgets or repeats an article.
    """
    module = _module(instrument)
    source = files(module.__name__).joinpath("articles.toml").read_text(encoding="utf-8")
    return parse_articles(source, module.INSTRUMENT)


def article(citation: Citation | str) -> Article:
    """The article that `citation` (also as a key, "beijing-2023/23") points to; an item leads to its article.

    Raises: ValueError for a malformed key; LookupError when there is no such instrument or article.
    """
    wanted = Citation.parse(citation) if isinstance(citation, str) else citation
    for found in articles(wanted.instrument):
        if found.citation.article == wanted.article:
            return found
    raise LookupError(f"{wanted.instrument} has no article {wanted.article} here")


def coverage() -> tuple[Coverage, ...]:
    """The account of every instrument, article by article."""
    return tuple(Coverage(instrument, articles(instrument.id)) for instrument in instruments())


def parse_articles(source: str, instrument: Instrument) -> tuple[Article, ...]:
    """The articles written in `source`, the text of an instrument's articles.toml.

    Articles run from `first` to `last`; `further` names later chapters, [first, last] each, whose numbers leave room.
    Raises: ValueError naming the article that is forgotten, repeated, or not accounted for.
    """
    document = tomllib.loads(source)
    found = tuple(_parse(table, instrument) for table in document["article"])
    numbers = [a.citation.article for a in found]
    chapters = [[document["first"], document["last"]], *document.get("further", ())]
    expected = [number for first, last in chapters for number in range(first, last + 1)]
    if numbers != expected:
        wrong = sorted(set(expected) ^ set(numbers)) or [n for n, c in Counter(numbers).items() if c > 1] or numbers
        raise ValueError(f"{instrument.id}: forgotten, repeated or out of order: articles {wrong}")
    return found


def _module(instrument: str) -> ModuleType:
    try:
        return _MODULES[instrument]
    except KeyError:
        raise LookupError(f"no instrument {instrument!r} here; known: {', '.join(_MODULES)}") from None


def _parse(table: Mapping[str, Any], instrument: Instrument) -> Article:
    citation = instrument.article(table["number"])
    found = tuple(_disposition(citation, status, table[status.value]) for status in Status if status.value in table)
    if not found:
        raise ValueError(f"{citation} is not accounted for")
    heading = Text.from_json(table["heading"]) if "heading" in table else _NOTHING
    return Article(citation, Text(table["zh"], table["en"]), heading, found)


def _disposition(citation: Citation, status: Status, value: Any) -> Disposition:
    if status is Status.DEFINITION:
        return Disposition(status)
    covers = Text(value.get("zh", ""), value.get("en", ""))
    found = Disposition(
        status, tuple(value.get("by", ())), tuple(value.get("tested", ())), covers, value.get("issue", "")
    )
    complete = {
        Status.ENFORCED: bool(found.by and found.tested),
        Status.SHOWN: bool(found.by and found.tested),
        Status.GAP: bool(covers.zh and covers.en),
        Status.PENDING: bool(found.issue),
    }
    if not complete[status]:
        raise ValueError(f"{citation} is {status} without saying by what, tested where, why, or until when")
    return found
