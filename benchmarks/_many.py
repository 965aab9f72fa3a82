"""Many cases, clearly synthetic, written as rows: registrations with certificates and notices, tickets, orders, uses.

How they came about is not measured. Of a hundred cases fifty are registrations, thirty tickets of one zone, and twenty
orders. What runs stays as much: of the first thousand, twenty are in publicity and twenty await acceptance.
"""

from __future__ import annotations

import psycopg

from shuzha.archive.cases.counts import ANEW
from shuzha.archive.cases.search import indexed

TITLE = "合成数据产品"
_CASES = """
INSERT INTO cases_caserecord
  (id, procedure, number, title_zh, title_en, status, final, version, facts, parties, opened_at, moved_at, words)
SELECT md5('case' || i)::uuid, procedure, 'SYN-' || i, %(title)s || i, 'Synthetic ' || i, status, final, 2,
  jsonb_build_object('form', 'interface', 'agreement', %(agreement)s::text, 'product', 'SYN-' || i),
  CASE procedure
    WHEN 'zones.ticket' THEN jsonb_build_object('operator', %(operator)s::text, 'supervisor', %(supervisor)s::text)
    WHEN 'market.order' THEN jsonb_build_object('buyer', md5('firm' || i %% %(firms)s)::uuid, 'seller', %(operator)s::text)
    ELSE jsonb_build_object('applicant', md5('firm' || i %% %(firms)s)::uuid, 'registrar', %(registrar)s::text)
  END,
  timestamptz '2026-03-01' - i * interval '1 second', timestamptz '2026-03-01' - i * interval '1 second',
  %(words)s || ' syn synthetic ' || i
FROM (SELECT i, i %% 100 AS part FROM generate_series(%(first)s::int, %(last)s::int) i) many,
LATERAL (SELECT CASE WHEN part < 50 THEN 'registry.registration' WHEN part < 80 THEN 'zones.ticket' ELSE 'market.order' END
  AS procedure, CASE WHEN part < 2 AND i <= 1000 THEN 'publicity' WHEN part < 4 AND i <= 1000 THEN 'submitted' WHEN part < 50 THEN 'certified'
  WHEN part < 80 THEN 'closed' ELSE 'settled' END AS status, part >= 50 AS final) AS kind"""
_AROUND = (
    """INSERT INTO cases_eventrecord (stream, seq, type, at, person, organisation, cites, data, law_version, salt, command_id)
    SELECT 'case-' || md5('case' || i)::uuid, seq, 'synthetic', timestamptz '2026-03-01', '', '', '{}', '{}', '', '\\x00', seq::text
    FROM generate_series(%(first)s::int, %(last)s::int) i, generate_series(0, 1) seq""",
    """INSERT INTO cases_eventrecord (stream, seq, type, at, person, organisation, cites, data, law_version, salt, command_id)
    SELECT %(use)s, i, CASE i %% 4 WHEN 0 THEN 'use-refused' ELSE 'use-released' END, timestamptz '2026-03-01', '', '', '{}',
    '{}', '', '\\x00', i::text FROM generate_series(%(first)s::int, %(last)s::int) i""",
    """INSERT INTO cases_deadlinerecord (case_id, duty, who, organisation, started, last_day, provisional, discharged, waits)
    SELECT id, CASE procedure WHEN 'zones.ticket' THEN 'forward' ELSE 'acceptance' END, 'registrar', %(registrar)s,
    date '2026-03-01', date '2026-03-04', false, status <> 'submitted', false
    FROM cases_caserecord WHERE procedure = 'registry.registration' AND number IN
    (SELECT 'SYN-' || i FROM generate_series(%(first)s::int, %(last)s::int) i)""",
    """INSERT INTO registry_certificate (number, case_id, holder_id, name_zh, name_en, credential, issued_at, standing,
    status_index, words)
    SELECT number, id, (parties->>'applicant')::uuid, title_zh, title_en, '{}', opened_at, 'in-force',
    100 + substr(number, 5)::int, words
    FROM cases_caserecord WHERE procedure = 'registry.registration' AND status = 'certified' AND number IN
    (SELECT 'SYN-' || i FROM generate_series(%(first)s::int, %(last)s::int) i)""",
    """INSERT INTO notices_notice
    (id, case_id, kind, title_zh, title_en, body_zh, body_en, publisher_id, sites, cites, published, last_day, words)
    SELECT id, id, 'publicity', title_zh, title_en, title_zh, title_en, %(registrar)s, '{platform,bureau}', '{}',
    opened_at::date, opened_at::date + 9, words
    FROM cases_caserecord WHERE procedure = 'registry.registration' AND number IN
    (SELECT 'SYN-' || i FROM generate_series(%(first)s::int, %(last)s::int) i)""",
)
FIRMS = 200


def fill(dsn: str, first: int, last: int, place: dict[str, str]) -> None:
    """Writes the cases numbered `first` to `last` with what belongs to them, and lets PostgreSQL look at them."""
    given = {**place, "first": first, "last": last, "firms": FIRMS, "title": TITLE, "words": indexed(TITLE)}
    with psycopg.connect(dsn, autocommit=True) as owner:
        for statement in (_CASES, *_AROUND):
            owner.execute(statement.encode(), given)
        owner.execute("TRUNCATE cases_eventcount")
        owner.execute(ANEW.encode())
        owner.execute("VACUUM ANALYZE")
