"""Canonical JSON (RFC 8785): one value, one sequence of bytes, so that hashes and signatures over JSON mean something.

Sorting keys with the standard library is not enough: it sorts by code point where the standard sorts by UTF-16 code
unit, and it writes numbers in Python's manner where the standard writes them in ECMAScript's.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_EXACT = 2**53
_PLAIN = 10**21
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_quote = json.JSONEncoder(ensure_ascii=False).encode


class NotCanonical(ValueError):
    """The value has no canonical form; the message names the place as a JSON path."""


def canonical(value: Any) -> bytes:
    """The one UTF-8 form of `value` (None, bool, int, float, str, list, tuple, dict with string keys).

    Raises: NotCanonical for NaN, infinities, integers that a double cannot hold, lone surrogates, keys that are not
    strings, other types, and nesting too deep to write.
    Standard: RFC 8785.
    """
    try:
        return "".join(_write(value, "$")).encode()
    except RecursionError:
        raise NotCanonical("the value is nested too deeply to be written") from None


def _write(value: Any, path: str) -> Iterator[str]:
    if value is None or value is True or value is False:
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, str):
        yield _string(value, path)
    elif isinstance(value, int):
        yield _integer(value, path)
    elif isinstance(value, float):
        yield _number(value, path)
    elif isinstance(value, list | tuple):
        yield from _array(value, path)
    elif isinstance(value, dict):
        yield from _object(value, path)
    else:
        raise NotCanonical(f"{path}: {type(value).__name__} is not a JSON type")


def _array(items: list[Any] | tuple[Any, ...], path: str) -> Iterator[str]:
    yield "["
    for position, item in enumerate(items):
        if position:
            yield ","
        yield from _write(item, f"{path}[{position}]")
    yield "]"


def _object(members: dict[Any, Any], path: str) -> Iterator[str]:
    for key in members:
        if not isinstance(key, str):
            raise NotCanonical(f"{path}: the key {key!r} is not a string")
    yield "{"
    for position, key in enumerate(sorted(members, key=lambda k: k.encode("utf-16-be", "surrogatepass"))):
        if position:
            yield ","
        yield _string(key, path) + ":"
        yield from _write(members[key], f"{path}.{key}")
    yield "}"


def _string(value: str, path: str) -> str:
    if _SURROGATE.search(value):
        raise NotCanonical(f"{path!r}: the string {value!r} contains a lone surrogate")
    return _quote(value)


def _integer(value: int, path: str) -> str:
    """Its digits, if they are also what the standard writes for the number they read back as."""
    text = str(int(value))
    if abs(value) >= _EXACT and (abs(value) >= _PLAIN or _number(float(value), path) != text):
        raise NotCanonical(f"{path}: the integer {value} would lose digits as a JSON number; write it as a string")
    return text


def _number(value: float, path: str) -> str:
    """ECMAScript's Number::toString: the shortest digits that read back, plain between 1e-7 and 1e21."""
    if not math.isfinite(value):
        raise NotCanonical(f"{path}: {value} is not a JSON number")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    return ("-" if sign else "") + _layout("".join(map(str, digits)), len(digits) + int(exponent))


def _layout(digits: str, point: int) -> str:
    """`digits` with the decimal point after the first `point` of them."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
