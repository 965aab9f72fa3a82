"""Chapter 5: a data interface becomes a product: acceptance, two reviews, publicity, certificate; verified offline."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from shuzha.archive.cases.operations import perform
from shuzha.archive.evidence.queries import log_directory, receipt_for
from shuzha.archive.grants.models import Grant, Interface
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.ledger.credential import certificate
from shuzha.ledger.log import Log
from shuzha.offices.registry.models import Certificate
from shuzha.offices.zones.operations.interfaces import create_interface
from shuzha.regulations.hainan_2023.procedures.registration import MATERIALS
from shuzha.site.story.stage import Stage

INTERFACE = "employment-profile"
INDUSTRIES = (
    "Retail trade", "Education", "Construction", "Manufacturing-durable goods", "Finance insurance and real estate",
    "Business and repair services", "Hospital services", "Transportation", "Public administration", "Wholesale trade",
)  # fmt: skip
SEXES = ("Female", "Male")
TEMPLATE = """SELECT income_class, COUNT(*) AS persons, AVG(age) AS mean_age
FROM census_income WHERE major_industry = :industry AND sex = :sex
GROUP BY income_class"""
PARAMETERS = [
    {"name": "industry", "kind": "text", "choices": list(INDUSTRIES)},
    {"name": "sex", "kind": "text", "choices": list(SEXES)},
]


def product_is_registered(stage: Stage) -> None:
    _make_interface(stage)
    _apply(stage)
    _review(stage)
    _publicise_and_certify(stage)
    _verify_offline(stage)


def _make_interface(stage: Stage) -> None:
    stage.working_days_later(1)
    grant = Grant.objects.get(case=stage.cases["sharing"])
    create_interface(
        grant=grant,
        name=INTERFACE,
        title=Text("行业就业画像接口", "Employment profile by industry"),
        template=TEMPLATE,
        parameters=PARAMETERS,
        by=stage.who("analyst").actor,
        at=stage.now(),
    )
    event = stage.last_event(grant.stream)
    stage.tells(
        Text("数据接口经闸门审核后固定", "A data interface was reviewed by the gate and fixed"),
        "analyst",
        event.citations,
        event,
    )


def _apply(stage: Stage) -> None:
    materials = {item.code: f"材料：{item.title.zh}" for item in MATERIALS.items if item.code not in ("8-5", "8-7")}
    stage.opens(
        "registration",
        "registry.registration",
        "apply",
        "operator",
        {
            "name_zh": "行业就业画像接口",
            "name_en": "Employment profile by industry",
            "form": "interface",
            "source": "supermarket",
            "interface": str(Interface.objects.get(name=INTERFACE).id),
            "scenario": "金融机构与就业服务机构了解各行业就业结构。",
            "validity": "随授权期限",
            "first": True,
            "joint": False,
            "materials": materials,
        },
    )
    stage.working_days_later(2)
    stage.must_refuse(
        Text("材料不齐而受理", "Accepting an incomplete application"),
        "registrar",
        lambda: perform(
            case=stage.cases["registration"], step="accept", by=stage.who("registrar").actor, at=stage.now()
        ),
        "materials-8-5",
    )
    stage.acts("registration", "ask-to-complete", "registrar")
    stage.working_days_later(1)
    stage.acts("registration", "complete", "operator", {"materials": {**materials, "8-5": "材料：数据授权通道证明"}})
    stage.working_days_later(3)
    lot = stage.acts("registration", "accept", "registrar").facts["lot"]
    stage.echo(f"     种子 / seed {lot['seed'][:16]}… · 名录 / roster {len(lot['pool'])} · 抽中 / drawn {lot['drawn']}")
    _expect_in_time(stage, "acceptance")


def _review(stage: Stage) -> None:
    stage.working_days_later(5)
    stage.acts(
        "registration", "technical-review", "registrar", {"passed": True, "opinion": "材料全面准确，接口测试有效。"}
    )
    stage.working_days_later(4)
    stage.acts(
        "registration",
        "compliance-review",
        _drawn(stage),
        {"passed": True, "opinion": "来源合法，授权链条完整，交易风险可控。"},
    )
    stage.acts("registration", "publicise", "registrar")
    _expect_in_time(stage, "review")


def _drawn(stage: Stage) -> str:
    """The user name of the agency that the lot fell on."""
    agency = stage.cases["registration"].parties["agency"]
    return next(name for name, account in stage.accounts.items() if str(account.organisation_id) == agency)


def _publicise_and_certify(stage: Stage) -> None:
    publicity = stage.cases["registration"].deadlines.get(duty="publicity")
    stage.on(publicity.last_day)
    stage.must_refuse(
        Text("公示期最后一日即授权发证", "Authorising the certificate on the last day of publicity"),
        "bureau",
        lambda: perform(
            case=stage.cases["registration"], step="authorise", by=stage.who("bureau").actor, at=stage.now()
        ),
        "publicity-running",
    )
    stage.working_days_later(1)
    stage.acts("registration", "authorise", "bureau")
    stage.acts("registration", "certify", "registrar")


def _verify_offline(stage: Stage) -> None:
    held = Certificate.objects.get(case=stage.cases["registration"])
    event = held.event
    assert event is not None
    stage.logged(event)
    document = certificate(held.credential, receipt_for(event))
    key = str(Log.open(log_directory()).keys[0])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{held.number}.json"
        file.write_text(json.dumps(document, ensure_ascii=False))
        command = [
            sys.executable,
            "-m",
            "shuzha_verifier",
            str(file),
            "--key",
            key,
            "--key",
            held.credential["issuer"]["id"],
        ]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
    stage.expects(
        checked.returncode == 0, f"the verifier does not accept the certificate: {checked.stdout}{checked.stderr}"
    )
    stage.tells(
        Text(f"独立验证器离线验证凭证 {held.number}：有效", f"The independent verifier accepts {held.number} offline"),
        "buyer",
        (Citation("hainan-2023", 17),),
        event,
    )
    stage.echo("     " + checked.stdout.strip().replace("\n", "\n     "))


def _expect_in_time(stage: Stage, duty: str) -> None:
    latest = stage.cases["registration"].deadlines.filter(duty=duty).order_by("-started").first()
    assert latest is not None
    stage.expects(latest.discharged and stage.now().date() <= latest.last_day, f"{duty} was not done in time")
    stage.echo(f"     时限 {latest.started} → {latest.last_day}，按期完成 / within its time limit")
