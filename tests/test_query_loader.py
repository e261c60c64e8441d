"""Query files and stubs agree, or the import fails and says where."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from _support.stubs import PREAMBLE, load, one
from trackerdb.errors import QueryError
from trackerdb.query import QueryDirectory, packaged
from trackerdb.query_files import parse_queries

GOOD_SQL = """\
-- Things, for the tests.

-- name: get :maybe
-- One thing, or none
-- when it is gone.
SELECT t.id, t.name
FROM thing AS t -- not :this
WHERE t.id = :thing_id;

-- name: rename :execrows
-- Gives a thing another name.
UPDATE thing SET name = :name
WHERE id = :thing_id AND name <> :name
"""

GOOD_PYTHON = """\
@query
async def get(db, thing_id: int) -> Thing | None:
    '''One thing.'''
    ...

@query
async def rename(db, thing_id: int, *, name: str = "new") -> int: ...
"""


def refusal(directory: Path, sql: str, python: str) -> str:
    with pytest.raises(QueryError) as caught:
        load(directory, sql, python)
    return str(caught.value).replace(f"{directory}/", "")


def test_the_stub_keeps_its_signature_and_gains_the_query(tmp_path: Path) -> None:
    rename = load(tmp_path, GOOD_SQL, GOOD_PYTHON)["rename"]
    assert str(inspect.signature(rename)) == "(db, thing_id: 'int', *, name: 'str' = 'new') -> 'int'"
    assert rename.sql == "UPDATE thing SET name = $1\nWHERE id = $2 AND name <> $1"
    assert rename.purpose == "Gives a thing another name."
    assert (rename.file, rename.line) == (str(tmp_path / "things.sql"), 10)
    assert inspect.iscoroutinefunction(rename)


def test_help_shows_the_docstring_and_the_purpose(tmp_path: Path) -> None:
    get = load(tmp_path, GOOD_SQL, GOOD_PYTHON)["get"]
    assert inspect.getdoc(get) == "One thing.\n\nSQL: One thing, or none when it is gone."


def test_comments_are_not_sent_and_lines_still_lead_back(tmp_path: Path) -> None:
    load(tmp_path, GOOD_SQL, GOOD_PYTHON)
    query = parse_queries(GOOD_SQL, "things.sql")["get"]
    lines = [line.rstrip() for line in query.sql.splitlines()]
    assert lines == ["SELECT t.id, t.name", "FROM thing AS t", "WHERE t.id = $1"]
    assert GOOD_SQL.splitlines()[query.body_line - 1] == "SELECT t.id, t.name"


@pytest.mark.parametrize(
    ("sql", "at", "message"),
    [
        ("SELECT 1;\n" + one("x :one"), 1, "before the first"),
        (one("x one"), 1, "bad header"),
        (one("x :ones"), 1, "bad header"),
        (one("X :one"), 1, "bad header"),
        (one("x :one :many"), 1, "bad header"),
        ("\n--name: x :one\n-- P.\nSELECT 1", 2, "bad header"),
        ("-- name x :one\n-- P.\nSELECT 1", 1, "bad header"),
        (one("x :one", purpose=""), 1, "purpose"),
        (one("x :one", purpose="--"), 1, "purpose"),
        (one("x :one", ""), 3, "one statement is needed, found 0"),
        (one("x :one", "SELECT 1; SELECT 2"), 3, "found 2"),
        (one("x :one") + one("x :many"), 4, "stands already in line 1"),
        (one("x :one", "SELECT\n 'it") + one("y :one", "SELECT 'is'"), 4, "unterminated string"),
        (one("x :one", "SELECT\n\n/* a\n/* b */"), 5, "unterminated comment"),
        (one("x :one", 'SELECT "a'), 3, "unterminated quoted identifier"),
        (one("x :one", "SELECT $$a$b$"), 3, "unterminated dollar quote"),
        (one("x :one", "-- c\n\nSELECT /* a\n */ \n $1"), 7, "named :parameter instead of $1"),
    ],
)
def test_a_bad_query_file_is_refused_by_line(sql: str, at: int, message: str) -> None:
    with pytest.raises(QueryError, match=rf"^queries/x\.sql:{at}: .*{re.escape(message)}"):
        parse_queries(sql, "queries/x.sql")


def test_prose_about_names_is_no_header() -> None:
    prose = "-- name of the file: things\n-- named like its module\n"
    sql = prose + one("x :one", "-- name the row\nSELECT 1")
    assert list(parse_queries(sql, "x.sql")) == ["x"]


def test_windows_line_ends_are_accepted() -> None:
    query = parse_queries(one("x :one", "SELECT 1\nAS n").replace("\n", "\r\n"), "x.sql")["x"]
    assert (query.sql, query.purpose) == ("SELECT 1\nAS n", "Says one.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "thing_id: int) -> Thing",
            "id: int) -> Thing",
            "has no :id; the function has no parameter 'thing_id'",
        ),
        ("*, name: str", "*, nam: str", "the SQL has no :nam; the function has no parameter 'name'"),
        (", thing_id: int) -> Thing", ") -> Thing", "the function has no parameter 'thing_id'"),
        ("thing_id: int) ->", "thing_id: int, extra: int) ->", "the SQL has no :extra"),
        ("get(db, thing_id: int)", "get(thing_id: int)", "first parameter is `db`"),
        ("get(db, thing_id: int)", "get(db, thing_id: int, **more: int)", "*more"),
        ("-> Thing | None", "-> Thing", "the annotation -> a row | None, found app.things.Thing"),
        ("-> Thing | None", "-> list[Thing]", ":maybe needs"),
        ("-> Thing | None", "-> None", ":maybe needs"),
        ("-> Thing | None", "", "return annotation is missing"),
        ("-> int", "-> None", ":execrows needs the annotation -> int"),
        ("-> int", "-> Thing", ":execrows needs the annotation -> int"),
        ("@query\nasync def get", "@query\ndef get", "`async def` under @query"),
        ("@query\nasync def get", "@stream\nasync def get", ":maybe is bound with @stream"),
        ("    '''One thing.'''\n    ...", "    return Thing(id=1, name='')", "would never run"),
    ],
)
def test_a_stub_that_disagrees_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD_PYTHON
    refused = refusal(tmp_path, GOOD_SQL, GOOD_PYTHON.replace(old, new, 1))
    line = 10 if "*, name" in old or "-> int" in old else 3
    assert refused.startswith(f"things.sql:{line}: ")
    assert message in refused
    assert re.search(r"\(function in things\.py:\d+\)$", refused)


@pytest.mark.parametrize(
    ("cardinality", "annotation", "fits"),
    [
        ("one", "Thing", True),
        ("one", "int", True),
        ("one", "int | None", True),
        ("one", "list[int]", True),
        ("one", "Thing | None", False),
        ("one", "list[Thing]", False),
        ("one", "None", False),
        ("maybe", "int | None", True),
        ("maybe", "int", False),
        ("many", "list[Thing]", True),
        ("many", "list[int | None]", True),
        ("many", "tuple[Thing, ...]", False),
        ("many", "Thing", False),
        ("exec", "None", True),
        ("exec", "int", False),
        ("execrows", "int", True),
        ("execrows", "int | None", False),
    ],
)
def test_the_annotation_follows_from_the_cardinality(
    tmp_path: Path, cardinality: str, annotation: str, fits: bool
) -> None:
    sql, python = one(f"x :{cardinality}"), f"@query\nasync def x(db) -> {annotation}: ..."
    if fits:
        load(tmp_path, sql, python)
    else:
        assert f":{cardinality} needs the annotation" in refusal(tmp_path, sql, python)


def test_a_stream_iterates(tmp_path: Path) -> None:
    sql = one("x :stream")
    load(tmp_path, sql, "@stream\ndef x(db) -> AsyncIterator[Thing]: ...")
    assert "bound with @query" in refusal(tmp_path, sql, "@query\nasync def x(db) -> list[Thing]: ...")
    assert "AsyncIterator[a row]" in refusal(tmp_path, sql, "@stream\ndef x(db) -> list[Thing]: ...")


def test_a_model_defined_later_is_found(tmp_path: Path) -> None:
    later = "@query\nasync def x(db) -> Later: ...\nclass Later(Row):\n    n: int\n"
    load(tmp_path, one("x :one"), later)
    assert "isn't defined" in refusal(tmp_path, one("x :one"), later.replace("class Later", "class Latter"))
    assert ":many needs" in refusal(tmp_path, one("x :many"), later)


def test_a_missing_file_and_an_unknown_query_name_the_function(tmp_path: Path) -> None:
    stub = "@query\nasync def absent(db) -> int: ..."
    assert refusal(tmp_path, one("x :one"), stub) == "things.py:9: there is no query 'absent' in things.sql"
    (tmp_path / "things.sql").unlink()
    queries = QueryDirectory(tmp_path / "nowhere")
    with pytest.raises(QueryError, match=r"things\.py:9: there is no query file .*nowhere/things\.sql"):
        exec(
            compile(PREAMBLE + stub, "things.py", "exec"),
            {"__name__": "app.things", "query": queries.query},
        )


def test_a_query_without_a_function_is_refused(tmp_path: Path) -> None:
    refused = refusal(tmp_path, one("x :one") + one("y :one"), "@query\nasync def x(db) -> int: ...")
    assert refused == "things.sql:4: no function uses the query 'y'"


def test_a_query_in_a_file_without_a_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "strays.sql").write_text("-- Strays.\n\n" + one("y :one"))
    refused = refusal(tmp_path, one("x :one"), "@query\nasync def x(db) -> int: ...")
    assert refused == "strays.sql:3: no function uses the query 'y'"


def test_two_functions_for_one_query_are_refused(tmp_path: Path) -> None:
    stub = "@query\nasync def x(db) -> int: ...\n"
    assert "has a function already, in things.py:9" in refusal(tmp_path, one("x :one"), stub + stub)


def test_a_reloaded_module_binds_again(tmp_path: Path) -> None:
    namespace = load(tmp_path, GOOD_SQL, GOOD_PYTHON)
    exec(compile(PREAMBLE + GOOD_PYTHON, str(tmp_path / "things.py"), "exec"), namespace)
    assert len(namespace["directory"].bound) == 2


def test_arguments_are_python_arguments(tmp_path: Path) -> None:
    rename = load(tmp_path, GOOD_SQL, GOOD_PYTHON)["rename"]
    arrange = rename.query.arrange
    assert arrange("db", 1) == ("db", ("new", 1))
    assert arrange("db", thing_id=1, name="n") == ("db", ("n", 1))
    with pytest.raises(TypeError, match=r"rename\(\) missing 1 required positional argument: 'thing_id'"):
        arrange("db")
    with pytest.raises(TypeError, match="positional"):
        arrange("db", 1, "n")


def test_the_package_is_complete() -> None:
    packaged.check_complete()
