"""How long a migration may wait for a lock, run a statement, and be tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from trackerdb.migrations.header import Header, seconds

__all__ = ["Limits", "backoff", "is_retryable"]

# lock_not_available, deadlock_detected, serialization_failure: trying again may succeed. Nothing else is
# tried twice: a syntax error stays one.
_RETRYABLE = frozenset({"55P03", "40P01", "40001"})
_FIRST_BACKOFF = 0.1
_LONGEST_BACKOFF = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """PostgreSQL durations (`200ms`, `5s`, `2min`); a migration's header overrides the defaults.

    While a migration waits for a strong lock, everybody else who wants the table queues behind it: so it
    waits briefly and often. `retry_for` bounds the attempts together.
    """

    lock_timeout: str = "200ms"
    statement_timeout: str = "60s"
    retry_for: str = "2min"

    def of(self, header: Header, *, in_transaction: bool) -> Limits:
        """Return the limits of one migration.

        What can't run in a transaction has none unless its header says so: CREATE INDEX CONCURRENTLY waits
        for every older transaction, and blocks neither readers nor writers meanwhile.
        """
        return Limits(
            lock_timeout=header.lock_timeout or (self.lock_timeout if in_transaction else "0"),
            statement_timeout=header.statement_timeout
            or (self.statement_timeout if header.transactional else "0"),
            retry_for=header.retry_for or self.retry_for,
        )

    @property
    def lock_seconds(self) -> float:
        """`lock_timeout` in seconds."""
        return seconds(self.lock_timeout)

    @property
    def retry_seconds(self) -> float:
        """`retry_for` in seconds."""
        return seconds(self.retry_for)


def is_retryable(state: str | None) -> bool:
    """Tell whether an error of this SQLSTATE may go away by itself."""
    return state in _RETRYABLE


def backoff(attempt: int) -> float:
    """Return the seconds to pause after an attempt: full jitter, so that runners don't meet again."""
    return random.uniform(0, min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** min(attempt, 10)))  # noqa: S311
