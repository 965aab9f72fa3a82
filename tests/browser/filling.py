"""Filling a form as its inputs ask: words, choices, ticks, days, and checklists line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping

from playwright.sync_api import Locator

Value = str | int | bool | list[str]
EVERYTHING = "*"
CHECKLIST = """(sheet, given) => {
  for (const input of sheet.querySelectorAll("input[type=text]")) {
    const code = input.name.slice(input.name.indexOf(".") + 1);
    if (!given.without.includes(code)) input.value = given.words + " " + code;
  }
}"""


def fills(form: Locator, given: Mapping[str, Value], without: str = "") -> None:
    """Each value into the input of its name; a checklist's words into all its lines but those named in `without`."""
    for name, value in given.items():
        named = form.locator(f'[name="{name}"]')
        if named.count() == 0:
            sheet = form.locator(f'fieldset:has([name^="{name}."])')
            sheet.evaluate(CHECKLIST, {"words": value, "without": without.split()})
        elif named.first.evaluate("(one) => one.tagName") == "SELECT":
            _selects(named, str(value))
        elif named.first.get_attribute("type") in ("radio", "checkbox"):
            _ticks(form, name, value)
        else:
            named.fill(str(value))


def _selects(named: Locator, value: str) -> None:
    """By the option's value, or by words of its label."""
    options: list[list[str]] = named.evaluate("(one) => [...one.options].map((o) => [o.value, o.label])")
    found = [code for code, label in options if value == code] or [code for code, label in options if value in label]
    assert found, f"{value!r} is none of {json.dumps(options, ensure_ascii=False)}"
    named.select_option(found[0])


def _ticks(form: Locator, name: str, value: Value) -> None:
    if value == EVERYTHING:
        for box in form.locator(f'[name="{name}"]').all():
            box.check()
        return
    wanted = value if isinstance(value, list) else [{True: "yes", False: "no"}[value is True]]
    for one in wanted:
        exact = form.locator(f'[name="{name}"][value="{one}"]')
        (exact if exact.count() else form.locator("label.choice", has_text=one).locator("input").first).check()
