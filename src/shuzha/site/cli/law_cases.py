"""`shuzha law cases`: the worked cases of a procedure, told so that whoever reads the law can follow them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from shuzha.procedure.words import Procedure
from shuzha.regulations.procedures import latest
from shuzha.regulations.worked_cases import WorkedCase, worked_cases, worked_cases_of
from shuzha.regulations.worked_told import Told, told


@click.command()
@click.argument("procedure", required=False)
def cases(procedure: str | None) -> None:
    """办件实例：何时、何人、办何事，结果与依据。Worked cases: who does what when, what follows, on which article.

    例 / for example: `shuzha law cases zones.sharing`; 不带参数则列出全部 / without a procedure, all that have some.
    """
    if procedure is None:
        for name in dict.fromkeys(case.procedure for case in worked_cases()):
            title = latest(name).title
            click.echo(f"{name}  {title.zh} {title.en}  ({len(worked_cases_of(name))})")
        return
    try:
        found = latest(procedure)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="PROCEDURE") from None
    click.echo(
        "\n\n".join("\n".join(_case(found, number, case)) for number, case in enumerate(worked_cases_of(found.id), 1))
    )


def _case(procedure: Procedure, number: int, case: WorkedCase) -> Iterator[str]:
    yield f"{number}  {case.title.zh}"
    yield f"   {case.title.en}"
    yield "   依据 / on: " + "、".join(f"{cite.label.zh} {cite.label.en}" for cite in case.cites)
    for one in told(case):
        yield from _line(one)


def _line(one: Told) -> Iterator[str]:
    outcome = f"→ {one.status.zh} / {one.status.en}" if one.status else "✗ 不予办理 / refused"
    yield f"   {one.on}  {one.who.zh}：{one.step.zh} / {one.who.en}: {one.step.en}  {outcome}"
    for denial in one.denials:
        cites = ", ".join(str(cite) for cite in denial.cites)
        yield f"               {denial.reason.zh} / {denial.reason.en}  （{cites}）"
    for limit in one.limits:
        yield f"               {limit.zh} / {limit.en}"
