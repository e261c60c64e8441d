"""Read training logs that other applications export."""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from trackerdb.errors import Invalid
from trackerdb.formats import strong
from trackerdb.formats.csv_records import first_line
from trackerdb.formats.model import (
    Format,
    LineIssue,
    ParsedExercise,
    ParsedLog,
    ParsedSet,
    ParsedWorkout,
    SetKind,
    WeightUnit,
)

__all__ = [
    "FORMATS",
    "Format",
    "LineIssue",
    "ParsedExercise",
    "ParsedLog",
    "ParsedSet",
    "ParsedWorkout",
    "SetKind",
    "Source",
    "WeightUnit",
    "parse",
]

# A path, the content of a file, or an open file.
Source = str | os.PathLike[str] | bytes | IO[str] | IO[bytes]

FORMATS: dict[str, Format] = {"strong": strong}


def parse(
    source: Source,
    *,
    format: str = "auto",  # noqa: A002
    unit: WeightUnit | None = None,
    time_zone: ZoneInfo,
) -> ParsedLog:
    """Read a training log.

    `source` is a path, a file's bytes, or an open file; text is UTF-8, or UTF-16 that says so in its first
    bytes. `format` is a key of FORMATS; "auto" finds it by the first line. `unit` is what the file's weights
    are in, where the file itself doesn't say. `time_zone` is where the file's local times were written down.

    Rows that can't be read are listed in `.issues` and are in no workout. A file that is not of the format
    at all raises Invalid.
    """
    text = _read(source)
    return _choose(format, text).parse(text, unit=unit, time_zone=time_zone)


def _choose(name: str, text: str) -> Format:
    if name in FORMATS:
        return FORMATS[name]
    if name != "auto":
        raise Invalid(f"unknown format {name!r}; known: auto, {', '.join(FORMATS)}", constraint="format")
    if not text.strip():
        raise Invalid("the file is empty", constraint="format")
    header = first_line(text)
    for known in FORMATS.values():
        if known.sniff(header):
            return known
    raise Invalid(
        f"this is no training log that trackerdb can read (known: {', '.join(FORMATS)}); "
        f"its first line is {header.strip()[:100]!r}",
        constraint="format",
    )


def _read(source: Source) -> str:
    try:
        if isinstance(source, str | os.PathLike):
            content: str | bytes = Path(source).read_bytes()
        else:
            content = source if isinstance(source, bytes) else source.read()
        # A stream opened with surrogateescape can hand on what no database stores: encoding finds it.
        text = _decode(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise Invalid(
            f"{error.filename or 'the file'} can't be read: {error.strerror or error}", constraint="format"
        ) from error
    except UnicodeError as error:
        raise Invalid(f"the file is not text in UTF-8: {error}", constraint="format") from error
    except ValueError as error:
        # What no operating system takes for a path.
        raise Invalid(f"the file can't be read: {error}", constraint="format") from error
    if "\0" in text:
        raise Invalid("the file is not text: it holds zero bytes", constraint="format")
    return text.removeprefix("\ufeff")


def _decode(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf_16 else "utf-8")
