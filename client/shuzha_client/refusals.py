"""How the platform says no, as Python exceptions that read well in a terminal and in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_WORDS = {
    "zh": {"refused": "未予办理", "sealed": "不予放行", "fault": "平台故障", "remedy": "怎么办", "limit": "期限", "cites": "依据", "field": "涉及"},
    "en": {"refused": "Refused", "sealed": "Not released", "fault": "Fault", "remedy": "What to do", "limit": "Time limit", "cites": "Under", "field": "About"},
}  # fmt: skip


class Refused(Exception):
    """The request was understood and a rule says no: every reason at once, each with its articles and what to do.

    `denials` are as the platform sent them: code, reason and remedy in zh and en, cites, field and time limit. `status` is HTTP's.
    """

    def __init__(self, denials: Sequence[Mapping[str, Any]], *, language: str = "zh", status: int = 422) -> None:
        self.denials, self.language, self.status = tuple(denials), _known(language), status
        super().__init__(*(denial["code"] for denial in self.denials))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(str(denial["code"]) for denial in self.denials)

    def __str__(self) -> str:
        words, lines = _WORDS[self.language], [_WORDS[self.language]["refused"]]
        for number, denial in enumerate(self.denials, start=1):
            lines.append(f"{number}. {denial['reason'][self.language]}")
            lines.append(f"   {words['remedy']}: {denial['remedy'][self.language]}")
            if denial.get("limit"):
                lines.append(f"   {words['limit']}: {denial['limit']['text'][self.language]}")
            if denial.get("cites"):
                lines.append(f"   {words['cites']}: {', '.join(denial['cites'])}")
            if denial.get("field"):
                lines.append(f"   {words['field']}: {denial['field']}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        words = _WORDS[self.language]
        items = "".join(
            f"<li><b>{escape(d['reason'][self.language])}</b><br>{words['remedy']}: "
            f"{escape(d['remedy'][self.language])}{_limit(d, self.language)}{_small(d)}</li>"
            for d in self.denials
        )
        return _card(words["refused"], f"<ol>{items}</ol>")


class Sealed(Exception):
    """The answer was not released, for a reason that the data decides and nobody here is told. Always the same text."""

    def __init__(self, text: Mapping[str, str], *, language: str = "zh") -> None:
        self.text, self.language = dict(text), _known(language)
        super().__init__(self.text[self.language])

    def _repr_html_(self) -> str:
        return _card(_WORDS[self.language]["sealed"], f"<p>{escape(self.text[self.language])}</p>")


class PlatformFault(Exception):
    """The platform could not be reached, or answered something that is no answer. Nothing was released."""


def shown_in_notebooks(kinds: Sequence[type[Exception]]) -> None:
    """Lets a notebook show these exceptions as cards instead of a traceback; does nothing outside of one."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    shell.set_custom_exc(tuple(kinds), _show)


def _show(shell: Any, kind: type[Exception], value: Any, traceback: Any, tb_offset: Any = None) -> None:
    from IPython.display import HTML, display

    display(HTML(value._repr_html_()))


def _limit(denial: Mapping[str, Any], language: str) -> str:
    told = denial.get("limit")
    return f"<br>{_WORDS[language]['limit']}: {escape(told['text'][language])}" if told else ""


def _small(denial: Mapping[str, Any]) -> str:
    cites = escape(", ".join(denial.get("cites") or ()))
    field = escape(str(denial.get("field") or ""))
    parts = [part for part in (cites, f"<code>{field}</code>" if field else "") if part]
    return f"<br><small>{' · '.join(parts)}</small>" if parts else ""


def _card(title: str, body: str) -> str:
    border = "border:1px solid #d0dcde;border-top:4px solid #b02a1e;padding:.75rem 1rem;max-width:46rem"
    return f'<div style="{border}"><strong>{escape(title)}</strong>{body}</div>'


def _known(language: str) -> str:
    return "en" if language.startswith("en") else "zh"
