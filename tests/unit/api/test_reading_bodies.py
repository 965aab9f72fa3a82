"""What the API takes as JSON."""

import json
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.canonical import canonical
from shuzha.site.api.reading import StrictParser
from shuzha.site.wellformed import Malformed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def read(body: bytes, content_type: str = "application/json") -> Any:
    return StrictParser().parse_body(RequestFactory().post("/api/x", body, content_type=content_type))


@given(VALUES)
def test_what_is_exact_json_is_read_as_it_was_written(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True).encode()
    if b"\\ud8" in text.lower() or b"\\udc" in text.lower():
        return
    assert read(text) == value
    canonical(read(text))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}', b'{"a": 9007199254740992}', b'{"a": -1' + b"0" * 400 + b"}",
        b'{"a": 1, "a": 2}', b'{"a": ', b"[" * 100_000, b"\xff", b"",
    ],
)  # fmt: skip
def test_what_two_programs_could_read_differently_is_refused_with_the_remedy(body: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        read(body)
    assert caught.value.remedy.zh
    assert caught.value.remedy.en


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(content_type: str) -> None:
    with pytest.raises(Malformed, match="Content-Type"):
        read(b"{}", content_type)
