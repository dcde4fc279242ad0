"""The page on coverage tells of every sort, and of the bounds as they are."""

import re

from mock_server.coverage.document import Sort
from mock_server.journal.tally import MOST_OF_A_SORT
from mock_server.sandboxes.memory import MOST_KEPT
from tests.live import ROOT

PAGE = (ROOT / "docs/coverage.md").read_text()


def test_each_sort_has_a_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(Sort)


def test_the_bounds_are_told() -> None:
    assert f"Of {MOST_KEPT:,} sandboxes" in PAGE
    assert f"{MOST_OF_A_SORT:,} different things of a sort" in PAGE
