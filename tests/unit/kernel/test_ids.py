"""Identifiers sort in the order they were made, whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from shuzha.kernel.clock import CHINA, FixedClock
from shuzha.kernel.ids import Ids, case_number

NOON = datetime(2026, 3, 2, 12, tzinfo=CHINA)


def test_an_identifier_is_a_uuid_of_version_7_that_carries_the_clocks_time():
    made = Ids(FixedClock(NOON)).new()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_identifiers_sort_in_order_even_when_the_clock_halts_or_goes_back():
    clock = FixedClock(NOON)
    ids = Ids(clock)
    made = [ids.new() for _ in range(5000)]
    clock.advance(timedelta(hours=-1))
    made += [ids.new() for _ in range(10)]
    clock.advance(timedelta(days=1))
    made += [ids.new()]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert [m.hex for m in made] == sorted(m.hex for m in made)


def test_threads_never_share_an_identifier():
    ids = Ids(FixedClock(NOON))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.new(), range(2000)))
    assert len(set(made)) == 2000


def test_a_case_number_is_what_people_quote():
    assert case_number("ZQ", 2026, 123) == "ZQ-2026-000123"


@pytest.mark.parametrize(("prefix", "serial"), [("zq", 1), ("Z", 1), ("ZQ\n", 1), ("ZQ", 0), ("", 1)])
def test_a_case_number_of_another_form_is_refused(prefix, serial):
    with pytest.raises(ValueError, match="case number"):
        case_number(prefix, 2026, serial)
