"""The tokenizer sees what PostgreSQL's own lexer sees; pglast (the server's parser) is the judge."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st
from pglast import parser

from trackerdb.tokenizer import SqlSyntaxError, bind_parameters, split_statements, tokenize

# Each is lexically valid, and easy to cut in the wrong place.
NASTY = [
    "SELECT 'it''s :not'",
    r"SELECT E'a\':no', 'b\'",
    r"SELECT e'\\', :n",
    "SELECT 'one'\n  'two'",
    "SELECT E'one'\n  '\\'two' , 1",
    "SELECT E'one' -- :no\n  '\\'two'",
    "SELECT U&'d\\0061t' , U&\"d\\0061t\"",
    "SELECT u&'!0061' UESCAPE '!'",
    "SELECT B'101', x'1F', N'n''n'",
    "SELECT B'1'\n'0'",
    "SELECT $$ :no ; $$, $a$ $$ $b$ ; $a$",
    "SELECT $é$ ; $é$",
    "SELECT a$b$c FROM t",
    'SELECT 1 AS "a;b:c""d"',
    "SELECT /* :no /* ; */ ' */ 1",
    "SELECT 1 -- ; :no '\n, 2",
    "SELECT 1 --+ hint\r, 2",
    "SELECT a::text, b :: int[], (c)::timestamp(3)",
    "SELECT x[1:2], x[:n], x[: :n], x[(:a):(:b)]",
    "SELECT a <@ b, c @> d, e ?| f, g #>> h, i - -1, j*-1",
    "SELECT 1.5e10, .5, 1., 0x1F, 0o17, 0b11, 1_000",
    "SELECT 5 --1\n+ 2",
    "SELECT 1;;; SELECT 2 ; -- end",
    "SELECT '{\"a\": [1, 2]}'::jsonb -> 'a' ->> 0",
    "SELECT f(a := 1, b => 2)",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT 3",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$; SELECT 4",
    "BEGIN; SELECT 1; END",
    "SELECT 'ünïcode', \"naïve\", naïve",
    "SELECT a FROM t WHERE b BETWEEN 1 AND 2 AND c IN (3, 4)",
]


def replaced(sql: str) -> str:
    """Put a number where a parameter stands, so that the judge can read it."""
    return "".join("7" if token.kind == "parameter" else token.text for token in tokenize(sql))


def statements(sql: str) -> list[str]:
    cut = split_statements(sql)
    return ["".join(t.text for t in tokens if t.significant) for tokens in cut]


def judged(sql: str) -> list[str]:
    cut = parser.split(sql, with_parser=True)
    return ["".join(t.text for t in tokenize(part) if t.significant) for part in cut]


def judged_lexemes(sql: str) -> list[tuple[int, int, str]]:
    return [(t.start, t.end, t.name) for t in parser.scan(sql) if t.name not in ("SQL_COMMENT", "C_COMMENT")]


@pytest.mark.parametrize("sql", NASTY)
def test_nothing_is_lost_and_statements_are_cut_as_the_server_cuts_them(sql: str) -> None:
    assert "".join(token.text for token in tokenize(sql)) == sql
    plain = replaced(sql)
    assert statements(plain) == judged(plain)


@pytest.mark.parametrize(
    ("sql", "bound", "parameters"),
    [
        ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ("a", "b")),
        ("SELECT ':a', $$:b$$, \":c\" /* :d */ -- :e", "SELECT ':a', $$:b$$, \":c\" /* :d */ -- :e", ()),
        ("SELECT x::int, :y::bigint[]", "SELECT x::int, $1::bigint[]", ("y",)),
        ("SELECT a[1:n], a[:n], a[1: :n]", "SELECT a[1:n], a[$1], a[1: $1]", ("n",)),
        (
            "SELECT a[b:c], a[b.c:d], a[f(1):g], a[(:x):y]",
            "SELECT a[b:c], a[b.c:d], a[f(1):g], a[($1):y]",
            ("x",),
        ),
        ("SELECT ARRAY[:a, :b], ARRAY[1, :c]", "SELECT ARRAY[$1, $2], ARRAY[1, $3]", ("a", "b", "c")),
        ("SELECT a[CASE WHEN b THEN :c END]", "SELECT a[CASE WHEN b THEN $1 END]", ("c",)),
        ("SELECT f(a := :b)", "SELECT f(a := $1)", ("b",)),
        ("SELECT -:a, 1+:b,:c", "SELECT -$1, 1+$2,$3", ("a", "b", "c")),
        ("SELECT :a1_b, :é", "SELECT $1, $2", ("a1_b", "é")),
        ("SELECT a->:key, a@>:other", "SELECT a->$1, a@>$2", ("key", "other")),
    ],
)
def test_parameters(sql: str, bound: str, parameters: tuple[str, ...]) -> None:
    compiled = bind_parameters(tokenize(sql))
    assert (compiled.text, compiled.parameters) == (bound, parameters)


@pytest.mark.parametrize(
    ("sql", "offset"),
    [
        ("SELECT 'a", 7),
        ("SELECT E'a\\'", 7),
        ('SELECT "a', 7),
        ("SELECT $$a$", 7),
        ("SELECT $a$ $b$", 7),
        ("SELECT 1 /* /* */", 9),
    ],
)
def test_what_is_never_closed_is_refused_where_it_begins(sql: str, offset: int) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        list(tokenize(sql))
    assert caught.value.offset == offset
    with pytest.raises(parser.ParseError):
        parser.scan(sql)


def test_a_positional_parameter_is_refused() -> None:
    with pytest.raises(SqlSyntaxError, match=r"instead of \$1"):
        bind_parameters(tokenize("SELECT $1"))


# No single colon: `:name` is ours alone, and the tests above show what it does not bind.
WORDS = """
    ' '' " "" \\ E' e' U&' B' x' N' $$ $a$ $1 /* */ -- - + * / ( ) [ ] , ; :: := . .. a b1 1 1.5 1e5 .5 0x1F
    @> <@ ->> # % ^ & | ~ ! ? < > = é $ _x 's' $$;$$ "q;" ATOMIC BEGIN END CASE SELECT CREATE FUNCTION
    """
FRAGMENTS = st.sampled_from([*WORDS.split(), " ", "\n", "\t", "\r", "--x\n"])


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
@example("a$$;$$")
@example("1$$;$$")
@example("'a'\n'b'")
@example("E'a'--x\n'\\''")
def test_any_text_has_the_same_lexemes_for_the_server(sql: str) -> None:
    try:
        ours = [(t.start, t.start + len(t.text) - 1, t.kind) for t in tokenize(sql) if t.significant]
    except SqlSyntaxError:
        ours = None
    try:
        theirs = judged_lexemes(sql)
    except parser.ParseError:
        theirs = None
    # The server also refuses what is no matter of where a token ends: 1a, a bad escape, an empty identifier.
    if theirs is None:
        reject()
    assert ours is not None
    assert edges(ours, sql) == edges(theirs, sql)


def edges(lexemes: Sequence[tuple[int, int, str]], sql: str) -> list[str]:
    """Return the text and strings that are one token to everybody; operators may be cut finer by one side."""
    inside = [sql[start : end + 1] for start, end, _ in lexemes]
    return [
        "".join(text.split())
        for text in inside
        if text[:1].isalpha() or "'" in text or '"' in text or "$" in text
    ]


BETWEEN = st.sampled_from([";", " ; ", ";;", "; -- ; '\n", ";/* ; */"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NASTY), BETWEEN), max_size=5))
def test_scripts_are_cut_as_the_server_cuts_them(parts: list[tuple[str, str]]) -> None:
    # The line break ends a comment that a statement may end with.
    script = replaced("".join(f"{sql}\n{separator}" for sql, separator in parts))
    assert statements(script) == judged(script)
