"""An article told in a terminal: its gist, what became of it, how we read it, its official text where imported, what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.words import Duty, Procedure
from shuzha.regulations.law import Article, Status
from shuzha.regulations.readings import readings_of
from shuzha.regulations.standing import by_whom, standing_on
from shuzha.regulations.text import Official

STATUSES = {
    Status.ENFORCED: Text("平台强制执行", "enforced"),
    Status.SHOWN: Text("平台公示展示", "shown"),
    Status.DEFINITION: Text("定义性条款", "definition"),
    Status.GAP: Text("不由平台落实", "declared gap"),
    Status.PENDING: Text("待落实", "pending"),
}
UNITS = {
    "working_days": Text("个工作日", "working days"),
    "calendar_days": Text("个自然日", "days"),
    "minutes": Text("分钟", "minutes"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
    "count": Text("", ""),
    "share": Text("（比例）", "(share)"),
}


def article_as_json(found: Article, official: Official | None, at: date) -> dict[str, Any]:
    """Everything `article_told` says, as values."""
    cites = found.citation
    return {
        **found.as_json(),
        "readings": [one.as_json() for one in readings_of(cites.instrument, cites.article)],
        "official_text": official.as_json(cites.article) if official else None,
        "standing": standing_on(cites.instrument, cites.article).as_json(at),
    }


def article_told(found: Article, official: Official | None, at: date) -> str:
    """The article in plain words, Chinese first, with the limits and numbers in force on the day `at`."""
    label, heading = found.citation.label, found.heading
    lines = [f"{label.zh} {heading.zh}".rstrip() + f" / {label.en} {heading.en}".rstrip()]
    lines += [found.summary.zh, found.summary.en]
    for title, part in (
        ("落实 / what the platform does", _dispositions(found)),
        ("我们的理解 / how we read it", _readings(found.citation)),
        ("官方文本（由本安装导入）/ official text, imported by this installation", _official(found, official)),
        ("依此条运行的内容 / what stands on it", _standing(found.citation, at)),
    ):
        told = list(part)
        lines += ["", f"— {title} —", *told] if told else []
    return "\n".join(lines)


def _dispositions(found: Article) -> Iterator[str]:
    for part in found.dispositions:
        status = STATUSES[part.status]
        covers = f"：{part.covers.zh} / {part.covers.en}" if part.covers.zh else ""
        waits = f"（待 / awaits: {part.issue}）" if part.issue else ""
        yield f"  {status.zh} {status.en}{covers}{waits}"
        for word, names in (("由 / by", part.by), ("验证 / tested", part.tested)):
            if names:
                yield f"    {word}: {', '.join(names)}"


def _readings(cites: Citation) -> Iterator[str]:
    for one in readings_of(cites.instrument, cites.article):
        yield f"  {one.text.zh}：{one.decided.zh}"
        yield f"  {one.text.en}: {one.decided.en}"


def _official(found: Article, official: Official | None) -> Iterator[str]:
    if official:
        yield from (f"  {line}" for line in official.articles.get(found.citation.article, "").splitlines())


def _standing(cites: Citation, at: date) -> Iterator[str]:
    standing = standing_on(cites.instrument, cites.article)
    for procedure, step in standing.steps:
        who = by_whom(procedure, step)
        yield f"  步骤 step  {procedure.id}/{step.name}  {step.title.zh}（{who.zh}） / {step.title.en} ({who.en})"
    for procedure, step, words in standing.needs:
        yield f"  要求 requirement  {procedure.id}/{step.name}  {words.zh} / {words.en}"
    for procedure, duty in standing.duties:
        yield _duty(procedure, duty, at)
    for rule in standing.credit:
        speaks = Text("守信", "for the party") if rule.good else Text("失信", "against the party")
        yield f"  信用 credit  {rule.procedure.id}  {rule.title.zh}（{speaks.zh}） / {rule.title.en} ({speaks.en})"
    for parameter in standing.parameters:
        dated = parameter.at(max(at, parameter.values[0].from_date))
        unit, title = UNITS[parameter.unit.value], parameter.title
        source = ", ".join(str(one) for one in dated.cites)
        yield (
            f"  参数 number  {title.zh} {dated.value} {unit.zh} / {title.en}: {dated.value} {unit.en}  "
            f"（{dated.from_date} 起 since；{source}{_local(parameter.local)}）"
        )


def _duty(procedure: Procedure, duty: Duty, at: date) -> str:
    limit, who = duty.limit, procedure.roles[duty.who].title
    long = limit.told(at)
    source = f"{limit.parameters.citation(limit.parameter, at)}{_local(limit.parameters.instrument.local)}"
    return (
        f"  期限 duty  {procedure.id}/{duty.name}  {duty.title.zh}（{who.zh}）：{long.zh}；逾期：{duty.late.zh}"
        f" / {duty.title.en} ({who.en}): {long.en}; when late: {duty.late.en}  （{source}）"
    )


def _local(local: bool) -> str:
    return "，本地规则 local rule" if local else ""
