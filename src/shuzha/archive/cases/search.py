"""Search that works in Chinese, once for every list: text cut into pairs of neighbouring characters and whole words.

PostgreSQL's own parser takes a Chinese sentence for one word. Here a run of Chinese characters becomes its pairs, and
its last character alone, so that every character begins something; anything else becomes its words in small letters. A
field of the row keeps these, written whenever the row is written, and one GIN index answers for the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Lookup, Model

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>(?:(?![{_HAN}])[^\W_])+)")
# What a search vector can hold at most, and a word of it, is limited; so is how much one may ask at a time.
_LONGEST_TEXT, _LONGEST_WORD, _LONGEST_SEARCH = 100_000, 60, 100
_NOTHING = "!"


def indexed(text: str) -> str:
    """What a text is found by, each once, separated by spaces: pairs of Chinese characters, and lower-case words."""
    found = dict[str, None]()
    for han, word in _runs(text[:_LONGEST_TEXT]):
        found.update(dict.fromkeys([*_pairs(han), han[-1]] if han else [word]))
    return " ".join(found)


def matching(words: str) -> str:
    """The search for texts with every one of the words, as a tsquery; "" when all match, "!" when none can.

    A single Chinese character and a word also find what begins with them. Whatever is no letter and no digit only
    separates, so that nothing in a search can act as an operator.
    """
    if not words.strip():
        return ""
    terms = dict.fromkeys(term for han, word in _runs(words[:_LONGEST_SEARCH]) for term in _terms(han, word))
    return " & ".join(terms) or _NOTHING


def _terms(han: str, word: str) -> list[str]:
    return [f"'{pair}'" for pair in _pairs(han)] or [f"'{han or word}':*"]


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for run in _RUNS.finditer(unicodedata.normalize("NFKC", text).lower()):
        yield run["han"] or "", (run["word"] or "")[:_LONGEST_WORD]


def _pairs(han: str) -> list[str]:
    return [han[at : at + 2] for at in range(len(han) - 1)]


class Words(models.TextField):  # type: ignore[type-arg]
    """What the row is found by, written whenever the row is: its model says by `searchable` which text that comes from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "default": "", "editable": False})

    def pre_save(self, model_instance: Model, add: bool) -> str:
        words = indexed(" ".join(model_instance.searchable))  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, words)
        return words


class Vector(Func):
    """The stored words as PostgreSQL searches them, without its parser."""

    template = "array_to_tsvector(string_to_array(%(expressions)s, ' '))"


@Words.register_lookup
class Matches(Lookup):
    """`words__matches="…"`: the rows with every one of the words, as `matching` reads them."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        query = matching(str(self.rhs))
        if query in ("", _NOTHING):
            return ("TRUE" if not query else "FALSE"), ()
        column, parameters = self.process_lhs(compiler, connection)
        return f"{Vector.template % {'expressions': column}} @@ %s::tsquery", (*parameters, query)


def words_index(name: str) -> GinIndex:
    """The index that answers `words__matches` for a model."""
    return GinIndex(Vector("words"), name=name)
