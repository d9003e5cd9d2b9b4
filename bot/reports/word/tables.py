"""Whether a table's number of columns can depend on the data.

docxtpl adjusts every table's grid to its rows after rendering. That costs a parse of the whole document, and
is only ever needed where rows of different width come and go, or cells do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"<w:(?P<open>tbl|tr|tc|gridCol)(?=[ />])[^>]*?(?P<empty>/?)>"
    r"|</w:(?P<close>tbl|tr|tc)>"
    r"|<w:gridSpan w:val=\"(?P<span>[^\"]*)\""
    r"|{%-?\s*(?P<block>if|for|endif|endfor)\b"
)


@dataclass(slots=True)
class _Table:
    depth: int  # of blocks, where the table begins
    columns: int = 0
    widest: int = 0  # the widest row that is always there
    row: int = 0
    row_depth: int = 0
    unsettled: bool = False
    in_cell: bool = False


@dataclass(slots=True)
class _Scan:
    depth: int = 0
    tables: list[_Table] = field(default_factory=list)
    unsettled: bool = False


def shape_depends_on_data(source: str) -> bool:
    """Whether any table of this patched template may need its grid adjusted after rendering."""
    scan = _Scan()
    for match in _TOKEN.finditer(source):
        if match["block"]:
            scan.depth += -1 if match["block"].startswith("end") else 1
        elif match["span"] is not None and scan.tables:
            _span(scan.tables[-1], match["span"])
        elif match["open"]:
            _open(scan, match["open"], empty=bool(match["empty"]))
        elif match["close"]:
            _close(scan, match["close"])
        if scan.unsettled:
            return True
    return False


def _span(table: _Table, value: str) -> None:
    if value.isdigit():
        table.row += int(value) - 1
    else:
        table.unsettled = True


def _open(scan: _Scan, name: str, *, empty: bool) -> None:
    if name == "tbl":
        scan.tables.append(_Table(scan.depth))
        return
    table = scan.tables[-1]
    if name == "gridCol":
        table.columns += 1
    elif name == "tr":
        table.row, table.row_depth = 0, scan.depth
    elif name == "tc" and not empty:
        table.row += 1
        table.unsettled |= scan.depth != table.row_depth


def _close(scan: _Scan, name: str) -> None:
    table = scan.tables[-1]
    if name == "tr":
        table.unsettled |= table.row > table.columns
        if table.row_depth == table.depth:
            table.widest = max(table.widest, table.row)
    elif name == "tbl":
        scan.tables.pop()
        scan.unsettled |= table.unsettled or table.widest != table.columns
