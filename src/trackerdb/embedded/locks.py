"""File locks that end with their process, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["exclusive", "join", "leave"]


@contextmanager
def exclusive(path: Path) -> Generator[None]:
    """Hold `path` alone for the block; waits for whoever holds it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def join(path: Path) -> IO[str]:
    """Become one of those who use what `path` stands for; hand the result to `leave`."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def leave(file: IO[str]) -> bool:
    """Stop using it; true where nobody else does."""
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
