"""What batch operations report."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["BatchResult"]


class BatchResult(BaseModel):
    """How many rows a batch added, how many were there already, and how many sets came with them."""

    model_config = ConfigDict(frozen=True)

    inserted: int
    unchanged: int
    sets: int
