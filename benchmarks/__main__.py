"""`python -m benchmarks [NAME …]`: run every benchmark, or those named, and print one table."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.table import Row, show

_SHARED = ("__main__", "databases", "round_trips", "seeding", "table", "timing", "whole_turn")


def main(names: list[str]) -> int:
    """Run them; 1 when a target was missed."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    chosen = names or [name for name in known if name not in _SHARED]
    rows: list[Row] = []
    for name in chosen:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").run()
    print(show(rows))
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
