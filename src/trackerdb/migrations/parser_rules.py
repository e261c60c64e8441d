"""Checks by PostgreSQL's own parser, through pglast: it cuts files as we do, and constraints have names."""

# pglast's types say little about its syntax trees.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false, reportUnknownParameterType=false, reportUntypedBaseClass=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pglast
from pglast.enums import ConstrType
from pglast.visitors import Visitor

from trackerdb.migrations.results import Fault
from trackerdb.migrations.script import Script
from trackerdb.migrations.soundness import significant_text

__all__ = ["faults_of"]

_NAMED = {
    ConstrType.CONSTR_CHECK: "CHECK",
    ConstrType.CONSTR_PRIMARY: "PRIMARY KEY",
    ConstrType.CONSTR_UNIQUE: "UNIQUE",
    ConstrType.CONSTR_EXCLUSION: "EXCLUDE",
    ConstrType.CONSTR_FOREIGN: "FOREIGN KEY",
}


def faults_of(script: Script) -> Iterator[Fault]:
    """Yield where PostgreSQL's parser disagrees with ours, and constraints without a name."""
    try:
        cuts = pglast.split(script.text)
        tree = pglast.parse_sql(script.text)
    except pglast.Error as error:
        yield Fault(
            path=script.path, line=_error_line(script, error), rule="syntax", message=str(error.args[0])
        )
        return
    ours = [tuple(token.text for token in statement.tokens) for statement in script.statements]
    if [significant_text(cut) for cut in cuts] != ours:
        message = f"PostgreSQL sees {len(cuts)} statements, the runner {len(ours)}, or they are cut elsewhere"
        yield Fault(path=script.path, line=1, rule="splitting", message=message)
    unnamed = _UnnamedConstraints()
    unnamed(tree)
    for kind, location in unnamed.found:
        yield Fault(
            path=script.path,
            line=script.line_of(_characters(script.text, location)),
            rule="unnamed-constraint",
            message=f"name this {kind}: CONSTRAINT table_column_kind {kind}",
        )


class _UnnamedConstraints(Visitor):
    """Collects the kind and the place, in bytes, of each constraint without a name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []

    def visit_Constraint(self, _: Any, node: Any) -> None:  # noqa: N802 - pglast calls it by the node's name
        kind = _NAMED.get(node.contype)
        if kind is not None and node.conname is None:
            self.found.append((kind, node.location))


def _characters(text: str, byte_offset: int) -> int:
    return len(text.encode()[: max(0, byte_offset)].decode(errors="ignore"))


def _error_line(script: Script, error: pglast.Error) -> int:
    location = error.args[1] if len(error.args) > 1 else 0
    return script.line_of(location) if isinstance(location, int) else 1
