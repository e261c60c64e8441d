"""The plans as they are kept: a file a module of queries, for each major version of PostgreSQL."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

__all__ = ["compare", "store"]

_KEPT = Path(__file__).parent / "plans"


def store(major: int, outlines: Mapping[tuple[str, str], str], kept: Path = _KEPT) -> None:
    """Replace the plans kept for a major version."""
    directory = kept / str(major)
    directory.mkdir(exist_ok=True)
    for path in directory.glob("*.txt"):
        path.unlink()
    for module, text in _files(outlines).items():
        (directory / f"{module}.txt").write_text(text, encoding="utf-8")


def compare(major: int, outlines: Mapping[tuple[str, str], str], kept: Path = _KEPT) -> list[str]:
    """Return the difference to the plans kept, as lines of a unified diff; none where they are the same."""
    directory = kept / str(major)
    if not directory.is_dir():
        return [f"no plans are kept for PostgreSQL {major}"]
    now = _files(outlines)
    before = {path.stem: path.read_text(encoding="utf-8") for path in directory.glob("*.txt")}
    return [
        line
        for module in sorted(now.keys() | before.keys())
        for line in difflib.unified_diff(
            before.get(module, "").splitlines(),
            now.get(module, "").splitlines(),
            f"kept/{major}/{module}",
            f"now/{major}/{module}",
            lineterm="",
            n=8,
        )
    ]


def _files(outlines: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Put both plans of each query into the file of its module; where they are the same it stands once."""
    files: dict[str, str] = {}
    for name in sorted({name for name, _ in outlines}):
        module, _, query = name.partition(".")
        custom, generic = (outlines.get((name, mode), "not run") for mode in ("custom", "generic"))
        if custom == generic:
            text = f"== {query}\n{custom}\n\n"
        else:
            text = f"== {query}, custom plan\n{custom}\n\n== {query}, generic plan\n{generic}\n\n"
        files[module] = files.get(module, "") + text
    return {module: text.rstrip("\n") + "\n" for module, text in files.items()}
