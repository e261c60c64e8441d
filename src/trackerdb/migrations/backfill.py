"""Fill a column of a large table in batches, each a short transaction of its own, sized to take a set time.

Used as the step of a Python migration, which plain yoyo runs as well:

    __depends__ = {"20270101000000_add_volume"}
    __transactional__ = False

    fill = Backfill("sets_volume", table="tracker.sets", key=("id",), assign="volume_g = t.weight_g * t.reps")
    steps = [step(fill.run, fill.forget)]

Where it got to is saved with each batch, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from trackerdb.errors import MigrationError
from trackerdb.migrations import driver
from trackerdb.migrations.driver import Connection, DatabaseError
from trackerdb.migrations.header import seconds
from trackerdb.migrations.limits import backoff, is_retryable

__all__ = ["Backfill"]

_QUERY_CANCELED = "57014"
_IDLE = 0
# How long these take tells how many rows fit into the time of a batch.
_FIRST_ROWS = 50
_DDL = """
    CREATE TABLE IF NOT EXISTS trackerdb_migration_backfills (
        name text NOT NULL,
        position jsonb,
        rows bigint NOT NULL DEFAULT 0,
        batches integer NOT NULL DEFAULT 0,
        done boolean NOT NULL DEFAULT false,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT trackerdb_migration_backfills_pkey PRIMARY KEY (name)
    )
"""
_START = "INSERT INTO trackerdb_migration_backfills (name) VALUES (%s) ON CONFLICT (name) DO NOTHING"
_READ = "SELECT position, done FROM trackerdb_migration_backfills WHERE name = %s"
_SAVE = """
    UPDATE trackerdb_migration_backfills
    SET position = coalesce(%(position)s::jsonb, position), rows = rows + %(rows)s, batches = batches + 1,
        done = %(done)s, updated_at = now()
    WHERE name = %(name)s
"""
_FORGET = "DELETE FROM trackerdb_migration_backfills WHERE name = %s"


@dataclass(frozen=True)
class Backfill:
    """An UPDATE of `table` that walks along `key`, a unique key without NULLs, in batches.

    `assign` is the SET list, where `t` is the table; `where` limits the rows. A batch has as many rows, at
    most `batch_rows`, as take about `target`: as long may a client that wants one of them wait. One that
    takes longer than `bound` is cancelled and tried with half the rows. `pause` is the seconds between
    batches. `name` is under what the position is saved.
    """

    name: str
    table: str
    key: Sequence[str]
    assign: str
    where: str = "true"
    batch_rows: int = 1000
    target: str = "50ms"
    bound: str = "1s"
    pause: float = 0.02
    retry_for: str = "2min"

    def run(self, connection: Connection) -> None:
        """Update what is left; raises MigrationError when the connection is in a transaction."""
        if not connection.autocommit or connection.get_transaction_status() != _IDLE:
            raise MigrationError(
                f"backfill {self.name}: write `__transactional__ = False` into the migration"
            )
        self._execute(connection, _DDL)
        self._execute(connection, _START, (self.name,))
        types = self._key_types(connection)
        limit = min(self.batch_rows, _FIRST_ROWS)
        while not self._is_done(connection):
            limit = self._patient_batch(connection, types, limit)
            time.sleep(self.pause)

    def forget(self, connection: Connection) -> None:
        """Forget the position, for the rollback: applying again starts from the beginning."""
        self._execute(connection, _DDL)
        self._execute(connection, _FORGET, (self.name,))

    def _patient_batch(self, connection: Connection, types: Sequence[str], limit: int) -> int:
        """Do one batch, again when it waits for a lock, smaller when it takes too long.

        Returns the size of the next one.
        """
        deadline = time.monotonic() + seconds(self.retry_for)
        attempt = 0
        while True:
            attempt += 1
            started = time.monotonic()
            try:
                self._batch(connection, types, limit)
            except DatabaseError as error:
                state = driver.sqlstate(error)
                if state == _QUERY_CANCELED and limit > 1:
                    limit //= 2
                    continue
                if not is_retryable(state) or time.monotonic() >= deadline:
                    raise
                time.sleep(backoff(attempt))
            else:
                return self._next_limit(limit, time.monotonic() - started)

    def _next_limit(self, limit: int, taken: float) -> int:
        """The rows that fit into the target by what the last batch took; at most twice as many as it had."""
        return max(1, min(self.batch_rows, round(limit * min(2.0, seconds(self.target) / taken))))

    def _batch(self, connection: Connection, types: Sequence[str], limit: int) -> None:
        with _transaction(connection):
            self._execute(
                connection,
                "SELECT set_config('lock_timeout', '200ms', true), set_config('statement_timeout', %s, true)",
                (self.bound,),
            )
            ((position, _),) = self._execute(connection, _READ + " FOR UPDATE", (self.name,))
            ((rows, last, _),) = self._execute(connection, self._update(types, position), {"limit": limit})
            self._execute(
                connection,
                _SAVE,
                {
                    "position": None if last is None else json.dumps(last),
                    "rows": rows,
                    "done": rows < limit,
                    "name": self.name,
                },
            )

    def _update(self, types: Sequence[str], position: Sequence[str] | None) -> str:
        keys = ", ".join(f"t.{column}" for column in self.key)
        after = ""
        if position is not None:
            # The position is text that PostgreSQL itself wrote.
            literals = zip(position, types, strict=True)
            values = ", ".join(f"CAST({_literal(value)} AS {kind})" for value, kind in literals)
            after = f"AND ({keys}) > ({values})"
        matches = " AND ".join(f"t.{column} = batch.{column}" for column in self.key)
        newest = ", ".join(f"batch.{column}::text" for column in self.key)
        descending = ", ".join(f"batch.{column} DESC" for column in self.key)
        return f"""
            WITH batch AS MATERIALIZED (
                SELECT {keys}
                FROM {self.table} AS t
                WHERE ({self.where}) {after}
                ORDER BY {keys}
                LIMIT %(limit)s
            ),
            changed AS (
                UPDATE {self.table} AS t SET {self.assign} FROM batch WHERE {matches} RETURNING 1
            )
            SELECT (SELECT count(*) FROM batch),
                   (SELECT jsonb_build_array({newest}) FROM batch ORDER BY {descending} LIMIT 1),
                   (SELECT count(*) FROM changed)
        """  # noqa: S608 - the migration's own text

    def _key_types(self, connection: Connection) -> list[str]:
        found = dict(
            self._execute(
                connection,
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute AS a"
                " WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0",
                (self.table,),
            )
        )
        missing = [column for column in self.key if column not in found]
        if missing:
            raise MigrationError(f"backfill {self.name}: {self.table} has no column {', '.join(missing)}")
        return [found[column] for column in self.key]

    def _is_done(self, connection: Connection) -> bool:
        return self._execute(connection, _READ, (self.name,))[0][1] is True

    @staticmethod
    def _execute(
        connection: Connection, sql: str, parameters: driver.Parameters = None
    ) -> list[tuple[Any, ...]]:
        cursor = connection.cursor()
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


@contextmanager
def _transaction(connection: Connection) -> Generator[None]:
    cursor = connection.cursor()
    cursor.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
    try:
        yield
    except BaseException:
        if not connection.closed:
            cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")
