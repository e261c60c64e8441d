"""The database as an application sees it: a pool, transactions, and acting as one user."""

from __future__ import annotations

from trackerdb.executor import Connection, Executor
from trackerdb.pool import create_pool
from trackerdb.transactions import Isolation, acting_as, run_in_transaction, transaction

__all__ = [
    "Connection",
    "Executor",
    "Isolation",
    "acting_as",
    "create_pool",
    "run_in_transaction",
    "transaction",
]
