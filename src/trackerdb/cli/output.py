"""How the commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

__all__ = ["console", "fail", "print_json", "print_table"]

console = Console(highlight=False)


def fail(message: str) -> NoReturn:
    """End the command with exit status 1 and one line on standard error, after its report."""
    typer.echo(f"trackerdb: {message}", err=True)
    raise typer.Exit(1)


def print_json(value: BaseModel | dict[str, Any]) -> None:
    """Print one JSON value on standard output."""
    print(value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their columns; numbers are aligned to the right."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int) for row in rows)
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console.print(table)
