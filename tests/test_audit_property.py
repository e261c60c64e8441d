"""as_of rebuilds every row of every audited table at every step, as a copy kept by the test has it."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.databases import new_database

# Table: whose the row is, its key, what is no content or secret.
TABLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "users": ("id", (), ()),
    "user_logins": ("user_id", (), ("password_hash",)),
    "user_identities": ("user_id", ("provider", "subject"), ()),
    "user_sessions": ("user_id", ("family_id", "created_at"), ("token_hash",)),
    "user_tokens": ("user_id", ("purpose", "created_at"), ("token_hash",)),
    "equipment": ("0", ("id",), ()),
    "muscle_groups": ("0", ("id",), ()),
    "exercises": ("owner_id", ("id",), ("search_document", "search_names", "search_lexemes")),
    "exercise_muscle_groups": ("owner_id", ("exercise_id", "muscle_group_id"), ()),
    "exercise_equipment": ("owner_id", ("exercise_id", "equipment_id"), ()),
    "imports": ("user_id", ("id",), ()),
    "workouts": ("user_id", ("id",), ("change_seq", "revision", "updated_at")),
    "workout_exercises": ("user_id", ("workout_id", "id"), ()),
    "sets": ("user_id", ("workout_id", "id"), ()),
}

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
    f" SELECT user_id, performed_on, id, {ID}, {EXERCISE}, 0 FROM tracker.workouts WHERE id = {WORKOUT}",
    f"UPDATE tracker.workout_exercises SET notes = 'note ' || %(n)s WHERE id = {PLACE}",
    f"DELETE FROM tracker.workout_exercises WHERE id = {PLACE}",
    "INSERT INTO tracker.sets (user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id,"
    " position, weight_g, reps, rpe)"
    f" SELECT user_id, performed_on, workout_id, {ID}, id, exercise_id, 0, %(n)s, 5, 8.5"
    f" FROM tracker.workout_exercises WHERE id = {PLACE} ON CONFLICT DO NOTHING",
    f"UPDATE tracker.sets SET reps = %(n)s, completed_at = '2025-01-01 10:00+05' WHERE id = {SET}",
    "UPDATE tracker.sets_2024 SET notes = 'leaf ' || %(n)s",
    f"DELETE FROM tracker.sets_2025 WHERE id = {SET}",
    f"DELETE FROM tracker.sets WHERE id = {SET}",
    f"UPDATE tracker.sets SET id = {ID} WHERE id = {SET}",
    "WITH gone AS (DELETE FROM tracker.sets RETURNING *) INSERT INTO tracker.sets"
    " (user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, created_at)"
    " SELECT user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, 9, '2001-01-01'"
    " FROM gone",
)  # fmt: skip

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
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("UTC", "Asia/Kolkata", "America/New_York")),
        st.lists(st.tuples(st.integers(0, len(OPERATIONS) - 1), st.integers(1, 40)), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=12,
)
Shadow = dict[tuple[str, int, str], str]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps=STEPS)
def test_as_of_rebuilds_every_row_at_every_step(server: str, template: str, steps: list[Any]) -> None:
    with new_database(server, template) as dsn, closing(psycopg2.connect(dsn)) as conn:
        shadows: list[tuple[datetime, Shadow]] = []
        for zone, operations in [("UTC", BASE), *steps]:
            apply(conn, zone, operations)
            shadows.append(take(conn))
        assert compare(conn, shadows) == []


def apply(conn: Any, zone: str, operations: list[tuple[int, int]]) -> None:
    """One transaction; an operation that the schema refuses is undone alone."""
    with conn, conn.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = %s", (zone,))
        cursor.execute("SET LOCAL tracker.actor = '42'")
        for number, n in operations:
            cursor.execute("SAVEPOINT one")
            try:
                cursor.execute(OPERATIONS[number], {"n": n})
            except (psycopg2.IntegrityError, psycopg2.DatabaseError):
                cursor.execute("ROLLBACK TO SAVEPOINT one")


def take(conn: Any) -> tuple[datetime, Shadow]:
    shadow: Shadow = {}
    with conn, conn.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        for table, (owner, key, left_out) in TABLES.items():
            parts = ", ".join(f"'{column}', t.{column}" for column in key)
            cursor.execute(
                f"SELECT coalesce({owner}, 0), jsonb_build_object({parts})::text,"
                f" (to_jsonb(t) - %s::text[])::text FROM tracker.{table} AS t",
                ([*left_out, "recorded_at", "recorded_in", "created_by"],),
            )
            shadow |= {(table, owner_id, spelt): row for owner_id, spelt, row in cursor.fetchall()}
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0], shadow


def compare(conn: Any, shadows: list[tuple[datetime, Shadow]]) -> list[Any]:
    keys = sorted({key for _, shadow in shadows for key in shadow})
    asked = [(*key, at, shadow.get(key)) for at, shadow in shadows for key in keys]
    with conn, conn.cursor() as cursor:
        cursor.execute(
            "SELECT a.*, tracker.row_as_of(a.user_id, a.name, a.key::jsonb, a.at)"
            " FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::jsonb[])"
            " AS a (name, user_id, key, at, expected)"
            " WHERE tracker.row_as_of(a.user_id, a.name, a.key::jsonb, a.at) IS DISTINCT FROM a.expected",
            tuple(list(column) for column in zip(*asked, strict=True)),
        )
        return list(cursor.fetchall())
