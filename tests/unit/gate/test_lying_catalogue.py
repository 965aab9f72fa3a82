"""The web process can write the catalogue: whatever it writes there, protection is what the gate itself recorded."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from shuzha.enclave.door.client import GateFault, Sealed
from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db(transaction=True)

EAST = "SELECT COUNT(*) AS n, SUM(systolic_mmhg) AS s FROM people WHERE district = '东城'"
EAST_AND_ONE = "SELECT COUNT(*) AS n, SUM(systolic_mmhg) AS s FROM people WHERE district = '东城' OR district = '孤区'"


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {deny.code for deny in refused.value.denials}


def column(world: Any, name: str, **changes: Any) -> None:
    world.resource.columns.filter(name=name).update(**changes)


def says(world: Any, **changes: Any) -> None:
    type(world.resource).objects.filter(id=world.resource.id).update(**changes)


@pytest.mark.parametrize("domain", ["", " ", "another"])
def test_another_population_in_the_catalogue_neither_opens_cells_nor_empties_the_memory(
    world: Any, domain: str
) -> None:
    assert world.query(EAST).table.num_rows == 1
    says(world, unit_domain=domain)
    with pytest.raises(Sealed):
        world.query("SELECT district, COUNT(*) AS n FROM people GROUP BY district")
    with pytest.raises(Sealed):
        world.query(EAST_AND_ONE)


@pytest.mark.parametrize("lie", [{"unit_column": ""}, {"unit_column": "sex"}, {"rows": 1, "units": 1}, {"version": 7}])
def test_other_facts_in_the_catalogue_change_nothing(world: Any, lie: dict[str, Any]) -> None:
    before = world.client.schema(str(world.grant.id), world.person)
    says(world, **lie)
    assert world.client.schema(str(world.grant.id), world.person) == before
    with pytest.raises(Refused) as refused:
        world.query("SELECT person_no, COUNT(*) FROM people GROUP BY person_no")
    assert codes(refused) == {"unit-output"}


def test_a_lower_grade_in_the_catalogue_changes_nothing_and_a_higher_one_holds(world: Any) -> None:
    before = world.client.schema(str(world.grant.id), world.person)
    column(world, "systolic_mmhg", grade=1)
    assert world.client.schema(str(world.grant.id), world.person) == before
    column(world, "systolic_mmhg", grade=4)
    with pytest.raises(Refused) as refused:
        world.query("SELECT AVG(systolic_mmhg) AS m FROM people")
    assert codes(refused) == {"form-not-allowed"}


@pytest.mark.parametrize("treatment", ["keep", "drop", ""])
def test_a_pseudonym_that_the_catalogue_calls_plain_is_absent(world: Any, treatment: str) -> None:
    column(world, "person_no", treatment=treatment)
    with pytest.raises(Refused) as refused:
        world.query("SELECT person_no, COUNT(*) FROM people GROUP BY person_no")
    assert codes(refused) == {"column-not-granted"}


def test_a_plain_column_cannot_be_made_an_identifier_to_be_counted(world: Any) -> None:
    column(world, "sex", treatment="pseudonymise")
    with pytest.raises(Refused) as refused:
        world.query("SELECT COUNT(DISTINCT sex) AS n FROM people")
    assert codes(refused) == {"column-not-granted"}


def test_a_column_that_was_never_stored_is_absent(world: Any) -> None:
    from shuzha.archive.catalogue.models import Column

    invented = Column.objects.create(
        resource=world.resource, position=9, name="__unit", type="int64", suggested_class="other",
        suggested_grade=1, suggested_treatment="keep", grade=1, treatment="keep",
    )  # fmt: skip
    world.grant.columns.add(invented)
    assert "__unit" not in {c["name"] for c in world.client.schema(str(world.grant.id), world.person)[0]["columns"]}


def test_a_type_in_the_catalogue_changes_nothing(world: Any) -> None:
    column(world, "sex", type="int64")
    assert world.query("SELECT sex, COUNT(*) AS n FROM people GROUP BY sex").table.num_rows == 2


def recommit(world: Any, staging: str, resource: str, domain: str) -> Any:
    decisions = [
        {
            "column": c["name"],
            "class": c["class"],
            "grade": c["grade"],
            "treatment": c["treatment"],
            "confirmed_by": "王",
        }
        for c in world.profile["columns"]
    ]
    return world.client.commit(staging, resource, decisions, "person_no", domain)


def test_rows_cannot_come_again_as_other_units_or_under_another_name(world: Any) -> None:
    with pytest.raises(Refused) as refused:
        recommit(world, world.staging, str(world.resource.id), "another")
    assert codes(refused) == {"gate-domain-changed"}
    with pytest.raises(Refused) as refused:
        recommit(world, world.staging, str(uuid.uuid4()), "another")
    assert codes(refused) == {"gate-unknown"}
    assert recommit(world, world.staging, str(world.resource.id), "city-person")["version"] == 2


def record_of(world: Any) -> Any:
    return next(world.home.glob(f"keys/gate/wrapped/{world.resource.id}/v1.json"))


def test_a_version_without_terms_is_absent(world: Any) -> None:
    path = record_of(world)
    record = json.loads(path.read_text())
    del record["terms"]
    path.write_text(json.dumps(record))
    with pytest.raises(Refused) as refused:
        world.query("SELECT COUNT(*) AS n FROM people")
    assert codes(refused) == {"table-not-granted"}


def test_altered_terms_stop_the_answer(world: Any) -> None:
    path = record_of(world)
    record = json.loads(path.read_text())
    record["terms"] = record["terms"][:-2] + ("00" if record["terms"][-2:] != "00" else "01")
    path.write_text(json.dumps(record))
    with pytest.raises(GateFault):
        world.query("SELECT COUNT(*) AS n FROM people")
