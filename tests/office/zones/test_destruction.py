"""Destruction ordered once a grant has ended, carried out item by item, verified and certified."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from city_life import City, granted
from refusing import refused

from shuzha.kernel.canonical import canonical
from shuzha.regulations.beijing_2023.procedures.destruction import OBJECTS

GONE = {item.code: "已覆写" for item in OBJECTS.items}


def ended(city: City) -> Any:
    grant = granted(city)
    city.act(grant.case, "end", city.operator, reason="研究结束")
    return grant


def ordered(city: City, grant: Any, by: str = "supervisor") -> Any:
    return city.start("zones.destruction", "order", city.accounts[by], grant=str(grant.pk), extent="全部衍生数据")


def executed(city: City, case: Any, destroyed: dict[str, str] | None = None, **change: Any) -> Any:
    data = {
        "method": "覆写三次", "done_on": city.now.date().isoformat(), "responsible": str(city.analyst.person_id), **change,
    }  # fmt: skip
    return city.act(case, "execute", city.operator, destroyed=destroyed or GONE, **data)


def test_destruction_is_ordered_done_verified_and_certified(city: City) -> None:
    case = executed(city, ordered(city, ended(city)))
    case = city.act(case, "certify", city.supervisor, verification="现场核验")
    assert case.status == "certified"
    facts = {k: case.facts[k] for k in ("grant", "extent", "destroyed", "method", "done_on", "responsible")}
    whole = {"number": case.number, "verification": "现场核验", **facts}
    assert case.facts["certificate"] == hashlib.sha256(canonical(whole)).hexdigest()


def test_nobody_states_the_certificates_digest(city: City) -> None:
    case = executed(city, ordered(city, ended(city)))
    case = city.act(case, "certify", city.supervisor, verification="核验", certificate="0" * 64)
    assert case.facts["certificate"] != "0" * 64


def test_a_grant_that_lives_or_is_only_cut_off_is_not_destroyed(city: City) -> None:
    grant = granted(city)
    with refused("grant-still-lives"):
        ordered(city, grant)
    city.start("zones.cutoff", "cut", city.supervisor, risk="异常", grants=[str(grant.pk)])
    with refused("grant-still-lives"):
        ordered(city, grant)


def test_an_expired_grant_has_ended_from_its_last_moment_on(city: City) -> None:
    grant = granted(city)
    city.clock.advance(grant.expires - city.now - timedelta(seconds=1))
    with refused("grant-still-lives"):
        ordered(city, grant)
    city.advance(seconds=1)
    assert ordered(city, grant, by="bigdata").parties["supervisor"] == str(city.organisations["supervisor"].pk)


def test_an_ended_agreement_ends_its_grants_and_they_are_destroyed(city: City) -> None:
    grant = granted(city)
    agreement = city.act(grant.agreement, "report", city.bigdata, reason="违约")
    agreement = city.act(city.act(agreement, "concur", city.supervisor), "terminate", city.government)
    assert ordered(city, grant).status == "ordered"


def test_destruction_is_ordered_once_by_the_zones_supervisor_or_the_authority(city: City) -> None:
    grant = ended(city)
    with refused("unknown-reference"):
        ordered(city, grant, by="second_supervisor")
    case = ordered(city, grant)
    with refused("already-ordered"):
        ordered(city, grant, by="bigdata")
    city.act(case, "revoke", city.supervisor, reason="另有保存义务")
    assert ordered(city, grant).status == "ordered"


def test_every_item_is_accounted_for_and_not_before_it_is_done(city: City) -> None:
    case = ordered(city, ended(city))
    with refused("destroyed-backups", "destroyed-partners"):
        executed(city, case, {k: v for k, v in GONE.items() if k not in ("backups", "partners")})
    with refused("done-in-future"):
        executed(city, case, done_on=(city.now.date() + timedelta(days=1)).isoformat())
    with refused("not-a-party"):
        city.act(case, "execute", city.second)


def test_what_is_found_undestroyed_goes_back_with_a_new_time(city: City) -> None:
    case = executed(city, ordered(city, ended(city)))
    case = city.act(case, "send-back", city.supervisor, reason="备份仍在")
    assert case.deadlines.filter(duty="destroy", discharged=False).count() == 1
    assert executed(city, case).status == "executed"
