"""Split CSV text into records that know which lines of the file they stand on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Record", "find_delimiter", "first_line", "read_records"]


@dataclass(frozen=True, slots=True)
class Record:
    """A record's fields and its first and last line, counted from 1; `fault` says why it has no fields."""

    line: int
    last_line: int
    fields: list[str]
    fault: str | None = None


def first_line(text: str) -> str:
    """Give the text up to its first line end, of whichever kind."""
    return re.split(r"[\r\n]", text, maxsplit=1)[0]


def find_delimiter(text: str) -> str:
    """Tell which of comma and semicolon separates the columns of the text's first line."""
    header = first_line(text)
    return ";" if header.count(";") > header.count(",") else ","


def read_records(text: str, delimiter: str) -> Iterator[Record]:
    """Yield every record of a CSV text, its header first; a blank line is a record without fields."""
    lines = io.StringIO(text, newline="").readlines()
    # Strict, because otherwise one quotation mark too many silently swallows the rows up to the next one.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while (line := reader.line_num + 1) <= len(lines):
        try:
            fields = next(reader)
        except csv.Error as error:
            yield Record(
                line, reader.line_num, [], fault=f"not a CSV record, a quotation mark may be amiss: {error}"
            )
        else:
            yield Record(line, reader.line_num, fields)
