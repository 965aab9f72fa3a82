"""A sentence in the platform's two languages.

Reasons, remedies and titles are born in Chinese and English together, so that no refusal reaches a user in a
language they did not choose, and no engine needs a translation catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in simplified Chinese (first) and English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """The sentence in `lang`: English for codes that start with "en", Chinese for every other."""
        return self.en if lang.startswith("en") else self.zh

    def format(self, **values: Any) -> Text:
        """The same sentence with `{name}` fields filled in; a `Text` value is filled in per language."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def from_json(cls, value: dict[str, str]) -> Text:
        return cls(value["zh"], value["en"])
