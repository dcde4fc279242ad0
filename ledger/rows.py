"""The rows of a vendor's ledger, as they stand in `docs/sources/<vendor>.md`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mock_server.engine.evidence import Evidence

ROOT: Final = Path(__file__).parents[1]

NOT_PROVED: Final = "## What no test can prove"
"""Under this heading a page lists the rows that no test proves, each with the reason."""

_ROW = re.compile(r"^\| ([A-Z]{3}-[0-9]+) \|.*\|$", re.MULTILINE)
_CELLS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: where it was read and when, what it settles, and how strong it is.

    `evidence` is the word as it stands there, which `checks` holds to be one of the four.
    """

    id: str
    page: str
    read: str
    settles: str
    evidence: str

    @property
    def number(self) -> int:
        """The number of the row in its ledger, from 1."""
        return int(self.id.rpartition("-")[2])

    @property
    def departs(self) -> bool:
        """Whether the stand-in does otherwise on purpose."""
        return "Departs:" in self.settles


@dataclass(frozen=True, slots=True)
class Ledger:
    """A vendor's rows, oldest first. `unproved` gives the reason for each row that no test can prove."""

    vendor: str
    path: str
    rows: tuple[Row, ...]
    unproved: Mapping[str, str]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rows."""
        return frozenset(row.id for row in self.rows)


def read(vendor: str, root: Path = ROOT) -> Ledger:
    """A vendor's ledger.

    Raises:
        ValueError: a row has not as many cells as a row has.
    """
    path = root / "docs" / "sources" / f"{vendor}.md"
    facts, _, rest = path.read_text().partition(NOT_PROVED)
    rows = tuple(Row(*_cells(line, _CELLS)) for line in _lines(facts))
    reasons = (_cells(line, 2) for line in _lines(rest.partition("\n## ")[0]))
    return Ledger(vendor, path.relative_to(root).as_posix(), rows, {row[0]: row[1] for row in reasons})


def row_order(id: str) -> tuple[str, int]:
    """What rows are sorted by: `NIM-9` goes before `NIM-12`."""
    prefix, _, number = id.rpartition("-")
    return prefix, int(number)


def is_evidence(word: str) -> bool:
    """Whether a word is one of the four ways of knowing."""
    return word in tuple(Evidence)


def _lines(text: str) -> list[str]:
    return [found[0] for found in _ROW.finditer(text)]


def _cells(line: str, count: int) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in line.strip("|").split(" | "))
    if len(cells) != count:
        raise ValueError(f"a row has {count} cells, and this one {len(cells)}: {line}")
    return cells
