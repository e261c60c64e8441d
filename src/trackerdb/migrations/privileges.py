"""Name the right that is missing before anything is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trackerdb.errors import Forbidden, MigrationError
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.source import MigrationFile, Tree
from trackerdb.migrations.state import read_state

__all__ = ["require_privileges"]

_NEEDS_DATABASE = re.compile(r"\bCREATE\s+(SCHEMA|EXTENSION)\b", re.IGNORECASE)
_NEEDS_CREATEROLE = re.compile(r"\bCREATE\s+(ROLE|USER)\b", re.IGNORECASE)
_SCHEMA = re.compile(r"\bCREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_][a-z0-9_$]*)", re.IGNORECASE)

_RIGHTS = """
    SELECT current_user, current_database(), current_schema(),
           current_setting('transaction_read_only') = 'on',
           pg_is_in_recovery(),
           has_database_privilege(current_database(), 'CREATE'),
           current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE'),
           (SELECT r.rolcreaterole OR r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
"""


def require_privileges(backend: Backend, tree: Tree) -> None:
    """Raise Forbidden that names the first right which the pending migrations need and the role lacks."""
    role, database, schema, read_only, standby, create_on_database, create_on_schema, createrole = (
        backend.row(_RIGHTS)
    )
    if standby:
        raise MigrationError("this server is a standby: connect to the primary")
    if read_only:
        raise MigrationError(
            f"transactions of {role} are read-only: set default_transaction_read_only off for it"
        )
    tables = set(backend.list_tables())
    if not create_on_schema and not set(backend.record_tables) <= tables:
        raise Forbidden(
            f"{role} may not create yoyo's tables: GRANT CREATE ON SCHEMA {schema or 'public'} TO {role}, "
            f"or connect as the owner of database {database}"
        )
    state = read_state(backend, tree)
    pending = [file for file in tree if not state.is_applied(file)]
    if not create_on_database and _any(_NEEDS_DATABASE, pending):
        raise Forbidden(
            f"{role} may not create schemas and extensions: GRANT CREATE ON DATABASE {database} TO {role}, "
            f"or connect as its owner"
        )
    if not createrole and _any(_NEEDS_CREATEROLE, pending):
        raise Forbidden(f"{role} may not create roles: ALTER ROLE {role} CREATEROLE")
    for name in _schemas(tree) if pending else ():
        _require_schema(backend, role, name)


def _any(pattern: re.Pattern[str], files: list[MigrationFile]) -> bool:
    return any(pattern.search(file.apply_script.text) for file in files if file.is_sql)


def _schemas(tree: Tree) -> Iterator[str]:
    for file in tree:
        if file.is_sql:
            yield from _SCHEMA.findall(file.apply_script.text)


def _require_schema(backend: Backend, role: str, schema: str) -> None:
    found = backend.rows(
        "SELECT n.nspowner::regrole::text, pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace AS n"
        " WHERE n.nspname = lower(%s)",
        (schema,),
    )
    for owner, is_member in found:
        if not is_member:
            raise Forbidden(
                f"schema {schema} belongs to {owner}: migrate as {owner}, or GRANT {owner} TO {role}"
            )
