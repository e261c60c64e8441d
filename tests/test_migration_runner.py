"""The runner: a migration and its record in one transaction, a history, refusals that say how to go on."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from _support.migration_files import Source, query
from trackerdb import migrations
from trackerdb.errors import Forbidden, Invalid, MigrationError, Unavailable
from trackerdb.migrations.runner import Runner

pytestmark = pytest.mark.anyio

HISTORY = """
    SELECT migration_id, operation, outcome, attempts, error
    FROM trackerdb_migration_history
    ORDER BY id
"""
MARKS = "SELECT migration_id FROM _yoyo_migration ORDER BY 1"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source.create(tmp_path)


def notes(source: Source, verify: str | None = None) -> str:
    return source.add(
        "notes", "CREATE TABLE IF NOT EXISTS notes (id integer);", "DROP TABLE IF EXISTS notes;", verify
    )


async def test_applies_and_rolls_back_with_a_history(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    second = source.add(
        "text",
        "ALTER TABLE notes ADD COLUMN IF NOT EXISTS body text;",
        "ALTER TABLE notes DROP COLUMN IF EXISTS body;",
    )
    result = await migrations.apply(empty_dsn, sources=source.sources)
    assert [step.id for step in result.applied] == [first, second]
    assert (await migrations.apply(empty_dsn, sources=source.sources)).applied == ()
    back = await migrations.rollback(empty_dsn, sources=source.sources)
    assert [step.id for step in back.rolled_back] == [second]
    status = await migrations.status(empty_dsn, sources=source.sources)
    assert [(m.id, m.state) for m in status.migrations] == [(first, "applied"), (second, "pending")]
    assert status.migrations[0].seconds is not None
    assert [m.id for m in status.pending] == [second]
    assert query(empty_dsn, HISTORY) == [
        (first, "apply", "done", 1, None),
        (second, "apply", "done", 1, None),
        (second, "rollback", "done", 1, None),
    ]
    everything = await migrations.rollback(empty_dsn, count=None, sources=source.sources)
    assert [step.id for step in everything.rolled_back] == [first]
    assert query(empty_dsn, MARKS) == []


async def test_status_of_an_empty_database_writes_nothing(empty_dsn: str, source: Source) -> None:
    notes(source)
    status = await migrations.status(empty_dsn, sources=source.sources)
    assert [m.state for m in status.migrations] == ["pending"]
    assert not status.ok
    assert query(empty_dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


async def test_failure_leaves_nothing_but_its_record(empty_dsn: str, source: Source) -> None:
    broken = source.add(
        "broken",
        "CREATE TABLE IF NOT EXISTS half (id integer);\nCREATE TABL other (id integer);",
        "DROP TABLE half;",
    )
    with pytest.raises(MigrationError, match=rf"{broken}\.sql:2: syntax error") as caught:
        await migrations.apply(empty_dsn, sources=source.sources)
    assert caught.value.migration_id == broken
    assert query(empty_dsn, "SELECT to_regclass('half')") == [(None,)]
    assert query(empty_dsn, MARKS) == []
    ((*head, error),) = query(empty_dsn, HISTORY)
    assert head == [broken, "apply", "failed", 1]
    assert "syntax error" in error
    (failed,) = (await migrations.status(empty_dsn, sources=source.sources)).migrations
    assert (failed.state, failed.error) == ("pending", error)


async def test_failing_verify_leaves_schema_and_marks_untouched(empty_dsn: str, source: Source) -> None:
    notes(source, "DO $$ BEGIN ASSERT false, 'no rows'; END $$;")
    with pytest.raises(MigrationError, match=r"verify/.*_notes\.sql:1: no rows"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT to_regclass('notes')") == [(None,)]
    assert query(empty_dsn, MARKS) == []


async def test_verify_may_not_write(empty_dsn: str, source: Source) -> None:
    notes(source, "INSERT INTO notes VALUES (1);")
    with pytest.raises(MigrationError, match="read-only transaction"):
        await migrations.apply(empty_dsn, sources=source.sources)


async def test_verify_asserts_although_the_role_turned_assertions_off(empty_dsn: str, source: Source) -> None:
    # Only where plpgsql is loaded may a role that is no superuser set its parameters.
    load = "DO $$ BEGIN END $$; "
    query(
        empty_dsn,
        f"{load} ALTER ROLE CURRENT_USER IN DATABASE {_database(empty_dsn)} SET plpgsql.check_asserts = off",
    )
    notes(source, "DO $$ BEGIN ASSERT false, 'no rows'; END $$;")
    with pytest.raises(MigrationError, match="no rows"):
        await migrations.apply(empty_dsn, sources=source.sources)


async def test_verify_reports_what_no_longer_holds(empty_dsn: str, source: Source) -> None:
    first = notes(source, "DO $$ BEGIN ASSERT to_regclass('notes') IS NOT NULL, 'notes is gone'; END $$;")
    await migrations.apply(empty_dsn, sources=source.sources)
    assert (await migrations.verify(empty_dsn, sources=source.sources)).ok
    query(empty_dsn, "DROP TABLE notes")
    report = await migrations.verify(empty_dsn, sources=source.sources)
    assert [verification.id for verification in report.failed] == [first]
    assert "notes is gone" in str(report.failed[0].error)


async def test_verify_ends_where_a_later_migration_says_so(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    second = source.add(
        "renamed", "ALTER TABLE notes RENAME TO remarks;", "ALTER TABLE remarks RENAME TO notes;"
    )
    script = f"-- until: {second}\nDO $$ BEGIN ASSERT to_regclass('notes') IS NOT NULL; END $$;"
    (source.path.parent / "verify" / f"{first}.sql").write_text(script)
    await migrations.apply(empty_dsn, sources=source.sources)
    report = await migrations.verify(empty_dsn, sources=source.sources)
    assert (report.ok, report.superseded, report.unverified) == (True, (first,), (second,))


async def test_deferred_constraints_fail_before_anything_is_recorded(empty_dsn: str, source: Source) -> None:
    source.add(
        "orphans",
        "CREATE TABLE IF NOT EXISTS a (id integer CONSTRAINT a_pkey PRIMARY KEY);\n"
        "CREATE TABLE IF NOT EXISTS b (\n"
        "a_id integer CONSTRAINT b_a_id_fkey REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n"
        "INSERT INTO b VALUES (1);",
        "DROP TABLE IF EXISTS b;\nDROP TABLE IF EXISTS a;",
    )
    with pytest.raises(MigrationError, match="b_a_id_fkey"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, MARKS) == []


@pytest.mark.parametrize("edited", ["file", "rollback_file"])
async def test_edit_after_apply_stops_apply(empty_dsn: str, source: Source, edited: str) -> None:
    first = notes(source)
    await migrations.apply(empty_dsn, sources=source.sources)
    path: Path = getattr(source, edited)(first)
    path.write_text(path.read_text() + "-- one more line\n")
    with pytest.raises(MigrationError, match=rf"{path.name}: edited since it was applied. Restore the file"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert [m.state for m in (await migrations.status(empty_dsn, sources=source.sources)).migrations] == [
        "edited"
    ]


async def test_unreleased_edit_can_be_rolled_back_first(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    await migrations.apply(empty_dsn, sources=source.sources)
    source.file(first).write_text("CREATE TABLE IF NOT EXISTS notes (id bigint);\n")
    await migrations.rollback(empty_dsn, sources=source.sources)
    assert len((await migrations.apply(empty_dsn, sources=source.sources)).applied) == 1


async def test_edited_rollback_is_not_run(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    await migrations.apply(empty_dsn, sources=source.sources)
    source.rollback_file(first).write_text("DROP SCHEMA public CASCADE;\n")
    with pytest.raises(MigrationError, match="edited since the migration was applied; restore it"):
        await migrations.rollback(empty_dsn, sources=source.sources)


async def test_deleted_file_stops_apply(empty_dsn: str, source: Source) -> None:
    notes(source)
    second = source.add("more", "CREATE TABLE IF NOT EXISTS more ();", "DROP TABLE IF EXISTS more;")
    await migrations.apply(empty_dsn, sources=source.sources)
    source.file(second).unlink()
    with pytest.raises(MigrationError, match=rf"{second} is applied but its file is gone: restore the file"):
        await migrations.apply(empty_dsn, sources=source.sources)
    with pytest.raises(MigrationError, match=rf"{second} is applied and newer"):
        await migrations.rollback(empty_dsn, sources=source.sources)
    assert [m.state for m in (await migrations.status(empty_dsn, sources=source.sources)).migrations] == [
        "applied",
        "deleted",
    ]


async def test_late_file_stops_apply(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    second = source.add("more", "CREATE TABLE IF NOT EXISTS more ();", "DROP TABLE IF EXISTS more;")
    await migrations.apply(empty_dsn, sources=source.sources)
    late = source.path / "20300101000030_late.sql"
    late.write_text(f"-- depends: {first}\nCREATE TABLE IF NOT EXISTS late ();\n")
    late.with_name("20300101000030_late.rollback.sql").write_text("DROP TABLE IF EXISTS late;\n")
    with pytest.raises(
        MigrationError, match=rf"late.sql: older than {second}, which is applied.*newer timestamp"
    ):
        await migrations.apply(empty_dsn, sources=source.sources)


def plain(directory: Path, name: str) -> None:
    """A migration as other projects write them: a short name, no header, no verify script."""
    (directory / f"{name}.sql").write_text(f"CREATE TABLE t{name} ();\n")
    (directory / f"{name}.rollback.sql").write_text(f"DROP TABLE t{name};\n")


async def test_late_and_deleted_are_known_without_depends(empty_dsn: str, source: Source) -> None:
    plain(source.path, "0001_a")
    plain(source.path, "0003_c")
    await migrations.apply(empty_dsn, sources=source.sources)
    plain(source.path, "0002_b")
    with pytest.raises(MigrationError, match=r"0002_b\.sql: older than 0003_c"):
        await migrations.apply(empty_dsn, sources=source.sources)
    # The first one, by which the history names the project, changes.
    (source.path / "0001_a.sql").unlink()
    (source.path / "0002_b.sql").unlink()
    plain(source.path, "0004_d")
    with pytest.raises(MigrationError, match="0001_a is applied but its file is gone"):
        await migrations.apply(empty_dsn, sources=source.sources)


async def test_directories_applied_together_are_judged_apart(empty_dsn: str, tmp_path: Path) -> None:
    one, two = Source.create(tmp_path / "one"), Source.create(tmp_path / "two")
    plain(one.path, "0001_a")
    plain(two.path, "0002_b")
    await migrations.apply(empty_dsn, sources=one.sources + two.sources)
    plain(one.path, "0001_z")
    status = await migrations.status(empty_dsn, sources=one.sources)
    assert [(m.id, m.state) for m in status.migrations] == [("0001_a", "applied"), ("0001_z", "pending")]
    assert len((await migrations.apply(empty_dsn, sources=one.sources)).applied) == 1


async def test_directories_tied_by_depends_are_one_project(empty_dsn: str, tmp_path: Path) -> None:
    one, two = Source.create(tmp_path / "one"), Source.create(tmp_path / "two")
    plain(one.path, "0001_a")
    plain(two.path, "0002_b")
    (two.path / "0002_b.sql").write_text("-- depends: 0001_a\nCREATE TABLE b ();\n")
    plain(two.path, "0003_c")
    await migrations.apply(empty_dsn, sources=one.sources + two.sources)
    (two.path / "0003_c.sql").unlink()
    with pytest.raises(MigrationError, match="0003_c is applied but its file is gone"):
        await migrations.apply(empty_dsn, sources=one.sources + two.sources)


@pytest.mark.parametrize(
    "setting",
    [
        "SET search_path = pg_catalog",
        "SELECT set_config('search_path', '', false)",
        "SET LOCAL search_path = ''",
        "SET ROLE trackerdb_guest",
        "SET default_transaction_read_only = on",
        "SET DateStyle = 'German'",
        "SET standard_conforming_strings = off",
        "RESET ALL",
    ],
)
@pytest.mark.parametrize("header", [[], ["transactional: false"]])
async def test_what_a_migration_sets_ends_with_it(
    empty_dsn: str, source: Source, setting: str, header: list[str]
) -> None:
    query(
        empty_dsn,
        "DO $$ BEGIN CREATE ROLE trackerdb_guest; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    )
    if int(query(empty_dsn, "SHOW server_version_num")[0][0]) >= 160000:
        query(empty_dsn, "GRANT trackerdb_guest TO CURRENT_USER WITH SET TRUE")
    else:
        query(empty_dsn, "GRANT trackerdb_guest TO CURRENT_USER")
    settings = "SELECT session_user, current_user, array_agg(setting ORDER BY name) FROM pg_settings"
    source.add("sets", f"{setting};", "SELECT 1;", header=header)
    source.add(
        "table",
        f"CREATE TABLE after AS {settings};",
        "DROP TABLE after;",
        f"DO $$ BEGIN ASSERT (SELECT true FROM ({settings}) AS s, after); END $$;",
    )
    clean = Source.create(source.path / "clean")
    clean.add("clean", f"CREATE TABLE clean AS {settings};", "DROP TABLE clean;")
    await migrations.apply(empty_dsn, sources=clean.sources)
    await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT * FROM after") == query(empty_dsn, "SELECT * FROM clean")


async def test_line_ends_of_another_system(empty_dsn: str, source: Source) -> None:
    migration_id = source.add("crlf", "", "SELECT 1;")
    text = "-- transactional: true\r\nCREATE TABLE crlf AS SELECT 'a\r\nb' AS t;\r\nSELECT 1;\r\n"
    source.file(migration_id).write_bytes(text.encode())
    await migrations.apply(empty_dsn, sources=source.sources)
    # As plain yoyo reads it.
    assert query(empty_dsn, "SELECT t FROM crlf") == [("a\nb",)]


async def test_byte_order_mark_is_named(empty_dsn: str, source: Source) -> None:
    migration_id = source.add("marked", "", "SELECT 1;")
    source.file(migration_id).write_text("\ufeff-- transactional: true\nSELECT 1;\n", encoding="utf-8")
    with pytest.raises(MigrationError, match=r"_marked\.sql:1: begins with a byte order mark"):
        await migrations.apply(empty_dsn, sources=source.sources)


@pytest.mark.parametrize("rollback", [None, "", "-- nothing to undo"])
async def test_irreversible_file_stops_apply(empty_dsn: str, source: Source, rollback: str | None) -> None:
    notes(source)
    source.add("one_way", "CREATE TABLE IF NOT EXISTS one_way ();", rollback)
    with pytest.raises(MigrationError, match=r"one_way\.rollback\.sql:1: .*write what undoes the migration"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT to_regclass('notes')") == [(None,)]


async def test_another_applications_migrations_are_not_judged(empty_dsn: str, tmp_path: Path) -> None:
    ours, theirs = Source.create(tmp_path / "ours"), Source.create(tmp_path / "theirs")
    first = notes(ours)
    renamed = theirs.path / "2020_theirs.sql"
    renamed.write_text("CREATE TABLE IF NOT EXISTS theirs ();\n")
    renamed.with_name("2020_theirs.rollback.sql").write_text("DROP TABLE IF EXISTS theirs;\n")
    await migrations.apply(empty_dsn, sources=theirs.sources)
    applied = await migrations.apply(empty_dsn, sources=ours.sources)
    assert [step.id for step in applied.applied] == [first]
    status = await migrations.status(empty_dsn, sources=ours.sources)
    assert [(m.id, m.state) for m in status.migrations] == [(first, "applied")]
    back = await migrations.rollback(empty_dsn, count=None, sources=ours.sources)
    assert [step.id for step in back.rolled_back] == [first]
    assert query(empty_dsn, MARKS) == [("2020_theirs",)]


async def test_cancelling_rolls_back(empty_dsn: str, source: Source) -> None:
    source.add(
        "slow", "CREATE TABLE IF NOT EXISTS slow ();\nSELECT pg_sleep(60);", "DROP TABLE IF EXISTS slow;"
    )
    with anyio.move_on_after(0.8) as scope:
        await migrations.apply(empty_dsn, sources=source.sources)
    assert scope.cancelled_caught
    assert query(empty_dsn, "SELECT to_regclass('slow')") == [(None,)]
    assert query(empty_dsn, "SELECT * FROM yoyo_lock") == []


async def test_missing_right_is_named(empty_dsn: str, admin_of_empty: str, source: Source) -> None:
    notes(source)
    query(admin_of_empty, "REVOKE CREATE ON SCHEMA public FROM pg_database_owner")
    with pytest.raises(
        Forbidden, match="trackerdb may not create yoyo's tables: GRANT CREATE ON SCHEMA public TO trackerdb"
    ):
        await migrations.apply(empty_dsn, sources=source.sources)


async def test_foreign_schema_is_named(empty_dsn: str, admin_of_empty: str) -> None:
    query(admin_of_empty, "CREATE SCHEMA tracker")
    with pytest.raises(Forbidden, match="schema tracker belongs to"):
        await migrations.apply(empty_dsn)


async def test_read_only_role_is_told(empty_dsn: str, source: Source) -> None:
    notes(source)
    query(empty_dsn, f"ALTER DATABASE {_database(empty_dsn)} SET default_transaction_read_only = on")
    with pytest.raises(MigrationError, match="are read-only"):
        await migrations.apply(empty_dsn, sources=source.sources)


@pytest.mark.parametrize(
    ("dsn", "error"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", Unavailable),
        ("postgresql://?nonsense=1", Invalid),
        ("x=", Invalid),
    ],
)
async def test_bad_address_is_a_clear_error(source: Source, dsn: str, error: type[Exception]) -> None:
    notes(source)
    with pytest.raises(error):
        await migrations.status(dsn, sources=source.sources)


async def test_source_without_migrations_is_an_error(empty_dsn: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="no migrations in"):
        await migrations.apply(empty_dsn, sources=[str(tmp_path)])


async def test_python_migration_is_recorded_in_its_transaction(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    path = source.path / "20300101001000_python.py"
    path.write_text(
        "from yoyo import step\n"
        f"__depends__ = {{{first!r}}}\n"
        "def fill(connection):\n    connection.cursor().execute('INSERT INTO notes VALUES (7)')\n"
        "steps = [step(fill, 'DELETE FROM notes WHERE id = 7'), step('SELECT 1 / 0', 'SELECT 1')]\n"
    )
    with pytest.raises(MigrationError, match="step 2: division by zero"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT * FROM notes") == []
    path.write_text(path.read_text().replace("1 / 0", "1"))
    await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT * FROM notes") == [(7,)]
    await migrations.rollback(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT * FROM notes") == []


async def test_python_step_that_raises_is_a_migration_error(empty_dsn: str, source: Source) -> None:
    first = notes(source)
    (source.path / "20300101001000_python.py").write_text(
        "from yoyo import step\n"
        f"__depends__ = {{{first!r}}}\n"
        "def fail(connection):\n"
        "    connection.cursor().execute('INSERT INTO notes VALUES (7)')\n"
        "    raise KeyError('weight')\n"
        "step(fail, fail)\n"
    )
    with pytest.raises(MigrationError, match=r"_python\.py: step 1: KeyError: 'weight'"):
        await migrations.apply(empty_dsn, sources=source.sources)
    assert query(empty_dsn, "SELECT * FROM notes") == []
    assert query(empty_dsn, HISTORY)[-1][2] == "failed"


async def test_progress_of_a_long_statement(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE big AS SELECT g AS n FROM generate_series(1, 1000000) AS g")
    source.add(
        "big_index",
        "CREATE INDEX IF NOT EXISTS big_n_idx ON big (n DESC);",
        "DROP INDEX IF EXISTS big_n_idx;",
    )
    seen: list[migrations.Progress] = []
    await migrations.apply(empty_dsn, sources=source.sources, progress=seen.append)
    assert any(progress.total > 0 for progress in seen)


def test_runner_needs_no_event_loop(empty_dsn: str, source: Source) -> None:
    notes(source)
    assert len(Runner(empty_dsn, source.sources).apply().applied) == 1


def _database(dsn: str) -> str:
    return str(query(dsn, "SELECT current_database()")[0][0])


@pytest.fixture
def admin_of_empty(empty_dsn: str) -> str:
    from trackerdb import embedded

    return embedded.admin_dsn(empty_dsn)
