"""What several of the registry's walks begin with: applications, products in publicity, certificates."""

from __future__ import annotations

from browser.filling import Value
from browser.people import BUREAU, CONSULTANT, LAWYER, REGISTRAR, RIVAL
from browser.walking import CASE, Walk

PROCEDURE = "registry.registration"
AGENTS = {"明衡律师事务所": LAWYER, "正川合规咨询有限公司": CONSULTANT}
NOT_ASKED = "8-7 7"  # no joint owners, no earlier registration elsewhere


def applies(walk: Walk, name: str, without: str = NOT_ASKED) -> str:
    """A company's application for a first registration of its own data; `without` names the materials left out."""
    said: dict[str, Value] = {key: value for key, value in _product(name).items() if key not in ("first", "joint")}
    return walk.starts(RIVAL, PROCEDURE, "apply", without=without, first=True, joint=False, materials="材料", **said)


def drawn(walk: Walk, case: str) -> str:
    """Who acts for the agency that was drawn to review the case."""
    aside = walk.sees(REGISTRAR, case).page.locator(".page-aside").inner_text()
    return next(agent for agency, agent in AGENTS.items() if agency in aside)


def in_publicity(walk: Walk, name: str) -> str:
    """An application accepted, reviewed by both and publicised: what other walks begin with, sent without its pages."""
    materials = {f"materials.8-{number}": "材料" for number in range(1, 7)}
    found = CASE.search(str(walk.posts(RIVAL, f"/start/{PROCEDURE}/apply/", **_product(name), **materials)))
    assert found
    case = found[1]
    _sent(walk, case, "accept", REGISTRAR)
    _sent(walk, case, "technical-review", REGISTRAR, passed="yes", opinion="数据产品可验证。")
    _sent(walk, case, "compliance-review", *AGENTS.values(), passed="yes", opinion="来源合法，权属清楚。")
    _sent(walk, case, "publicise", REGISTRAR)
    return case


def registered(walk: Walk, name: str) -> str:
    """A product whose publicity is over and whose certificate is issued."""
    case = in_publicity(walk, name)
    walk.outlasts(BUREAU, case, "公示")
    _sent(walk, case, "authorise", BUREAU)
    _sent(walk, case, "certify", REGISTRAR)
    return case


def _product(name: str) -> dict[str, str]:
    return {
        "name_zh": name,
        "name_en": "Index of business",
        "form": "indicator",
        "source": "own",
        "scenario": "园区景气分析与招商研判。",
        "validity": "按周更新，长期有效",
        "first": "yes",
        "joint": "no",
    }


def _sent(walk: Walk, case: str, step: str, *by: str, **given: str) -> None:
    """By the first of them whose case it is."""
    led = [walk.posts(who, f"/cases/{case}/steps/{step}/", **given) for who in by]
    assert f"/cases/{case}/" in led, f"{step}: {led}"


def in_register(walk: Walk, name: str) -> str:
    """What the certificate of that name says to the public."""
    walk[""].goes_to(f"/registry/?q={name}")
    walk[""].main.locator("tr", has_text=name).first.locator("a").click()
    walk[""].page.wait_for_load_state()
    return walk[""].reads
