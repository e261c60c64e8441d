"""Cut SQL into tokens the way PostgreSQL's own lexer does, and rewrite `:name` parameters to `$n`.

Only as much of the lexer as is needed to know what is text and what is code: strings in all their
spellings, quoted identifiers, dollar quotes, nested comments, casts and slices. It assumes
`standard_conforming_strings = on`, the default since PostgreSQL 9.1.
Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = [
    "CompiledSql",
    "SqlSyntaxError",
    "Token",
    "TokenKind",
    "bind_parameters",
    "split_statements",
    "tokenize",
]

TokenKind = Literal[
    "space",
    "comment",
    "word",
    "quoted_identifier",
    "string",
    "number",
    "parameter",
    "positional",
    "operator",
    "punctuation",
]

_INSIGNIFICANT: frozenset[TokenKind] = frozenset({"space", "comment"})


class SqlSyntaxError(ValueError):
    """SQL whose end can't be told: a string, identifier or comment is never closed.

    `offset` is the index of the character where the unclosed part begins.
    """

    def __init__(self, message: str, *, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class Token(NamedTuple):
    """One lexical unit; the texts of all tokens joined are the input."""

    kind: TokenKind
    text: str
    start: int

    @property
    def significant(self) -> bool:
        """True unless it is white space or a comment."""
        return self.kind not in _INSIGNIFICANT

    @property
    def name(self) -> str:
        """The parameter's name without its colon."""
        return self.text[1:]


@dataclass(frozen=True, slots=True)
class CompiledSql:
    """SQL with `$n` in place of `:name`; `parameters[n - 1]` is the name that became `$n`."""

    text: str
    parameters: tuple[str, ...]


