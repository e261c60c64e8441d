"""Run a benchmark: `python -m benchmarks NAME …`.

Each public module of this package that has a `main(argv) -> int` is a subcommand; the first line of its
docstring is its help. With `--output FILE` what it prints with `--json` is kept in a file, together with the
command, the date, the machine and the versions.
"""

from __future__ import annotations

import ast
import importlib
import io
import json
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["main"]


def main(argv: list[str]) -> int:
    """Run the subcommand that `argv` names; return the exit status."""
    purposes = _purposes()
    if not argv or argv[0] in ("-h", "--help"):
        print("usage: python -m benchmarks NAME … [--output FILE]\n")
        print("\n".join(f"  {name:<10} {purpose}" for name, purpose in purposes.items()))
        return 0 if argv else 2
    name, *rest = argv
    if name not in purposes:
        print(f"unknown benchmark {name!r}: one of {', '.join(purposes)}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"benchmarks.{name}")
    output = _take_output(rest)
    if output is None:
        status: int = module.main(rest)
        return status
    return _keep(module, name, rest, output)


def _take_output(argv: list[str]) -> Path | None:
    """Take `--output FILE` out of the arguments."""
    if "--output" not in argv[:-1]:
        return None
    place = argv.index("--output")
    _, value = argv[place : place + 2]
    del argv[place : place + 2]
    return Path(value)


def _keep(module: Any, name: str, argv: list[str], output: Path) -> int:
    from benchmarks import results

    argv = [word for word in argv if word != "--json"]
    started, printed = datetime.now(UTC), io.StringIO()
    with redirect_stdout(printed):
        status: int = module.main([*argv, "--json"])
    if not printed.getvalue():
        return status
    came_to = json.loads(printed.getvalue())
    results.write(results.describe(name, argv, came_to, started=started, status=status), output)
    print(f"{name}: {output}", file=sys.stderr)
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
