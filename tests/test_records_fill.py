"""Records of sets that stood before there were triggers: a migration computes them, a few users at a time."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import psycopg2

from _support.migration_files import query
from benchmarks.seed import seed

FILL = next((Path(__file__).parents[1] / "sql" / "migrations").glob("*_fill_records.sql"))
EVENTS = """
    SELECT user_id, exercise_id, metric, reps, performed_on, value, set_id
    FROM tracker.record_events
    ORDER BY 1, 2, 3, 4, 5
"""
CURRENT = """
    SELECT r::text
    FROM (
        SELECT user_id, exercise_id, metrics, reps, record_values, days, set_ids FROM tracker.exercise_records
    ) AS r
    ORDER BY 1
"""


def test_it_computes_all_records_of_all_users_in_transactions_of_few(dsn: str) -> None:
    asyncio.run(seed(dsn, sets=4_000, users=12))
    events, current = query(dsn, EVENTS), query(dsn, CURRENT)
    assert events
    query(dsn, "DELETE FROM tracker.record_events")
    query(dsn, "DELETE FROM tracker.exercise_records")
    assert not query(dsn, EVENTS)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(FILL.read_text())
    assert query(dsn, EVENTS) == events
    assert query(dsn, CURRENT) == current
    transactions = query(dsn, "SELECT count(DISTINCT xmin::text) FROM tracker.record_events")
    assert transactions[0][0] > 1
