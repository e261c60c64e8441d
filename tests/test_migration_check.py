"""`check`: each rule finds its fault, in the right file and line, and a sound tree has none."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from _support.migration_files import Source
from trackerdb import migrations
from trackerdb.errors import Invalid, MigrationError
from trackerdb.migrations import squawk

TABLE = "CREATE TABLE IF NOT EXISTS a (id bigint, CONSTRAINT a_pkey PRIMARY KEY (id));"
DROP = "DROP TABLE IF EXISTS a;"
VERIFY = "DO $$ BEGIN ASSERT to_regclass('a') IS NOT NULL; END $$;"
NOT_TRANSACTIONAL = ["transactional: false"]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    source = Source.create(tmp_path)
    source.add("base", TABLE, DROP, VERIFY)
    return source


def rules(source: Source) -> list[tuple[str, str, int]]:
    return [
        (fault.rule, fault.path.name.split("_", 1)[1], fault.line)
        for fault in migrations.check(source.sources).faults
    ]


def test_sound_files_have_no_faults(source: Source) -> None:
    assert rules(source) == []


FAULTS: dict[str, tuple[str, str, list[str], tuple[str, str, int]]] = {
    "unnamed_constraint": (
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS b bigint\n  CHECK (b > 0);", "SELECT 1;", [],
        ("unnamed-constraint", "x.sql", 3),
    ),
    "unannotated_drop": (
        "ALTER TABLE a DROP COLUMN IF EXISTS b;", "SELECT 1;", [], ("unannotated-drop", "x.sql", 2),
    ),
    "unannotated_drop_in_do": (
        "DO $$ BEGIN EXECUTE 'DROP TABLE b'; END $$;", "SELECT 1;", [], ("unannotated-drop", "x.sql", 2),
    ),
    "unannotated_delete": ("DELETE FROM a;", "SELECT 1;", [], ("unannotated-drop", "x.sql", 2)),
    "unannotated_rewrite": (
        "ALTER TABLE a ALTER COLUMN id TYPE numeric;", "SELECT 1;", [], ("unannotated-rewrite", "x.sql", 2),
    ),
    "transaction_control": ("COMMIT;\nSELECT 1;", "SELECT 1;", [], ("transaction-control", "x.sql", 2)),
    "psql_copy": ("COPY a FROM STDIN;", "SELECT 1;", [], ("psql", "x.sql", 2)),
    "needs_no_transaction": ("VACUUM a;", "SELECT 1;", [], ("transactional", "x.sql", 2)),
    "rollback_needs_no_transaction": (
        "CREATE INDEX IF NOT EXISTS i ON a (id);", "DROP INDEX CONCURRENTLY IF EXISTS i;", [],
        ("transactional", "x.rollback.sql", 1),
    ),
    "two_statements": ("VACUUM a;\nVACUUM a;", "VACUUM a;", NOT_TRANSACTIONAL, ("one-statement", "x.sql", 4)),
    "not_if_not_exists": (
        "CREATE INDEX CONCURRENTLY i ON a (id);", "DROP INDEX CONCURRENTLY IF EXISTS i;",
        NOT_TRANSACTIONAL,
        ("not-idempotent", "x.sql", 3),
    ),
    "not_if_exists": (
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (id);", "DROP INDEX CONCURRENTLY i;",
        NOT_TRANSACTIONAL,
        ("not-idempotent", "x.rollback.sql", 1),
    ),
    "unnamed_index": (
        "CREATE INDEX CONCURRENTLY ON a (id);", "DROP INDEX CONCURRENTLY IF EXISTS i;", NOT_TRANSACTIONAL,
        ("unnamed-index", "x.sql", 3),
    ),
    "stray_setting": (
        "SELECT 1;\n-- transactional: false\nSELECT 2;", "SELECT 1;", [], ("header", "x.sql", 3),
    ),
    "squawk": ("CREATE INDEX IF NOT EXISTS i ON a (id);", "DROP INDEX IF EXISTS i;", [],
               ("squawk:require-concurrent-index-creation", "x.sql", 2)),
    "nested_comment": ("/* a /* b; */ c; */ SELECT 1;", "SELECT 1;", [], ("splitting", "x.sql", 2)),
    "bare_begin": (
        "CREATE TABLE IF NOT EXISTS b (begin date);\nSELECT 2;", "SELECT 1;", [], ("splitting", "x.sql", 2),
    ),
    "trailing_comment": ("SELECT 1;\n/* the end; */", "SELECT 1;", [], ("splitting", "x.sql", 3)),
    "syntax": ("SELEC 1;", "SELECT 1;", [], ("syntax", "x.sql", 2)),
    "no_statement": ("-- later", "SELECT 1;", [], ("no-statement", "x.sql", 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found_where_it_stands(source: Source, name: str) -> None:
    apply, rollback, header, expected = FAULTS[name]
    source.add("x", apply, rollback, VERIFY, header=header)
    assert expected in rules(source)


@pytest.mark.parametrize(
    "statement",
    [
        "-- drop: nothing reads it any more\nALTER TABLE a DROP COLUMN IF EXISTS b;",
        "-- rewrite: a table of ten rows\nALTER TABLE a ALTER COLUMN id TYPE numeric;",
        "ALTER TABLE a ALTER COLUMN id DROP NOT NULL;",
        "DO $$ BEGIN ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES a ON DELETE CASCADE; END $$;",
    ],
)
def test_annotated_and_harmless_statements_pass(source: Source, statement: str) -> None:
    source.add("x", statement, "SELECT 1;", VERIFY)
    assert [rule for rule, *_ in rules(source) if rule.startswith("unannotated")] == []


def test_missing_files_are_faults(source: Source) -> None:
    source.add("bare", "SELECT 1;", None)
    (source.path / "20300101009000_nobodys.rollback.sql").write_text("SELECT 1;")
    (source.path.parent / "verify" / "20300101009000_nobodys.sql").write_text("SELECT 1;")
    assert {rule for rule in rules(source) if "bare" not in rule[1]} == {
        ("stray", "nobodys.rollback.sql", 1),
        ("stray", "nobodys.sql", 1),
    }
    assert {rule for rule, path, _ in rules(source) if "bare" in path} == {"no-rollback", "no-verify"}


def test_verify_scripts_of_a_source_beside_are_no_strays(source: Source) -> None:
    beside = source.path.with_name("others")
    beside.mkdir()
    (beside / "20300101009000_theirs.sql").write_text("SELECT 1;")
    (source.path.parent / "verify" / "20300101009000_theirs.sql").write_text("SELECT 1;")
    assert rules(source) == []


def test_forks_and_second_roots_are_faults(source: Source) -> None:
    base = source.add("one", "SELECT 1;", "SELECT 1;", VERIFY)
    for name, header in (
        ("20300101000800_fork", f"-- depends: {base[:14]}_one"),
        ("20300101000900_root", ""),
    ):
        source.file(name).write_text(f"{header}\nSELECT 1;")
        source.rollback_file(name).write_text("SELECT 1;")
    source.file("20300101001000_fork").write_text(f"-- depends: {base}\nSELECT 1;")
    chains = {path for rule, path, _ in rules(source) if rule == "chain"}
    assert chains == {"root.sql", "fork.sql"}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("transactional: maybe", "transactional must be true or false"),
        ("lock_timeout: soon", "'soon' is not a duration"),
        ("lock_timeot: 5s", "unknown setting 'lock_timeot': write 'lock_timeout'"),
        ("depends: 20000101000000_nothing", "depends on 20000101000000_nothing, which is in no source"),
        ("lock_timeout: 1s\n-- lock_timeout: 2s", "lock_timeout stands twice"),
    ],
)
def test_header_that_cannot_be_understood_is_an_error(source: Source, header: str, message: str) -> None:
    source.add("x", "SELECT 1;", "SELECT 1;", header=[header])
    with pytest.raises(MigrationError, match=message):
        migrations.check(source.sources)


def test_unclosed_quote_is_an_error_with_its_line(source: Source) -> None:
    source.add("x", "SELECT 1;\nSELECT 'a;", "SELECT 1;")
    with pytest.raises(MigrationError, match=r"_x\.sql:3: unterminated"):
        migrations.check(source.sources)


def _nothing(*_: object) -> None:
    return None


def test_without_its_extras_it_says_what_it_skipped(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    # The package exports the function under the module's name.
    monkeypatch.setattr(import_module("trackerdb.migrations.check"), "find_spec", _nothing)
    monkeypatch.setattr(squawk, "executable", _nothing)
    source.add("x", "DELETE FROM a;", "SELECT 1;", VERIFY)
    report = migrations.check(source.sources)
    assert [skipped.split(": pip")[0] for skipped in report.skipped] == [
        "PostgreSQL's own parser and names of constraints",
        "squawk's rules",
    ]
    assert [fault.rule for fault in report.faults] == ["unannotated-drop"]


def test_new_writes_what_check_refuses_until_it_is_filled_in(source: Source) -> None:
    written = migrations.new("add_b", source.path)
    assert "depends: 20300101000000_base" in written.migration.read_text()
    assert written.id > "20300101000000_base"
    assert {rule for rule, *_ in rules(source)} == {"no-rollback", "no-statement"}
    another = migrations.new("add_c", str(source.path), transactional=False)
    assert f"-- depends: {written.id}\n-- transactional: false\n" in another.migration.read_text()


def test_new_in_an_empty_directory(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    written = migrations.new("first", tmp_path / "migrations")
    assert "depends" not in written.migration.read_text()
    assert written.verify.is_file()


def test_new_refuses_what_is_no_name_or_directory(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'Add B' can't name a migration"):
        migrations.new("Add B", tmp_path)
    with pytest.raises(MigrationError, match="is no directory"):
        migrations.new("add_b", tmp_path / "absent")
