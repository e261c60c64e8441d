"""The audit log: who changed a row, when and why, and what it was at any time.

An insert is recorded by the row itself, an update or a delete by the row as it was. Everything is written by
triggers, whatever the path, and nobody can change it. `trackerdb.transaction(actor=…, reason=…)` says who
and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from trackerdb.database import Executor
from trackerdb.errors import Invalid
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["AuditEvent", "AuditOperation", "as_of", "history"]

AuditOperation = Literal["insert", "update", "delete"]
Key = Mapping[str, UUID | int | str | datetime]


class AuditEvent(BaseModel):
    """One change of a row.

    `old` holds what an update replaced, or all that a delete removed, as JSON has it (times in UTC); None for
    an insert. A secret that changed stands there as None. `actor_id` is None when nobody was named: then it
    was the owner. `transaction_id` is the same for what was committed at once; None for a row that is older
    than the audit.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    actor_id: int | None
    operation: AuditOperation
    old: dict[str, object] | None
    reason: str | None
    transaction_id: int | None


class _Event(Row):
    at: datetime
    operation: AuditOperation
    actor_id: int | None
    reason: str | None
    transaction_id: int | None
    old: str | None


async def history(db: Executor, user_id: int | None, table: str, key: Key) -> list[AuditEvent]:
    """What happened to one row, the newest first.

    `table` is named without its schema; `key` is the row's key without the user: `{"id": …}` of a workout,
    `{"workout_id": …, "id": …}` of a set, `{}` of a user. `user_id` None means the shared catalogue. Columns
    bear their present names. Empty for a row that never was. Raises Invalid for a table that is not audited
    or another key, Conflict for a row in a detached partition, Forbidden for the catalogue's history inside
    `acting_as`.
    """
    events = await _history(db, user_id=user_id or 0, table=table, key=_json(key))
    return [
        AuditEvent(
            at=event.at,
            actor_id=event.actor_id,
            operation=event.operation,
            old=_read(event.old),
            reason=event.reason,
            transaction_id=event.transaction_id,
        )
        for event in events
    ]


async def as_of(
    db: Executor, user_id: int | None, table: str, key: Key, at: datetime
) -> dict[str, object] | None:
    """One row as everybody else saw it at a time, or None when it was not there.

    A transaction's changes count from its last one. The values are as in `AuditEvent.old`; secret columns and
    upkeep (`workouts.revision`, `change_seq`) are left out. Parameters and errors as in `history`; Invalid
    also for a naive time, and for one that the log doesn't reach back to.
    """
    if at.tzinfo is None:
        raise Invalid("at must have a time zone", constraint="at")
    return _read(await _as_of(db, user_id=user_id or 0, table=table, key=_json(key), at=at))


def _json(key: Key) -> str:
    return json.dumps({name: str(value) for name, value in key.items()})


def _read(text: str | None) -> dict[str, object] | None:
    return None if text is None else cast("dict[str, object]", json.loads(text, parse_float=Decimal))


@query
async def _history(db: Executor, *, user_id: int, table: str, key: str) -> list[_Event]: ...


@query
async def _as_of(db: Executor, *, user_id: int, table: str, key: str, at: datetime) -> str | None: ...
