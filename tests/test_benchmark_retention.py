"""The two ways to let a year go see the same rows, and only the detached one is gone at the end."""

from __future__ import annotations

import json

import pytest

from _support.migration_files import query
from benchmarks import retention, seed


def test_the_oldest_year_goes_and_both_ways_are_measured(
    dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seed.main(["--database", dsn, "--sets", "3000", "--json"]) == 0
    capsys.readouterr()
    by_year = (
        "SELECT extract(year FROM performed_on)::integer, count(*) FROM tracker.sets GROUP BY 1 ORDER BY 1"
    )
    before = query(dsn, by_year)
    fingerprint = (
        "SELECT md5(string_agg(s::text, '' ORDER BY s.id)) FROM tracker.sets AS s WHERE s.performed_on >= %s"
    )
    events = "SELECT count(*) FROM tracker.record_events WHERE performed_on < %s"
    log = "SELECT count(*) FROM tracker.audit_log"
    years = "SELECT name, lower, upper FROM tracker.year_partitions() WHERE parent = 'sets' ORDER BY upper"
    partitions = query(dsn, years)
    later = query(dsn, fingerprint, (f"{before[1][0]}-01-01",))
    kept = query(dsn, log)
    assert retention.main(["--database", dsn, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["partition"] == f"sets_{before[0][0]}"
    assert result["rows"] == before[0][1]
    assert query(dsn, by_year) == before[1:]
    assert query(dsn, years) == partitions
    assert query(dsn, fingerprint, (f"{before[1][0]}-01-01",)) == later
    assert query(dsn, log) == kept
    assert query(dsn, events, (f"{before[1][0]}-01-01",)) == [(0,)]
    assert query(dsn, "SELECT to_regclass('benchmarks.year_of_sets')") == [(None,)]
    for way in ("delete_and_vacuum", "detach_and_drop"):
        assert result[way]["wal_bytes"] > 0


def test_the_rows_are_back_after_the_delete(dsn: str) -> None:
    import asyncio

    import asyncpg

    assert seed.main(["--database", dsn, "--sets", "2000", "--json"]) == 0
    [(year, rows)] = query(
        dsn,
        "SELECT tableoid::regclass::text, md5(string_agg(s::text, '' ORDER BY s.id)) FROM tracker.sets AS s"
        " GROUP BY 1 ORDER BY 1 LIMIT 1",
    )

    async def delete() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await retention.delete_and_put_back(connection, year.removeprefix("tracker."))
        finally:
            await connection.close()

    asyncio.run(delete())
    after = query(dsn, f"SELECT md5(string_agg(s::text, '' ORDER BY s.id)) FROM {year} AS s")
    assert after == [(rows,)]
    disabled = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'D'"
    assert query(dsn, disabled, (year,)) == [(0,)]


def test_a_database_without_sets_is_refused(dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert retention.main(["--database", dsn]) == 1
    assert "python -m benchmarks seed" in capsys.readouterr().err
