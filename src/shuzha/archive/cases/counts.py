"""Running counts of judged uses: a board reads one row where it would count a hundred thousand events.

The count is written by the statement that appends the event, so that both stand or neither does, and uses of one grant,
which take turns at their stream's next number anyway, wait for nothing more. What is counted can be counted again.
"""

from __future__ import annotations

from django.db import connection, transaction

USES = ("use-released", "use-refused", "use-sealed")

_USES = ", ".join(f"'{type}'" for type in USES)
_SPANS = """(VALUES ('all', 'epoch'::timestamptz), ('day', date_trunc('day', at, 'Asia/Shanghai')),
    ('hour', date_trunc('hour', at, 'Asia/Shanghai'))) AS spans (span, begins)"""
_COUNTS = "cases_eventcount (stream, type, span, begins, events, last)"
# Follows a WITH in which `event` is the event that was just appended, or nothing.
COUNTED = f"""counted AS (
    INSERT INTO {_COUNTS} SELECT stream, type, span, begins, 1, at FROM event, LATERAL {_SPANS}
    ON CONFLICT (span, stream, type, begins) DO UPDATE
    SET events = cases_eventcount.events + 1, last = greatest(cases_eventcount.last, excluded.last))"""  # noqa: S608
_EVENTS = f"""SELECT stream, type, span, begins, count(*) AS events, max(at) AS last
    FROM cases_eventrecord, LATERAL {_SPANS} WHERE type IN ({_USES}) GROUP BY stream, type, span, begins"""  # noqa: S608
ANEW = f"INSERT INTO {_COUNTS} {_EVENTS}"
_WRONG = f"""WITH told AS ({_EVENTS})
    SELECT stream, type, span, begins FROM told FULL JOIN cases_eventcount AS kept USING (stream, type, span, begins)
    WHERE told.events IS DISTINCT FROM kept.events OR told.last IS DISTINCT FROM kept.last
    ORDER BY stream, type, span, begins"""  # noqa: S608


def miscounted() -> list[str]:
    """The places of every count that the events do not bear out, both as they stand at one moment."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG)
        return [f"{stream} {type} {span} {begins.isoformat()}" for stream, type, span, begins in cursor.fetchall()]


def recount() -> list[str]:
    """Counts anew from the events, while whoever appends a use waits; the places of the counts that were wrong."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_eventcount IN EXCLUSIVE MODE")
        wrong = miscounted()
        if wrong:
            cursor.execute("DELETE FROM cases_eventcount")
            cursor.execute(ANEW)
    return wrong
