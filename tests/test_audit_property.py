"""as_of rebuilds every row of every audited table at every step, as a copy kept by the test has it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast

import psycopg2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.databases import new_database

ONE = "(SELECT t.{key} FROM tracker.{table} AS t ORDER BY md5(t.{key}::text || %(n)s) LIMIT 1)"
USER = ONE.format(table="users", key="id")
WORKOUT = ONE.format(table="workouts", key="id")
PLACE = ONE.format(table="workout_exercises", key="id")
EXERCISE = ONE.format(table="exercises", key="id")
SET = ONE.format(table="sets", key="id")
EQUIPMENT = ONE.format(table="equipment", key="id")
GROUP = ONE.format(table="muscle_groups", key="id")
DAY = "(DATE '2024-12-28' + %(n)s %% 10)"
HASH = "sha256(%(n)s::text::bytea)"
ID = "md5('id' || %(n)s)::uuid"
MOVE = f"""
WITH w AS (
    UPDATE tracker.workouts SET performed_on = {DAY}, started_at = {DAY} + TIME '12:00' WHERE id = {WORKOUT}
    RETURNING user_id, id
), p AS (
    UPDATE tracker.workout_exercises AS we SET performed_on = {DAY}
    FROM w WHERE we.user_id = w.user_id AND we.workout_id = w.id AND we.performed_on <> {DAY}
)
UPDATE tracker.sets AS s SET performed_on = {DAY}
FROM w WHERE s.user_id = w.user_id AND s.workout_id = w.id AND s.performed_on <> {DAY}
"""
MOVE_AND_RENAME = MOVE.replace(WORKOUT, ONE.format(table="sets", key="workout_id")).replace(
    "sets AS s SET", "sets AS s SET id = md5(s.id::text || %(n)s)::uuid,"
)
# What the other tables hold follows from the audited ones, or is the audit's own.
NOT_AUDITED = {
    "audit_log": "the log itself",
    "audit_shapes": "the log's own",
    "audited_tables": "the log's own",
    "exercise_popularity": "counted from the workouts",
    "exercise_records": "read from the sets",
    "record_events": "read from the sets",
    "record_rules": "constants, which migrations alone change",
    "search_vocabulary": "read from the names of exercises, equipment and muscle groups",
    "user_heads": "the lock of a user's writes and their counter",
    "workout_tombstones": "the deletions of workouts, which are in the log",
}
OPERATIONS = (
    "INSERT INTO tracker.users (display_name) VALUES ('user ' || %(n)s)",
    f"UPDATE tracker.users SET display_name = 'renamed ' || %(n)s WHERE id = {USER}",
    f"DELETE FROM tracker.users WHERE id = {USER}",
    f"INSERT INTO tracker.user_logins (user_id, email) VALUES ({USER}, %(n)s || '@example.org')",
    "UPDATE tracker.user_logins"
    f" SET email = 'n' || %(n)s || '@x.org', password_hash = '$argon2id$' || %(n)s WHERE user_id = {USER}",
    f"DELETE FROM tracker.user_logins WHERE user_id = {USER}",
    f"INSERT INTO tracker.user_identities (provider, subject, user_id) VALUES ('p', %(n)s::text, {USER})",
    "DELETE FROM tracker.user_identities",
    "INSERT INTO tracker.user_sessions (token_hash, user_id, family_id, expires_at)"
    f" VALUES ({HASH}, {USER}, {ID}, now() + INTERVAL '1 day')",
    "UPDATE tracker.user_sessions SET revoked_at = now(), ip = '192.0.2.1'",
    "INSERT INTO tracker.user_tokens (token_hash, user_id, purpose, expires_at)"
    f" VALUES ({HASH}, {USER}, 'verify_email', now() + INTERVAL '1 day')",
    f"DELETE FROM tracker.user_tokens WHERE user_id = {USER}",
    "INSERT INTO tracker.equipment (slug, name) VALUES ('e' || %(n)s, 'Equipment')",
    f"UPDATE tracker.equipment SET name = 'Equipment ' || %(n)s WHERE id = {EQUIPMENT}",
    f"DELETE FROM tracker.equipment WHERE id = {EQUIPMENT}",
    "INSERT INTO tracker.muscle_groups (slug, name) VALUES ('g' || %(n)s, 'Group')",
    f"UPDATE tracker.muscle_groups SET name = 'Group ' || %(n)s WHERE id = {GROUP}",
    "INSERT INTO tracker.exercises (owner_id, name, exercise_type, tracking)"
    f" VALUES ({USER}, 'x' || %(n)s, 'strength', 'weight_reps')",
    f"UPDATE tracker.exercises SET aliases = ARRAY['é' || %(n)s], level = 'expert' WHERE id = {EXERCISE}",
    f"UPDATE tracker.exercises SET owner_id = {USER} WHERE id = {EXERCISE}",
    f"UPDATE tracker.exercises SET tracking = 'duration' WHERE id = {EXERCISE}",
    f"DELETE FROM tracker.exercises WHERE id = {EXERCISE}",
    f"INSERT INTO tracker.exercise_muscle_groups VALUES ({EXERCISE}, {GROUP}, 'primary')",
    f"UPDATE tracker.exercise_muscle_groups SET role = 'secondary' WHERE exercise_id = {EXERCISE}",
    f"INSERT INTO tracker.exercise_equipment (exercise_id, equipment_id) VALUES ({EXERCISE}, {EQUIPMENT})",
    f"DELETE FROM tracker.exercise_equipment WHERE exercise_id = {EXERCISE}",
    f"INSERT INTO tracker.imports (user_id, id, format, workouts, sets) VALUES ({USER}, {ID}, 'f', 1, 1)",
    "UPDATE tracker.imports SET sets = %(n)s",
    "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
    f" VALUES ({USER}, {ID}, {DAY}, {DAY} + TIME '12:00')",
    f"UPDATE tracker.workouts SET title = 'title ' || %(n)s, draft_hash = {HASH} WHERE id = {WORKOUT}",
    f"UPDATE tracker.workouts SET deleted_at = now(), deletion_id = {ID} WHERE id = {WORKOUT}",
    "UPDATE tracker.workouts SET deleted_at = NULL, deletion_id = NULL",
    f"DELETE FROM tracker.workouts WHERE id = {WORKOUT}",
    # The same key again, said to be older than its deletion, and recorded earlier than the clock has it.
    "INSERT INTO tracker.workouts"
    " (user_id, id, performed_on, started_at, created_at, recorded_at, recorded_in)"
    f" VALUES ({USER}, {ID}, {DAY}, {DAY} + TIME '12:00', '2001-01-01', '2001-01-01', '7')",
    f"UPDATE tracker.workouts SET created_at = '2001-01-01', recorded_at = NULL WHERE id = {WORKOUT}",
    f"UPDATE tracker.workouts SET id = {ID} WHERE id = {WORKOUT}",
    MOVE,
    "INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, position)"
    f" SELECT w.user_id, w.performed_on, w.id, {ID}, x.id, 0 FROM tracker.workouts AS w"
    f" JOIN tracker.exercises AS x ON x.owner_id = w.user_id WHERE w.id = {WORKOUT}"
    " ORDER BY md5(x.id::text || %(n)s) LIMIT 1",
    f"UPDATE tracker.workout_exercises SET notes = 'note ' || %(n)s WHERE id = {PLACE}",
    f"DELETE FROM tracker.workout_exercises WHERE id = {PLACE}",
    "INSERT INTO tracker.sets (user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id,"
    " position, weight_g, reps, rpe)"
    f" SELECT user_id, performed_on, workout_id, {ID}, id, exercise_id, 0, %(n)s, 5, 8.5"
    f" FROM tracker.workout_exercises WHERE id = {PLACE} ON CONFLICT DO NOTHING",
    f"UPDATE tracker.sets SET reps = %(n)s, completed_at = '2025-01-01 10:00+05' WHERE id = {SET}",
    "UPDATE tracker.sets_2024 SET notes = 'leaf ' || %(n)s",
    "DELETE FROM tracker.sets_2025",
    f"DELETE FROM tracker.sets WHERE id = {SET}",
    f"UPDATE tracker.sets SET id = {ID} WHERE id = {SET}",
    "WITH gone AS (DELETE FROM tracker.sets RETURNING *) INSERT INTO tracker.sets"
    " (user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, created_at)"
    " SELECT user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, 9, '2001-01-01'"
    " FROM gone",
    "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
    f" VALUES ({USER}, md5('empty' || %(n)s)::uuid, {DAY}, {DAY} + TIME '12:00')",
    f"UPDATE tracker.workouts AS w SET user_id = {USER} WHERE w.id = (SELECT e.id FROM tracker.workouts AS e"
    " WHERE NOT EXISTS (SELECT FROM tracker.workout_exercises AS we WHERE we.workout_id = e.id)"
    " ORDER BY md5(e.id::text || %(n)s) LIMIT 1)",
    MOVE_AND_RENAME,
    "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
    f" SELECT user_id, id, performed_on, started_at FROM tracker.workouts WHERE id = {WORKOUT}"
    " ON CONFLICT (user_id, id) DO UPDATE SET notes = 'again ' || %(n)s",
    f"MERGE INTO tracker.sets AS s USING (SELECT {SET} AS id) AS m ON s.id = m.id"
    " WHEN MATCHED AND %(n)s > 20 THEN DELETE WHEN MATCHED THEN UPDATE SET rpe = 6.5, weight_g = %(n)s",
    "INSERT INTO tracker.search_synonyms (phrase, meaning, weight)"
    " VALUES ('phrase' || chr(97 + %(n)s %% 3), 'squat', 0.1)",
    "UPDATE tracker.search_synonyms SET weight = %(n)s / 77.0::real",
    "DELETE FROM tracker.search_synonyms WHERE phrase = 'phrase' || chr(97 + %(n)s %% 3)",
    "INSERT INTO tracker.search_word_weights (word, weight) VALUES ('word' || chr(97 + %(n)s %% 3), 0.3)",
    "UPDATE tracker.search_word_weights SET weight = %(n)s / 77.0::real WHERE word LIKE 'word_'",
    "DELETE FROM tracker.search_word_weights WHERE word = 'word' || chr(97 + %(n)s %% 3)",
    "INSERT INTO tracker.exercise_merge_moves (user_id, source_id, workout_id, workout_exercise_id)"
    f" SELECT user_id, exercise_id, workout_id, id FROM tracker.workout_exercises WHERE id = {PLACE}",
    "DELETE FROM tracker.exercise_merge_moves",
    "TRUNCATE tracker.muscle_groups CASCADE",
    "TRUNCATE tracker.sets_2024",
    "ALTER TABLE tracker.workouts RENAME COLUMN notes TO remarks",
    "ALTER TABLE tracker.workouts RENAME COLUMN remarks TO notes",
    "ALTER TABLE tracker.workouts ADD COLUMN mood text",
    "UPDATE tracker.workouts SET mood = 'mood ' || %(n)s",
    "ALTER TABLE tracker.sets RENAME COLUMN rpe TO exertion",
    "ALTER TABLE tracker.sets ADD COLUMN tempo integer NOT NULL DEFAULT 3",
    f"UPDATE tracker.sets SET tempo = %(n)s, exertion = 7.5 WHERE id = {SET}",
    "ALTER TABLE tracker.sets RENAME COLUMN exertion TO rpe",
)  # fmt: skip

ALL = range(len(OPERATIONS))
# What the server's settings could do to the text of a value.
SESSIONS = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL timezone = 'Asia/Kolkata'; SET LOCAL datestyle = 'German'; SET LOCAL bytea_output = 'escape'",
    "SET LOCAL timezone = 'America/Lima'; SET LOCAL extra_float_digits = -3; SET LOCAL tracker.actor = '42'",
)
BASE = [
    (0, 1),
    (0, 2),
    (17, 3),
    (17, 4),
    (12, 5),
    (15, 6),
    (28, 7),
    (28, 8),
    (37, 9),
    (37, 10),
    (40, 11),
    (40, 12),
    (28, 13),
    (28, 14),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(SESSIONS),
        st.lists(st.tuples(st.sampled_from(ALL), st.integers(1, 40)), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=12,
)


class Audited(NamedTuple):
    """One row of tracker.audited_tables."""

    table: str
    owner: str
    key: list[str]
    left_out: list[str]


class Step(NamedTuple):
    """What a row was at a time: its values by column number, which outlives a renaming."""

    at: datetime
    rows: dict[tuple[str, int, str], dict[int, Any]]
    columns: dict[str, set[int]]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps=STEPS)
def test_as_of_rebuilds_every_row_at_every_step(server: str, template: str, steps: list[Any]) -> None:
    with new_database(server, template) as dsn, closing(psycopg2.connect(dsn)) as conn:
        rebuild(conn, steps)


def test_as_of_rebuilds_every_row_after_each_operation_there_is(server: str, template: str) -> None:
    """None of the operations above is one that the schema always refuses, or that never meets a row."""
    turns = [(number, 21 - 20 * turn) for turn in range(2) for number in ALL]
    steps = [(SESSIONS[at % 3], [*BASE, *turns[at : at + 7]]) for at in range(0, len(turns), 7)]
    with new_database(server, template) as dsn, closing(psycopg2.connect(dsn)) as conn:
        done = rebuild(conn, steps)
        # Some need a row that not every history has.
        rare = sorted(set(ALL) - done)
        tries = [(number, n) for n in range(50, 80) for number in (*rare, 28, 37, 40, 47, 58)]
        done |= rebuild(conn, [(SESSIONS[1], tries)])
    assert set(ALL) - done == set()


def test_every_table_is_audited_or_follows_from_others(server: str, template: str) -> None:
    with new_database(server, template) as dsn, closing(psycopg2.connect(dsn)) as conn:
        with conn, conn.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname::text FROM pg_class AS c"
                " WHERE c.relnamespace = 'tracker'::regnamespace AND c.relkind IN ('r', 'p')"
                " AND NOT c.relispartition"
            )
            tables = {name for (name,) in cursor.fetchall()}
        assert {one.table for one in audited(conn)} == tables - set(NOT_AUDITED)


def rebuild(conn: Any, steps: list[tuple[str, list[tuple[int, int]]]]) -> set[int]:
    """Play a history, and compare every row at every step; returns the operations that did something."""
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM tracker.search_synonyms; DELETE FROM tracker.search_word_weights")
    tables, taken, done = audited(conn), list[Step](), set[int]()
    for session, operations in [(SESSIONS[0], BASE), *steps]:
        done |= apply(conn, session, operations)
        taken.append(take(conn, tables))
    assert differences(conn, taken) == []
    return done


def audited(conn: Any) -> list[Audited]:
    with conn, conn.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, coalesce(user_column, '0'), key_columns,"
            " derived_columns || secret_columns || '{recorded_at,recorded_in,created_by}'"
            " FROM tracker.audited_tables"
        )
        return [Audited(*row) for row in cursor.fetchall()]


def apply(conn: Any, session: str, operations: list[tuple[int, int]]) -> set[int]:
    """One transaction; an operation that the schema refuses is undone alone."""
    done: set[int] = set()
    with conn, conn.cursor() as cursor:
        cursor.execute(session)
        for number, n in operations:
            cursor.execute("SAVEPOINT one")
            try:
                cursor.execute(OPERATIONS[number], {"n": n})
                if cursor.rowcount:
                    done.add(number)
            except psycopg2.DatabaseError:
                cursor.execute("ROLLBACK TO SAVEPOINT one")
    return done


def take(conn: Any, tables: list[Audited]) -> Step:
    rows: dict[tuple[str, int, str], dict[int, Any]] = {}
    columns: dict[str, set[int]] = {}
    with conn, conn.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        for one in tables:
            numbers = numbers_of(cursor, one.table)
            columns[one.table] = set(numbers.values())
            parts = ", ".join(f"'{column}', t.{column}" for column in one.key)
            cursor.execute(
                f"SELECT coalesce({one.owner}, 0), jsonb_build_object({parts})::text,"
                f" (to_jsonb(t) - %s::text[])::text FROM tracker.{one.table} AS t",
                (one.left_out,),
            )
            for owner, key, row in cursor.fetchall():
                assert (one.table, owner, key) not in rows, "two rows have one key"
                rows[one.table, owner, key] = {numbers[name]: value for name, value in read(row).items()}
        cursor.execute("SELECT clock_timestamp()")
        return Step(cursor.fetchone()[0], rows, columns)


def numbers_of(cursor: Any, table: str) -> dict[str, int]:
    cursor.execute(
        "SELECT attname::text, attnum FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        (f"tracker.{table}",),
    )
    return dict(cursor.fetchall())


def read(row: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(row, parse_float=Decimal))


def differences(conn: Any, taken: list[Step]) -> list[Any]:
    keys = sorted({key for step in taken for key in step.rows})
    asked = [(*key, step.at) for step in taken for key in keys]
    with conn, conn.cursor() as cursor:
        numbers = {table: numbers_of(cursor, table) for table in {key[0] for key in keys}}
        cursor.execute(
            "SELECT tracker.row_as_of(a.user_id, a.name, a.key::jsonb, a.at)::text"
            " FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[])"
            " WITH ORDINALITY AS a (name, user_id, key, at, place) ORDER BY a.place",
            tuple(list(column) for column in zip(*asked, strict=True)),
        )
        rebuilt = [row and read(row) for (row,) in cursor.fetchall()]
    found: list[Any] = []
    for (step, key), actual in zip(((step, key) for step in taken for key in keys), rebuilt, strict=True):
        if actual is not None:
            named = {numbers[key[0]][name]: value for name, value in actual.items()}
            # A column that came later has been given to a row that didn't change since, too.
            actual = {number: value for number, value in named.items() if number in step.columns[key[0]]}
        if actual != step.rows.get(key):
            found.append((key, step.at, step.rows.get(key), actual))
    return found
