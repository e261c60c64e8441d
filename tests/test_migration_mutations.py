"""The proof suite is worth what it catches: each of these mistakes makes it fail and is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from _support.migration_files import Source
from _support.migration_proof import edited_since_release, git, prove
from trackerdb.errors import MigrationError
from trackerdb.migrations.runner import Runner

TABLE = """
CREATE TABLE IF NOT EXISTS lifts (id integer CONSTRAINT lifts_pkey PRIMARY KEY, reps integer, note text);
"""
LIFTS = "DO $$ BEGIN ASSERT to_regclass('lifts') IS NOT NULL; END $$;"


def has(expression: str) -> str:
    return f"DO $$ BEGIN ASSERT {expression}; END $$;"


KG = has("EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'lifts'::regclass AND attname = 'kg')")

ADD_KG = "ALTER TABLE lifts ADD COLUMN IF NOT EXISTS kg integer;"
DROP_KG = "ALTER TABLE lifts DROP COLUMN IF EXISTS kg;"

MUTATIONS: dict[str, tuple[str, str | None, str | None, str | None]] = {
    "sound": (ADD_KG, DROP_KG, KG, None),
    "no_rollback": (ADD_KG, None, KG, r"no_rollback\.rollback\.sql:1: missing"),
    "comment_only_rollback": (
        ADD_KG, "-- nothing", KG,
        r"comment_only_rollback\.rollback\.sql:1: holds no statement",
    ),
    "forgotten_type": (
        "DO $$ BEGIN IF to_regtype('mood') IS NULL THEN CREATE TYPE mood AS ENUM ('good'); END IF; END $$;\n"
        "ALTER TABLE lifts ADD COLUMN IF NOT EXISTS kg mood;",
        DROP_KG, KG,
        r"forgotten_type\.rollback\.sql: does not restore(.|\n)*\+CREATE TYPE public\.mood",
    ),
    "leftover_function": (
        "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
        "ALTER TABLE lifts ADD COLUMN IF NOT EXISTS kg integer DEFAULT one();",
        DROP_KG, KG,
        r"leftover_function\.rollback\.sql: does not restore(.|\n)*\+CREATE FUNCTION public\.one",
    ),
    "lost_column_data": (
        "ALTER TABLE lifts DROP COLUMN IF EXISTS note;",
        "ALTER TABLE lifts ADD COLUMN IF NOT EXISTS note text;",
        has("NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'lifts'::regclass AND attname = 'note')"),
        r"lost_column_data\.rollback\.sql: does not restore(.|\n)*-1\t1\tseed 1\n(.|\n)*\+1\t1\t\\N",
    ),
    "doubled_twice": (
        "UPDATE lifts SET reps = reps * 2;", "UPDATE lifts SET reps = reps / 2;",
        has("(SELECT sum(reps) = 6 FROM lifts)"),
        r"doubled_twice\.sql: executed twice(.|\n)*-1\t2\t(.|\n)*\+1\t4\t",
    ),
    "accepts_another_table": (
        "CREATE TABLE IF NOT EXISTS lifts (id bigint, weight_g integer);", "DROP TABLE IF EXISTS lifts;",
        has("EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'lifts'::regclass AND attname = 'weight_g')"),
        r"verify/\d+_accepts_another_table\.sql: after apply: .*assertion failed(.|\n)*does not restore",
    ),
    "not_idempotent": (
        "ALTER TABLE lifts ADD COLUMN kg integer;", DROP_KG, KG,
        r"not_idempotent\.sql:2: column \"kg\" of relation \"lifts\" already exists",
    ),
    "rollback_not_idempotent": (
        ADD_KG, "ALTER TABLE lifts DROP COLUMN kg;", KG,
        r"rollback_not_idempotent\.rollback\.sql:1: column \"kg\" of relation \"lifts\" does not exist",
    ),
    "no_verify": (
        ADD_KG, DROP_KG, None,
        r"verify/\d+_no_verify\.sql: after apply: there is no verify script",
    ),
    "empty_verify": (
        ADD_KG, DROP_KG, LIFTS,
        r"verify/\d+_empty_verify\.sql: holds before the migration is applied",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_proof_names_the_file_and_the_difference(server: str, tmp_path: Path, name: str) -> None:
    apply, rollback, verify, message = MUTATIONS[name]
    source = Source.create(tmp_path)
    source.add("table", TABLE, "DROP TABLE IF EXISTS lifts;", LIFTS)
    migration_id = source.add(name, apply, rollback, verify)
    faults = "\n".join(prove(server, source.sources, migration_id))
    if message is None:
        assert faults == ""
    else:
        assert re.search(message, faults), faults


def test_edit_after_a_release_is_named(tmp_path: Path) -> None:
    source = Source.create(tmp_path / "sql")
    migration_id = source.add("table", TABLE, "DROP TABLE IF EXISTS lifts;", LIFTS)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    identity = ["-c", "user.name=tester", "-c", "user.email=tester@example.org"]
    git(tmp_path, *identity, "commit", "--quiet", "--message", "first")
    git(tmp_path, "tag", "v1.0.0")
    source.add("kg", ADD_KG, DROP_KG, KG)
    assert edited_since_release(tmp_path) == []
    path = source.file(migration_id)
    path.write_text(path.read_text().replace("reps integer", "reps bigint"))
    (fault,) = edited_since_release(tmp_path)
    assert fault.startswith(f"sql/migrations/{path.name}: edited since v1.0.0")
    assert re.search(r"^\+.*reps bigint", fault, re.MULTILINE), fault
    path.rename(path.with_name("20300101000099_renamed.sql"))
    (fault,) = edited_since_release(tmp_path)
    assert path.name in fault


def test_edit_after_apply_is_named(empty_dsn: str, tmp_path: Path) -> None:
    source = Source.create(tmp_path)
    path = source.file(source.add("table", TABLE, "DROP TABLE IF EXISTS lifts;", LIFTS))
    Runner(empty_dsn, source.sources).apply()
    path.write_text(path.read_text().replace("reps integer", "reps bigint"))
    with pytest.raises(MigrationError, match=rf"{path.name}: edited since it was applied"):
        Runner(empty_dsn, source.sources).apply()
