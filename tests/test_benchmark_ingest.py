"""The ingest benchmark compares what it says, and leaves a database as it found it."""

from __future__ import annotations

import json

import psycopg2
import pytest

from benchmarks import ingest

TRIGGERS = """
SELECT t.tgname, t.tgrelid::regclass::text, t.tgenabled
FROM pg_trigger AS t
WHERE t.tgname LIKE 'sets_keep%'
ORDER BY 1, 2
"""
LEFT = """
SELECT (SELECT count(*) FROM tracker.users), (SELECT count(*) FROM tracker.exercises), count(*)
FROM tracker.sets
"""


def test_one_run_compares_with_and_without_the_records(
    dsn: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "_COPIED", 100)
    before = seen(dsn, TRIGGERS), seen(dsn, LEFT)
    assert ingest.main(["--sets", "400", "--database", dsn, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert 0 < printed["record_share"] < 1
    assert [line["what"] for line in printed["lines"]] == [
        "log_many of 400 sets, records kept",
        "INSERT of 400 sets, records kept",
        "sets.log_many of 100 sets",
    ]
    assert [line["goal"] for line in printed["lines"]] == [1.5, 1.5, 1.6]
    assert all(line["seconds"] > 0 and line["base_seconds"] > 0 for line in printed["lines"])
    assert [(route["sets"], route["route"]) for route in printed["routes"]] == [
        (100, "unnest"),
        (100, "COPY"),
        (100, "staged COPY"),
    ]
    assert all(route["seconds"] > 0 for route in printed["routes"])
    assert (seen(dsn, TRIGGERS), seen(dsn, LEFT)) == before


def seen(dsn: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    finally:
        connection.close()
