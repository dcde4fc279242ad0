"""Tables for people: framed to the terminal's width, or plain columns of full width where no terminal is."""

import sys
from collections.abc import Iterable, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mock_server.cli.output import printable

_UNBOUNDED: Final = 10_000
"""Columns of what is no terminal: enough that nothing is ever folded or cut."""


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Write a table. Cells are shown as they are; none stands for an empty one."""
    is_terminal = sys.stdout.isatty()
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD if is_terminal else None,
        pad_edge=is_terminal,
        padding=(0, 2, 0, 0),
    )
    for column in columns:
        table.add_column(column, overflow="fold", header_style="bold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in row))
    console = Console(file=sys.stdout, width=None if is_terminal else _UNBOUNDED)
    with console.capture() as captured:
        console.print(table)
    # Cells are filled up to their column's width; what a program reads is better off without blanks at the end.
    lines = captured.get().splitlines()
    sys.stdout.writelines(f"{line if is_terminal else line.rstrip()}\n" for line in lines)
