"""Read query files: named SQL statements with a header, a purpose and `:parameters`.

    -- name: get :maybe
    -- One live exercise.
    SELECT … FROM tracker.exercises AS e WHERE e.id = :exercise_id;

The word after the colon is the cardinality. The comment lines that follow the header are the purpose. A
comment `-- allow offset: why` lets `trackerdb check` pass what its rule of that name would report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from typing import Literal, cast, get_args

from trackerdb.errors import QueryError
from trackerdb.tokenizer import SqlSyntaxError, Token, bind_parameters, split_statements

__all__ = ["Cardinality", "NamedQuery", "parse_queries"]

Cardinality = Literal["one", "maybe", "many", "exec", "execrows", "stream"]

_HEADER = re.compile(r"-- name: (?P<name>[a-z_][a-z0-9_]*) :(?P<cardinality>[a-z]+)\s*")
# What somebody meant as a header, well-formed or not; prose that begins with "name" is none.
_MEANT_AS_HEADER = re.compile(r"\s*--+\s*name\s*(?::|\s\S+\s+:)", re.IGNORECASE)
_ALLOWED = re.compile(r"\s*-- allow (?P<rule>[a-z_]+): \S.*")
_COMMENT = re.compile(r"\s*--+ ?(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One statement of a query file.

    `sql` is what is sent: `$n` in place of `:name`, where `parameters[n - 1]` is the name; its lines are
    those of the file from `body_line` on, so that a position in it leads back to the file.
    """

    name: str
    cardinality: Cardinality
    purpose: str
    sql: str
    parameters: tuple[str, ...]
    file: str
    line: int
    body_line: int
    allowed: frozenset[str]

    @property
    def where(self) -> str:
        """The place of the header, as `file:line`."""
        return f"{self.file}:{self.line}"


def parse_queries(text: str, file: str) -> dict[str, NamedQuery]:
    """Return the queries of a file by name, in order; raises QueryError with `file:line:`."""
    queries: dict[str, NamedQuery] = {}
    for line, lines in _sections(text, file):
        query = _parse_query(file, line, lines)
        if query.name in queries:
            first = queries[query.name]
            raise QueryError(f"{query.where}: the query {query.name!r} stands already in line {first.line}")
        queries[query.name] = query
    return queries


def _sections(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Cut the text before each header; yield the header's line number, and the lines from it on."""
    # Not splitlines: a form feed or a Unicode separator is no line break to PostgreSQL or an editor.
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [index for index, line in enumerate(lines) if _MEANT_AS_HEADER.match(line)]
    for number, line in enumerate(lines[: starts[0] if starts else None], 1):
        if line.strip() and not _COMMENT.match(line):
            raise QueryError(f"{file}:{number}: SQL before the first `-- name: … :…` line")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, lines[start:end]


def _parse_query(file: str, line: int, lines: list[str]) -> NamedQuery:
    header = _HEADER.fullmatch(lines[0])
    if header is None or header["cardinality"] not in get_args(Cardinality):
        kinds = " ".join(f":{kind}" for kind in get_args(Cardinality))
        raise QueryError(
            f"{file}:{line}: bad header {lines[0].strip()!r}; write `-- name: x` and one of {kinds}"
        )
    name = header["name"]
    purpose = _purpose(lines[1:])
    if not purpose or not any(purpose):
        raise QueryError(
            f"{file}:{line}: {name}: the line after the header must be a comment that says its purpose"
        )
    body = "\n".join(lines[1 + len(purpose) :])
    sql, parameters, body_line = _compile(file, line + 1 + len(purpose), name, body)
    return NamedQuery(
        name=name,
        cardinality=cast("Cardinality", header["cardinality"]),
        purpose=" ".join(part for part in purpose if part),
        sql=sql,
        parameters=parameters,
        file=file,
        line=line,
        body_line=body_line,
        allowed=frozenset(allowed["rule"] for text in lines if (allowed := _ALLOWED.fullmatch(text))),
    )


def _purpose(lines: list[str]) -> list[str]:
    purpose: list[str] = []
    for line in lines:
        comment = _COMMENT.fullmatch(line)
        if comment is None or _ALLOWED.fullmatch(line):
            break
        purpose.append(comment["text"].strip())
    return purpose


def _compile(file: str, line: int, name: str, body: str) -> tuple[str, tuple[str, ...], int]:
    """Return the SQL to send, its parameters, and the line where it begins; `body` begins in `line`."""
    try:
        statements = split_statements(body)
        if len(statements) != 1:
            raise QueryError(f"{file}:{line}: {name}: one statement is needed, found {len(statements)}")
        tokens = list(dropwhile(lambda token: not token.significant, statements[0]))
        compiled = bind_parameters(map(_without_comment, tokens))
    except SqlSyntaxError as error:
        at = line + body.count("\n", 0, error.offset)
        raise QueryError(f"{file}:{at}: {name}: {error}") from error
    return compiled.text.rstrip(), compiled.parameters, line + body.count("\n", 0, tokens[0].start)


def _without_comment(token: Token) -> Token:
    """Return the token; of a comment between `/*` and `*/` its line breaks stay, or a space."""
    return token._replace(text=_blank(token.text)) if token.kind == "comment" else token


def _blank(comment: str) -> str:
    return "" if comment.startswith("--") else "\n" * comment.count("\n") or " "
