"""A department brings a file of its own: sealed in the browser, profiled by the gate, graded by a person, kept encrypted."""

from __future__ import annotations

from pathlib import Path

from browser.conftest import Welcome
from browser.people import STATISTICS, Visitor

HEADER = "person_no,name,mobile,age,district,monthly_income"
ROWS = [
    f"P{number:05d},王小{number},138{number:08d},{20 + number % 50},{('东城', '西城', '南山')[number % 3]},{4000 + 37 * (number % 90)}"
    for number in range(400)
]


def test_a_department_seals_a_file_of_its_own_and_every_column_was_decided_by_a_person(
    welcome: Welcome, tmp_path: Path
) -> None:
    department = welcome(STATISTICS)
    describes(department, "wage_sample")
    uploads(department, written(tmp_path / "broken.csv", [*ROWS[:5], "P9,王小,1,2", *ROWS[5:]]))
    trouble = department.page.locator("#upload-trouble")
    trouble.wait_for()
    assert "7" in trouble.inner_text()  # the file's line, its header counted
    assert trouble.locator(".remedy").inner_text()

    uploads(department, written(tmp_path / "wages.csv", ROWS))
    department.page.wait_for_url("**/grades/")
    row = department.page.locator("tbody tr", has=department.page.locator("code", has_text="monthly_income"))
    assert "3 级" in row.inner_text()
    assert "个人信息保护法" in row.inner_text()

    for box in department.page.locator("[name^=checked-]").all()[:-1]:
        box.check()
    department.page.select_option("[name=unit_column]", "person_no")
    department.presses("确认并加密入库")
    assert "monthly_income" in department.page.locator("tr.wrong").inner_text()
    assert department.page.locator("[name^=checked-]:checked").count() == len(HEADER.split(",")) - 1

    department.page.locator("[name^=checked-]").last.check()
    department.presses("确认并加密入库")
    department.page.wait_for_url("**/catalogue/wage_sample/")
    assert "已入库加密" in department.reads
    assert "400" in department.reads


def describes(department: Visitor, name: str) -> None:
    department.goes_to("/start/zones.resource/describe/")
    words = {"name": name, "title_zh": "工资抽样", "title_en": "Wage sample", "unit_domain": "wage-person"}
    for field in department.page.locator("form.form input[type=text], form.form textarea").all():
        field.fill(words.get(field.get_attribute("name") or "", "测试 / test"))
    department.page.select_option("[name=unit]", "person")
    department.presses("描述数据资源")
    assert "已办理" in department.reads


def uploads(department: Visitor, file: Path) -> None:
    department.goes_to("/catalogue/wage_sample/upload/")
    department.page.set_input_files("[name=file]", file)
    department.presses("加密上传并探查")


def written(place: Path, rows: list[str]) -> Path:
    place.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return place
