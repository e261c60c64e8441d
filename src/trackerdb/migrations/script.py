"""One SQL file cut into statements, each with its line and the comments above it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from trackerdb.errors import MigrationError
from trackerdb.migrations.header import Header, HeaderError, parse_sql_header
from trackerdb.tokenizer import SqlSyntaxError, Token, split_statements, tokenize

__all__ = ["Script", "Statement", "checksum"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `tokens` are the significant ones, `comments` those that stand above or within it."""

    text: str
    line: int
    tokens: tuple[Token, ...]
    comments: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The statement's significant tokens, upper case unless quoted."""
        return tuple(token.text.upper() if token.kind == "word" else token.text for token in self.tokens)


@dataclass(frozen=True)
class Script:
    """An SQL file as it is on disk."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Script:
        """Read the file, every line end as a line feed, as yoyo does; raises MigrationError for no UTF-8."""
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise MigrationError(
                f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8"
            ) from error
        if text.startswith("\ufeff"):
            raise MigrationError(f"{path}:1: begins with a byte order mark; save it as UTF-8 without one")
        return cls(path, text)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in order; raises MigrationError where a quote or comment is never closed."""
        try:
            return tuple(self._statement(tokens) for tokens in split_statements(self.text))
        except SqlSyntaxError as error:
            raise MigrationError(f"{self.path}:{self.line_of(error.offset)}: {error}") from error

    @cached_property
    def header(self) -> Header:
        """The settings above the first statement."""
        comments: list[Token] = []
        try:
            for token in tokenize(self.text):
                if token.significant:
                    break
                comments.append(token)
            return parse_sql_header(comments)
        except (HeaderError, SqlSyntaxError) as error:
            raise MigrationError(f"{self.path}:1: {error}") from error

    def line_of(self, offset: int) -> int:
        """Return the line, from 1, of a character."""
        return self.text.count("\n", 0, offset) + 1

    def _statement(self, tokens: list[Token]) -> Statement:
        significant = tuple(token for token in tokens if token.significant)
        start = significant[0].start
        end = significant[-1].start + len(significant[-1].text)
        comments = tuple(token for token in tokens if token.kind == "comment")
        return Statement(self.text[start:end], self.line_of(start), significant, comments)


def checksum(path: Path | None) -> str | None:
    """Return the SHA-256 of a file's bytes; None when there is no file."""
    return None if path is None else sha256(path.read_bytes()).hexdigest()
