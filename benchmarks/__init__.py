"""Measurements of trackerdb: `python -m benchmarks`, one module a subcommand."""
