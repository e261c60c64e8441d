"""Run a benchmark: `python -m benchmarks NAME …`.

Each public module of this package that has a `main(argv) -> int` is a subcommand; the first line of its
docstring is its help.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

__all__ = ["main"]


def main(argv: list[str]) -> int:
    """Run the subcommand that `argv` names; return the exit status."""
    purposes = _purposes()
    if not argv or argv[0] in ("-h", "--help"):
        print("usage: python -m benchmarks NAME …\n")
        print("\n".join(f"  {name:<10} {purpose}" for name, purpose in purposes.items()))
        return 0 if argv else 2
    name, *rest = argv
    if name not in purposes:
        print(f"unknown benchmark {name!r}: one of {', '.join(purposes)}", file=sys.stderr)
        return 2
    status: int = importlib.import_module(f"benchmarks.{name}").main(rest)
    return status


def _purposes() -> dict[str, str]:
    """Return each subcommand and its purpose, read without importing what is not run."""
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
        if "main" in functions and not path.stem.startswith("_"):
            found[path.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
