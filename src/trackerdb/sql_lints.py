"""Rules about the text of a query, each with what to write instead.

Only what costs or leaks something is a rule. Where a query breaks one on purpose, a comment in it says so:
`-- allow offset: the caller asked for page numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trackerdb.tokenizer import Token, tokenize

__all__ = ["Finding", "lint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, and where: `offset` is the index in the SQL."""

    rule: str
    offset: int
    message: str
    fix: str


def lint(sql: str, user_owned: frozenset[str]) -> Iterator[Finding]:
    """Yield what the rules find in one statement.

    `user_owned` are the tables (`schema.name`) that have a column user_id.
    """
    statement = _Statement(sql)
    for rule in (_optional_filters, _stars, _unqualified_tables, _session_state, _clock_in_where, _offsets):
        yield from rule(statement)
    yield from _missing_user_id(statement, user_owned)


class _Statement:
    """The significant tokens of a statement, and what stands around each."""

    def __init__(self, sql: str) -> None:
        self.tokens = [token for token in tokenize(sql) if token.significant]
        self.words = [_word(token) for token in self.tokens]

    def at(self, index: int) -> str:
        """Return the word or sign at an index, upper case; empty beyond the ends."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def name_at(self, index: int) -> tuple[str, int]:
        """Return the name that begins at an index, qualified or not and folded, and the index after it."""
        parts = [_identifier(self.tokens[index])]
        while self.at(index + 1) == "." and index + 2 < len(self.tokens):
            index += 2
            parts.append(_identifier(self.tokens[index]))
        return ".".join(parts), index + 1


def _word(token: Token) -> str:
    return token.text.upper() if token.kind in ("word", "operator", "punctuation") else f"<{token.kind}>"


def _identifier(token: Token) -> str:
    quoted = token.kind == "quoted_identifier"
    return token.text[1:-1].replace('""', '"') if quoted else token.text.lower()


def _optional_filters(statement: _Statement) -> Iterator[Finding]:
    for index in range(len(statement.words)):
        if statement.words[index : index + 2] != ["IS", "NULL"] or not _parameter_before(statement, index):
            continue
        start = _start_of_operand(statement, index)
        # An EXISTS is evaluated row by row anyway; a column compared could have been an index's.
        before_a_column = statement.at(index + 2) == "OR" and _begins_comparison(statement, index + 3)
        if before_a_column or (statement.at(start - 1) == "OR" and _parameter_before(statement, start - 1)):
            yield Finding(
                "optional_filter",
                statement.tokens[start].start,
                "a filter that a NULL parameter switches off gets a generic plan that reads everything",
                "compare with a coalesced bound (x >= coalesce(:x, '-infinity')), or write two queries",
            )


def _begins_comparison(statement: _Statement, index: int) -> bool:
    if index >= len(statement.tokens) or statement.tokens[index].kind not in ("word", "quoted_identifier"):
        return False
    _, end = statement.name_at(index)
    return end < len(statement.tokens) and (
        statement.tokens[end].kind == "operator" or statement.at(end) == "IN"
    )


def _start_of_operand(statement: _Statement, end: int) -> int:
    """Return where the operand before `end` begins: a parameter, perhaps cast (`:x::int[]`)."""
    index = end - 1
    while index > 0 and statement.at(index) != "<positional>":
        index -= 1
    return index


def _parameter_before(statement: _Statement, end: int) -> bool:
    index = end - 1
    while index >= 0 and statement.at(index) in ("[", "]"):
        index -= 1
    if statement.at(index) == "<positional>":
        return True
    while index > 0 and statement.at(index - 1) == ".":
        index -= 2
    return statement.at(index - 1) == "::" and statement.at(index - 2) == "<positional>"


def _stars(statement: _Statement) -> Iterator[Finding]:
    tables = {alias for name, alias, _ in _tables(statement) if "." in name}
    for index, token in enumerate(statement.tokens):
        before = statement.at(index - 1)
        # A star that multiplies stands after an operand; a function's alias names its columns in the query.
        of_a_table = before == "." and _identifier(statement.tokens[index - 2]) in tables
        if token.text == "*" and (of_a_table or before in ("SELECT", "RETURNING", "DISTINCT", "ALL")):
            yield Finding(
                "star",
                token.start,
                "a star's columns change with every migration",
                "name the columns",
            )


# Words before which FROM does not introduce a table: extract(year FROM x), IS DISTINCT FROM.
_FROM_OF_AN_EXPRESSION = frozenset({"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"})
_NOT_A_TABLE = frozenset({"(", "LATERAL", "ONLY", "SELECT", "SET", "VALUES", "ROWS", "<string>"})


def _unqualified_tables(statement: _Statement) -> Iterator[Finding]:
    local = set(_common_table_expressions(statement))
    for name, _alias, index in _tables(statement):
        if "." not in name and name not in local:
            yield Finding(
                "unqualified_table",
                statement.tokens[index].start,
                f"which {name!r} this is depends on the session's search_path",
                f"write tracker.{name}",
            )


def _common_table_expressions(statement: _Statement) -> Iterator[str]:
    for index in range(len(statement.tokens)):
        # x AS (…), x AS MATERIALIZED (…), x (a, b) AS (…)
        if statement.at(index) == "AS" and index:
            after = statement.at(index + 1)
            if after in ("(", "MATERIALIZED") or statement.words[index + 1 : index + 3] == [
                "NOT",
                "MATERIALIZED",
            ]:
                named = index - 1
                if statement.at(named) == ")":
                    named = _opening(statement, named) - 1
                yield _identifier(statement.tokens[named])


def _opening(statement: _Statement, closing: int) -> int:
    depth = 0
    for index in range(closing, -1, -1):
        depth += {")": 1, "(": -1}.get(statement.at(index), 0)
        if not depth:
            return index
    return 0


def _tables(statement: _Statement) -> Iterator[tuple[str, str, int]]:
    """Yield each table of FROM, JOIN, INTO, UPDATE and USING: its name, its alias, and its index."""
    calls: list[str] = []
    for index in range(len(statement.words)):
        word = statement.at(index)
        if word == "(":
            calls.append(statement.at(index - 1))
        elif word == ")" and calls:
            calls.pop()
        if not _introduces_table(statement, index, calls):
            continue
        start = index + 1 + (statement.at(index + 1) == "ONLY")
        if start >= len(statement.tokens) or statement.at(start) in _NOT_A_TABLE:
            continue
        name, end = statement.name_at(start)
        if statement.at(end) == "(" and word != "INTO":
            continue  # A function.
        end += statement.at(end) == "AS"
        plain = end < len(statement.tokens) and statement.tokens[end].kind in ("word", "quoted_identifier")
        alias = _identifier(statement.tokens[end]) if plain and statement.at(end - 1) == "AS" else name
        yield name, alias.rpartition(".")[2], start


def _introduces_table(statement: _Statement, index: int, calls: list[str]) -> bool:
    word, before = statement.at(index), statement.at(index - 1)
    if word == "FROM":
        return before != "DISTINCT" and not (calls and calls[-1] in _FROM_OF_AN_EXPRESSION)
    if word == "UPDATE":
        return before in ("", "(", "WITH")
    if word == "USING":
        return statement.at(index + 1) != "(" and before not in ("<", ">")
    return word in ("JOIN", "INTO")


def _session_state(statement: _Statement) -> Iterator[Finding]:
    fix = "use the form that ends with the transaction, or a connection of its own"
    first = statement.at(0)
    session_set = first == "SET" and statement.at(1) not in ("LOCAL", "TRANSACTION", "CONSTRAINTS")
    if session_set or first in ("LISTEN", "UNLISTEN", "RESET"):
        yield Finding(
            "session_state",
            statement.tokens[0].start,
            f"{first} outlives the call on a pooled connection",
            fix,
        )
    for index, token in enumerate(statement.tokens):
        name = token.text.lower()
        if statement.at(index + 1) != "(" or token.kind != "word":
            continue
        if "advisory" in name and "xact" not in name:
            yield Finding(
                "session_state", token.start, f"{name} outlives the call on a pooled connection", fix
            )
        if name == "set_config" and _last_argument(statement, index + 1) != "TRUE":
            yield Finding(
                "session_state", token.start, "set_config outlives the call unless it ends with true", fix
            )


def _last_argument(statement: _Statement, opening: int) -> str:
    depth = 0
    for index in range(opening, len(statement.words)):
        depth += {"(": 1, ")": -1}.get(statement.at(index), 0)
        if not depth:
            return statement.at(index - 1)
    return ""


_CLOCKS = frozenset({"NOW", "CLOCK_TIMESTAMP", "STATEMENT_TIMESTAMP", "TRANSACTION_TIMESTAMP"})
_CLOCK_WORDS = frozenset({"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME"})
_ENDS_WHERE = frozenset(
    {
        "GROUP",
        "ORDER",
        "HAVING",
        "LIMIT",
        "OFFSET",
        "RETURNING",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "WINDOW",
        "SELECT",
        "SET",
    }
)


def _clock_in_where(statement: _Statement) -> Iterator[Finding]:
    in_where = [False]
    for index, token in enumerate(statement.tokens):
        word = statement.at(index)
        if word == "(":
            in_where.append(in_where[-1])
        elif word == ")" and len(in_where) > 1:
            in_where.pop()
        elif word == "WHERE" or word in _ENDS_WHERE:
            in_where[-1] = word == "WHERE"
        called = word in _CLOCKS and statement.at(index + 1) == "("
        if in_where[-1] and (called or word in _CLOCK_WORDS):
            yield Finding(
                "clock_in_where",
                token.start,
                f"{token.text.lower()} in a WHERE is unknown when planning, so no partition is pruned",
                "pass the time as a parameter",
            )


def _offsets(statement: _Statement) -> Iterator[Finding]:
    for index, token in enumerate(statement.tokens):
        # OFFSET 0 skips nothing: it keeps the planner from flattening a sub-select.
        fence = index + 1 < len(statement.tokens) and statement.tokens[index + 1].text == "0"
        if statement.at(index) == "OFFSET" and not fence:
            yield Finding(
                "offset",
                token.start,
                "OFFSET reads all the rows that it skips, and shifts when rows are added",
                "continue after the last row's key (keyset pagination)",
            )


def _missing_user_id(statement: _Statement, user_owned: frozenset[str]) -> Iterator[Finding]:
    named = {
        statement.name_at(index - 2)[0]
        for index, token in enumerate(statement.tokens)
        if token.kind == "word" and token.text.lower() == "user_id" and statement.at(index - 1) == "."
    }
    bare = any(
        token.kind == "word" and token.text.lower() == "user_id" and statement.at(index - 1) != "."
        for index, token in enumerate(statement.tokens)
    )
    for name, alias, index in _tables(statement):
        if name in user_owned and not bare and f"{alias}.user_id" not in named:
            yield Finding(
                "user_id",
                statement.tokens[index].start,
                f"{name} belongs to users, and nothing here says whose rows are meant",
                f"filter or join by {alias}.user_id",
            )
