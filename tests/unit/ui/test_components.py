"""What a reader sees of the components, hostile matter included."""

from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

HOSTILE = '"><script>alert(1)</script>'


def shown(source: str, language: str = "zh-hans", **context: Any) -> str:
    with translation.override(language):
        return str(Template("{% load shuzha_ui %}" + source).render(Context(context)))


def denial(field: str = "", reason: str = "单价过低") -> Deny:
    return Deny("price.low", Text(reason, reason), (), Text("请填写不低于 0.01 的数", "Write at least 0.01"), field)


def test_a_refusal_names_every_reason_with_its_remedy() -> None:
    page = shown(
        '{% cotton decision-card state="refused" :denials="denials" /%}',
        denials=[denial(reason="甲"), denial(reason="乙")],
    )
    assert page.index("甲") < page.index("乙")
    assert page.count("请填写不低于 0.01 的数") == 2
    assert 'role="alert"' in page


def test_a_sealed_refusal_shows_the_fixed_text_and_no_reason() -> None:
    page = shown(
        '{% cotton decision-card state="sealed" :text="text" :denials="denials" /%}',
        text=Text("结果不能放行", "Not released"), denials=[denial(reason="单元格人数为 3")],
    )  # fmt: skip
    assert "结果不能放行" in page
    assert "单元格人数" not in page


@pytest.mark.parametrize(
    "source",
    [
        '{% cotton decision-card state="refused" :denials="denials" /%}',
        '{% cotton panel :title="hostile" /%}',
        '{% cotton code :source="hostile" /%}',
        '{% cotton form-field name="n" :label="hostile" :value="hostile" :error="hostile" /%}',
        '{% cotton form-field name="n" type="textarea" :value="hostile" /%}',
        '{% cotton chart id="c" :option="option" /%}',
        '{% cotton result-table :columns="columns" :rows="rows" :caption="hostile" /%}',
        '{% cotton seal :name="hostile" /%}',
        '{% cotton stat :label="hostile" :value="hostile" /%}',
    ],
)
def test_hostile_text_stays_text(source: str) -> None:
    page = shown(
        source, hostile=HOSTILE, denials=[denial(reason=HOSTILE, field=HOSTILE)], option={"title": HOSTILE},
        columns=[{"title": HOSTILE}], rows=[[HOSTILE]],
    )  # fmt: skip
    assert "<script>alert" not in page
    assert "alert(1)" in page


def test_a_field_in_error_points_its_input_at_the_reason() -> None:
    page = shown(
        '{% cotton form-field name="price" zh="单价" en="Price" :denials="denials" /%}', denials=[denial("price")]
    )
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby=" f-price-error"' in page or 'aria-describedby="f-price-error"' in page
    assert "单价过低" in page
    assert "请填写不低于 0.01 的数" in page


def test_a_field_ignores_reasons_about_other_fields() -> None:
    page = shown(
        '{% cotton form-field name="scope" zh="范围" en="Scope" :denials="denials" /%}', denials=[denial("price")]
    )
    assert "单价过低" not in page
    assert "aria-invalid" not in page


def test_a_group_of_choices_is_named_for_screen_readers() -> None:
    page = shown(
        '{% cotton form-field name="form" type="radio" zh="形式" en="Form" :options="options" value="b" /%}',
        options=[{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}],
    )
    assert 'role="radiogroup"' in page
    assert 'aria-labelledby="f-form-label"' in page
    assert 'value="b" checked' in page
    assert 'value="a" checked' not in page


def test_an_entry_the_log_has_not_taken_says_so() -> None:
    assert "待入存证" in shown("{% cotton proof-badge /%}")
    assert "Waiting for the log" in shown('{% cotton proof-badge :index="index" /%}', "en", index=None)


def test_entry_zero_of_the_log_is_an_entry() -> None:
    assert "存证第 0 号" in shown('{% cotton proof-badge :index="index" /%}', index=0)


@pytest.mark.parametrize(
    ("state", "left", "words"),
    [
        ("running", 5, "剩 5 个工作日"),
        ("due-soon", 0, "今日到期"),
        ("late", -3, "逾期 3 个工作日"),
        ("provisional", 9, "暂定"),
        ("done", None, "按期办结"),
    ],
)
def test_a_deadline_says_its_state_in_words(state: str, left: int | None, words: str) -> None:
    page = shown(
        '{% cotton deadline-chip :due="due" :left="left" :state="state" /%}',
        due=date(2026, 3, 20),
        left=left,
        state=state,
    )
    assert words in page
    assert "2026年3月20日" in page


def test_an_empty_table_explains_itself() -> None:
    assert "没有符合条件的记录" in shown('{% cotton data-table zh="异议" en="Objections" :vacant="True" /%}')


def test_missing_values_and_zero_are_told_apart_in_a_result() -> None:
    page = shown(
        '{% cotton result-table zh="结果" en="Result" :columns="columns" :rows="rows" /%}',
        columns=[{"title": "n"}],
        rows=[[0], [None]],
    )
    assert '<td class="num">0</td>' in page
    assert '<td class="nil">—</td>' in page


def test_a_component_does_not_borrow_the_pages_variables() -> None:
    page = shown("{% cotton panel %}正文{% endcotton %}", title="页面标题", actions="页面操作", foot="页脚")
    assert "页面标题" not in page
    assert "页面操作" not in page