# White space with a line break in it joins two strings into one, and the second inherits the escape
# rules of the first: after E'…' a backslash in the continuation still escapes.
_JOIN = re.compile(r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+'")
_PLAIN_BODY = re.compile(r"(?:[^']|'')*+'")
_BIT_BODY = re.compile(r"[^']*+'")
_ESCAPE_BODY = re.compile(r"(?:[^'\\]|\\.|'')*+'", re.DOTALL)
# By the letter before the quote; a doubled quote means one only where the digits of a bit string don't stand.
_BODIES = {
    letter: body for letters, body in (("eE", _ESCAPE_BODY), ("bBxX", _BIT_BODY)) for letter in letters
}
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_LEXER = re.compile(
    r"""
      (?P<space>[ \t\n\r\f\v]+)
    | (?P<comment>--[^\n\r]*)
    | (?P<block>/\*)
    | (?P<string>(?:[bBxXeE]|[uU]&)?')
    | (?P<quoted_identifier>(?:[uU]&)?"(?:(?:[^"]|"")*+")?)
    | (?P<dollar>\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?\$)
    | (?P<positional>\$[0-9]+)
    | (?P<number>
          0[xX](?:_?[0-9A-Fa-f])+ | 0[oO](?:_?[0-7])+ | 0[bB](?:_?[01])+
        | (?:[0-9](?:_?[0-9])*(?:\.(?!\.)(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)
          (?:[eE][+-]?[0-9](?:_?[0-9])*)?
      )
    | (?P<word>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
    | (?P<pair>::|:=|\.\.)
    | (?P<parameter>:[^\W\d]\w*)
    | (?P<operator>(?:(?!--|/\*)[~!@\#^&|`?+\-*/%<>=])+)
    | (?P<punctuation>.)
    """,
    re.VERBOSE | re.DOTALL,
)

# After one of these words an expression begins, so a colon in brackets can't be a slice's separator.
_BEFORE_AN_EXPRESSION = frozenset(
    """
    ALL AND ANY ARRAY AS ASYMMETRIC BETWEEN BY CASE COLLATE DISTINCT ELSE EXCEPT FILTER FROM HAVING
    ILIKE IN INTERSECT IS ISNULL LIKE LIMIT NOT NOTNULL OFFSET ON OR OVER RETURNING SELECT SET
    SIMILAR SOME SYMMETRIC THEN UNION USING VALUES VARIADIC WHEN WHERE
    """.split()  # noqa: SIM905 - one word a line would bury the lexer
)


def tokenize(sql: str) -> Iterator[Token]:
    """Yield the tokens of `sql`; raises SqlSyntaxError where a quote or comment is never closed."""
    position = 0
    enclosing: list[str] = []
    previous: Token | None = None
    while position < len(sql):
        token = _next_token(sql, position, in_slice=_separates_slice(enclosing, previous))
        if token.text in ("(", "["):
            enclosing.append(token.text)
        elif token.text in (")", "]") and enclosing:
            enclosing.pop()
        yield token
        position += len(token.text)
        if token.significant:
            previous = token


def bind_parameters(tokens: Iterable[Token]) -> CompiledSql:
    """Join tokens with `$n` for each `:name`, numbered by first appearance; the same name is the same `$n`.

    Inside brackets a colon after an operand separates the bounds of a slice (`a[1:n]` names no
    parameter); a parameter as upper bound is spelt with both colons: `a[1: :n]`.
    """
    numbers: dict[str, int] = {}
    parts: list[str] = []
    for token in tokens:
        if token.kind == "positional":
            raise SqlSyntaxError(f"write a named :parameter instead of {token.text}", offset=token.start)
        if token.kind == "parameter":
            parts.append(f"${numbers.setdefault(token.name, len(numbers) + 1)}")
        else:
            parts.append(token.text)
    return CompiledSql("".join(parts), tuple(numbers))


def split_statements(sql: str) -> list[list[Token]]:
    """Cut `sql` at its top-level semicolons; a statement holds at least one significant token.

    Semicolons in parentheses (CREATE RULE) and in a `BEGIN ATOMIC … END` body don't cut.
    """
    statements: list[list[Token]] = []
    current: list[Token] = []
    parentheses = 0
    body = _AtomicBody()
    for token in tokenize(sql):
        if token.text == ";" and token.kind == "punctuation" and not parentheses and not body.open:
            statements.append(current)
            current, body = [], _AtomicBody()
            continue
        current.append(token)
        if token.text in ("(", ")"):
            parentheses = max(0, parentheses + (1 if token.text == "(" else -1))
        body.feed(token)
    statements.append(current)
    return [statement for statement in statements if any(token.significant for token in statement)]


class _AtomicBody:
    """Follow one statement and know whether it stands inside a routine's BEGIN ATOMIC body."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._depth = 0

    @property
    def open(self) -> bool:
        return self._depth > 0

    def feed(self, token: Token) -> None:
        if not token.significant:
            return
        word = token.text.upper() if token.kind == "word" else ""
        if self._depth:
            # Inside the body only CASE has an END of its own.
            self._depth += {"CASE": 1, "END": -1}.get(word, 0)
        elif word == "ATOMIC" and self._words[-1:] == ["BEGIN"] and self._creates_routine():
            self._depth = 1
        self._words.append(word)

    def _creates_routine(self) -> bool:
        head = self._words[:4]
        return head[:1] == ["CREATE"] and ("FUNCTION" in head or "PROCEDURE" in head)


def _separates_slice(enclosing: Sequence[str], previous: Token | None) -> bool:
    """Tell whether a colon that comes next separates the two bounds of a slice."""
    if not enclosing or enclosing[-1] != "[" or previous is None:
        return False
    if previous.kind == "word":
        return previous.text.upper() not in _BEFORE_AN_EXPRESSION
    return previous.kind not in ("operator", "punctuation") or previous.text in (")", "]")


def _next_token(sql: str, start: int, *, in_slice: bool) -> Token:
    match = _LEXER.match(sql, start)
    group = match.lastgroup if match else None
    if match is None or group is None:
        raise SqlSyntaxError("no token begins here", offset=start)
    text = match.group()
    if group == "block":
        return Token("comment", sql[start : _end_of_block(sql, start)], start)
    if group == "dollar":
        return Token("string", sql[start : _end_of_dollar_quote(sql, start, text)], start)
    if group == "string":
        return Token("string", sql[start : _end_of_string(sql, start, text)], start)
    if group == "quoted_identifier" and text.endswith('"') and text.count('"') == 1:
        raise SqlSyntaxError("unterminated quoted identifier", offset=start)
    if group == "parameter" and in_slice:
        return Token("punctuation", ":", start)
    return Token(_KINDS[group], text, start)


_KINDS: dict[str, TokenKind] = {
    "space": "space",
    "comment": "comment",
    "quoted_identifier": "quoted_identifier",
    "positional": "positional",
    "number": "number",
    "word": "word",
    "pair": "operator",
    "parameter": "parameter",
    "operator": "operator",
    "punctuation": "punctuation",
}


def _end_of_string(sql: str, start: int, opening: str) -> int:
    body = _BODIES.get(opening[0], _PLAIN_BODY)
    opened = start + len(opening)
    while True:
        closed = body.match(sql, opened)
        if closed is None:
            raise SqlSyntaxError("unterminated string", offset=start)
        join = _JOIN.match(sql, closed.end())
        if join is None:
            return closed.end()
        opened = join.end()


def _end_of_block(sql: str, start: int) -> int:
    depth = 0
    for edge in _BLOCK_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if not depth:
            return edge.end()
    raise SqlSyntaxError("unterminated comment", offset=start)


def _end_of_dollar_quote(sql: str, start: int, tag: str) -> int:
    end = sql.find(tag, start + len(tag))
    if end < 0:
        raise SqlSyntaxError(f"unterminated dollar quote {tag}", offset=start)
    return end + len(tag)
