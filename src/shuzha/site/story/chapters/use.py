"""Chapter 4: an analyst asks from the Python client; what may leave leaves, and everything else is refused in its own way."""

from __future__ import annotations

import shuzha_client

from shuzha.archive.grants.models import Grant
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.site.api.own_tokens import make_token
from shuzha.site.story.stage import NotAsTheLawSays, Stage

RELEASED = """SELECT education, COUNT(*) AS persons, AVG(weeks_worked) AS weeks
FROM census_income WHERE age >= 18 GROUP BY education ORDER BY persons DESC"""
ROW_DUMP = "SELECT age, sex, education, income_class FROM census_income"
OUTSIDE = "SELECT race, COUNT(*) AS persons FROM census_income GROUP BY race"
SMALL_CELL = "SELECT COUNT(*) AS persons FROM census_income WHERE age = 25 AND education = 'Doctorate degree(PhD EdD)'"
WHOLE = "SELECT COUNT(*) AS persons FROM census_income WHERE education = 'Doctorate degree(PhD EdD)'"
ALL_BUT_ONE = """SELECT COUNT(*) AS persons FROM census_income
WHERE education = 'Doctorate degree(PhD EdD)' AND age <> 86"""


def data_is_used(stage: Stage) -> None:
    stage.working_days_later(1)
    analyst = stage.who("analyst")
    grant = Grant.objects.get(case=stage.cases["sharing"])
    session = shuzha_client.connect(stage.url, token=make_token(account=analyst, label="story", at=stage.now()))

    def ask(sql: str, purpose: str = "employment") -> shuzha_client.Result:
        return session.query(sql, grant=str(grant.id), purpose=purpose)

    table = ask(RELEASED).arrow()
    _tell(stage, grant, Text("分析师查询分组统计，闸门予以放行", "An aggregate is released to the analyst"))
    stage.echo(_first_rows(table))
    stage.expects(table.num_rows == 16, "the aggregate does not have one row for each level of education")
    _explained(stage, Text("查询逐行明细", "A row dump"), lambda: ask(ROW_DUMP), "row-output")
    _explained(
        stage, Text("查询授权以外的字段", "A column outside the grant"), lambda: ask(OUTSIDE), "column-not-granted"
    )
    _explained(stage, Text("以其他用途查询", "A wrong purpose"), lambda: ask(RELEASED, "marketing"), "purpose-mismatch")
    first = _sealed(stage, grant, Text("查询人数过少的单元格", "A small cell"), lambda: ask(SMALL_CELL))
    ask(WHOLE)
    _tell(stage, grant, Text("查询博士学历总人数，予以放行", "The number of doctorates is released"))
    second = _sealed(
        stage,
        grant,
        Text("仅少一人的第二次查询（差分）", "The same less one person: a difference"),
        lambda: ask(ALL_BUT_ONE),
    )
    stage.expects(first == second, "two refusals that depend on data can be told apart")


def _tell(stage: Stage, grant: Grant, what: Text) -> None:
    event = stage.last_event(grant.stream)
    cites = event.citations or (Citation("beijing-2023", 21), Citation("beijing-2023", 27))
    stage.tells(what, "analyst", cites, event)


def _explained(stage: Stage, what: Text, attempt: object, code: str) -> None:
    try:
        attempt()  # type: ignore[operator]
    except shuzha_client.Refused as refusal:
        grant = Grant.objects.get(case=stage.cases["sharing"])
        denials = list(refusal.denials)
        stage.expects(code in {denial["code"] for denial in denials}, f"{what.en}: refused for another reason")
        _tell(stage, grant, Text(f"{what.zh} —— 拒绝并说明理由", f"{what.en} — refused, with the reason"))
        for denial in denials:
            stage.echo(f"     ✗ {denial['reason']['zh']}\n       {denial['reason']['en']}")
        return
    raise NotAsTheLawSays(f"{what.en}: was not refused")


def _sealed(stage: Stage, grant: Grant, what: Text, attempt: object) -> str:
    try:
        attempt()  # type: ignore[operator]
    except shuzha_client.Sealed as refusal:
        _tell(stage, grant, Text(f"{what.zh} —— 拒绝，不说明缘由", f"{what.en} — refused without a reason"))
        private = stage.last_event(grant.stream).data["private_reason"]
        stage.echo(f"     分析师所见 / the analyst reads: {refusal}")
        stage.echo(f"     仅监管部门可见 / only the supervisor reads: {private['zh']}")
        stage.echo(f"     {private['en']}")
        return str(refusal)
    raise NotAsTheLawSays(f"{what.en}: was released")


def _first_rows(table: object, count: int = 4) -> str:
    rows = table.slice(0, count).to_pylist()  # type: ignore[attr-defined]
    return "\n".join("     " + "  ".join(f"{k}={v}" for k, v in row.items()) for row in rows)
