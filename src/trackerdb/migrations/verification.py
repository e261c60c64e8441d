"""Run verify scripts: assertions about shape and data that change nothing."""

from __future__ import annotations

from trackerdb.migrations import execution
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.source import MigrationFile
from trackerdb.migrations.state import State

__all__ = ["hold", "superseded"]

_SETTINGS = """
    SELECT set_config('transaction_read_only', 'on', true), set_config('plpgsql.check_asserts', 'on', true)
"""


def hold(backend: Backend, file: MigrationFile) -> None:
    """Run a migration's verify script, if it has one; raises StatementError when it does not hold."""
    script = file.verify_script
    if script is None:
        return
    with backend.transaction(rollback_on_exit=True):
        backend.rows(_SETTINGS)
        for statement in script.statements:
            execution.execute(backend, file, script, statement)


def superseded(state: State, file: MigrationFile) -> bool:
    """Tell whether the script's `-- until: ID` is applied: a later migration changed what it asserts."""
    until = file.verify_script.header.until if file.verify_script else None
    return until is not None and any(other.id == until and state.is_applied(other) for other in state.tree)
