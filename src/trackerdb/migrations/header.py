"""The settings at the head of a migration file: `-- key: value` lines before the first statement.

`depends` and `transactional` are yoyo's own; it takes the others for plain comments.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast

from trackerdb.tokenizer import Token

__all__ = ["Header", "HeaderError", "parse_python_header", "parse_sql_header", "seconds"]

_LINE = re.compile(r"^--\s*([A-Za-z_]+)\s*:\s*(.*?)\s*$")
_DURATION = re.compile(r"^(\d+)\s*(us|ms|s|min|h|d)?$")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATIONS = ("lock_timeout", "statement_timeout", "retry_for")
KEYS = ("depends", "transactional", *_DURATIONS, "until", "rebuilds")


class HeaderError(ValueError):
    """A line of the header that can't be understood."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about itself.

    A timeout is in PostgreSQL's spelling (`200ms`), None = the runner's default. `until` (verify scripts)
    names the migration that ends what the script asserts. `rebuilds` names tables that the migration computes
    anew from others: the proof does not ask their former rows back from the rollback.
    """

    depends: tuple[str, ...] = ()
    transactional: bool = True
    lock_timeout: str | None = None
    statement_timeout: str | None = None
    retry_for: str | None = None
    until: str | None = None
    rebuilds: tuple[str, ...] = ()


def seconds(duration: str) -> float:
    """Convert `200ms`, `5s`, `2min`, … to seconds; a bare number is milliseconds, as in PostgreSQL."""
    found = _DURATION.match(duration)
    if found is None:
        raise HeaderError(f"{duration!r} is not a duration such as 200ms, 5s or 2min")
    return int(found[1]) * _UNITS[found[2] or "ms"]


def parse_sql_header(comments: list[Token]) -> Header:
    """Read the header from the comments before a file's first statement; raises HeaderError."""
    values: dict[str, str] = {}
    for token in comments:
        found = _LINE.match(token.text)
        if found is None:
            continue
        key, value = found[1], found[2]
        if key not in KEYS:
            _refuse_typo(key)
        elif key == "depends":
            values[key] = f"{values.get(key, '')} {value}"
        elif key in values:
            raise HeaderError(f"{key} stands twice")
        else:
            values[key] = value
    return _header(values)


def stray_settings(comments: list[Token]) -> list[tuple[Token, str]]:
    """Return settings that stand after the first statement, where neither yoyo nor the runner reads them."""
    found = ((token, _LINE.match(token.text)) for token in comments)
    return [(token, match[1]) for token, match in found if match and match[1] in KEYS]


def parse_python_header(source: str) -> Header:
    """Read `__depends__` and `__transactional__` from a Python migration without running it."""
    values: dict[str, object] = {}
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if isinstance(target, ast.Name) and target.id in ("__depends__", "__transactional__"):
            values[target.id] = _literal(target.id, statement.value)
    depends = values.get("__depends__", ())
    names = (
        (depends,) if isinstance(depends, str) else tuple(sorted(map(str, cast("Iterable[object]", depends))))
    )
    return Header(depends=names, transactional=bool(values.get("__transactional__", True)))


def _literal(name: str, value: ast.expr) -> object:
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise HeaderError(f"{name} must be a literal") from None


def _refuse_typo(key: str) -> None:
    meant = get_close_matches(key, KEYS, n=1, cutoff=0.8)
    if meant:
        raise HeaderError(f"unknown setting {key!r}: write {meant[0]!r}")


def _header(values: dict[str, str]) -> Header:
    transactional = values.get("transactional", "true").lower()
    if transactional not in ("true", "false"):
        raise HeaderError(f"transactional must be true or false, not {transactional!r}")
    for name in _DURATIONS:
        if name in values:
            seconds(values[name])
    return Header(
        depends=tuple(values.get("depends", "").split()),
        transactional=transactional == "true",
        lock_timeout=values.get("lock_timeout"),
        statement_timeout=values.get("statement_timeout"),
        retry_for=values.get("retry_for"),
        until=values.get("until"),
        rebuilds=tuple(values.get("rebuilds", "").split()),
    )
